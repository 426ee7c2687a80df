"""A scripted coordinator's browser: the desk routes, as the HTTP contract names them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import openpyxl

from .wire import Answer, Wire

Record = dict[str, Any]


@dataclass
class ScriptedDesk:
    """One coordinator at one browser."""

    wire: Wire
    user: dict[str, Any] = field(default_factory=dict)
    csrf: str = ""
    password: str = ""

    # --- the session

    def login(self, email: str, password: str, **more: str) -> Answer:
        body = {"email": email, "password": password, **more}
        answer = self.wire.send("POST", "/api/login", body)
        if answer.status == 200:
            self.password = password
            self._keep(answer)
        return answer

    def prove(self, **more: str) -> Answer:
        """Say again that it is the same person."""
        answer = self._change("POST", "/api/reauthenticate", {"password": self.password, **more})
        if answer.status == 200:
            self._keep(answer)
        return answer

    def _keep(self, answer: Answer) -> None:
        found = answer.json()
        self.user, self.csrf = found["user"], found["csrf"]
        pairs = [cookie.split(";", 1)[0] for cookie in answer.cookies]
        assert pairs, "login sets no cookie"
        self.wire.headers["Cookie"] = "; ".join(pairs)

    def get(self, path: str, **query: Any) -> Answer:
        answer = self.wire.send("GET", path, query=query)
        return self.wire.send("GET", path, query=query) if self._proved(answer) else answer

    def change(self, method: str, path: str, body: Any = None, **options: Any) -> Answer:
        """A state-changing request, and the proof that a long test run may be asked for."""
        answer = self._change(method, path, body, **options)
        return self._change(method, path, body, **options) if self._proved(answer) else answer

    def _proved(self, answer: Answer) -> bool:
        if answer.status != 403 or answer.code != "reauthenticate":
            return False
        assert self.prove().status == 200
        return True

    def _change(self, method: str, path: str, body: Any = None, **options: Any) -> Answer:
        """With the CSRF token and same-origin fetch metadata."""
        headers = {"X-CSRF-Token": self.csrf, "Sec-Fetch-Site": "same-origin"}
        headers |= {"Origin": self.wire.base, **options.get("headers", {})}
        rest = {name: value for name, value in options.items() if name != "headers"}
        return self.wire.send(method, path, body, headers=headers, **rest)

    # --- records

    def page(self, kind: str, **query: Any) -> Record:
        answer = self.get(f"/api/records/{kind}", **query)
        assert answer.status == 200, str(answer)
        found: Record = answer.json()
        return found

    def ids(self, kind: str, **query: Any) -> list[str]:
        """The ids of every page, in the order of the list."""
        found: list[str] = []
        for page in range(1, 200):
            items = self.page(kind, **{"per_page": 200, **query, "page": page})["items"]
            found += [item["id"] for item in items]
            if not items or len(items) < int(query.get("per_page", 200)):
                return found
        raise AssertionError("the list does not end")

    def record(self, kind: str, record: str) -> Record:
        answer = self.get(f"/api/records/{kind}/{record}")
        assert answer.status == 200, str(answer)
        found: Record = answer.json()
        return found

    def conflicts(self, kind: str, record: str) -> list[Record]:
        """The fields of a record that show two values; other issues come from other tests."""
        issues = self.record(kind, record)["issues"]
        return [issue for issue in issues if issue["issue"] == "conflict"]

    def create(self, kind: str, fields: Mapping[str, Any], record: str | None = None) -> Answer:
        body: Record = {"fields": dict(fields)}
        if record is not None:
            body["id"] = record
        return self.change("POST", f"/api/records/{kind}", body)

    def patch(
        self,
        kind: str,
        record: str,
        values: Mapping[str, Any],
        seen: Mapping[str, Iterable[str]] | None = None,
    ) -> Answer:
        """A change that covers exactly `seen`; by default what the record page shows now."""
        if seen is None:
            heads = self.record(kind, record)["heads"]
            seen = {name: [head["wid"] for head in heads.get(name, [])] for name in values}
        body = {"set": dict(values), "seen": {name: list(wids) for name, wids in seen.items()}}
        return self.change("PATCH", f"/api/records/{kind}/{record}", body)

    def delete(self, kind: str, record: str) -> Answer:
        """Delete what the record page shows now."""
        heads = self.record(kind, record)["heads"]
        seen = sorted({head["wid"] for listed in heads.values() for head in listed})
        return self.change("DELETE", f"/api/records/{kind}/{record}", {"seen": seen})

    def export(self, kind: str, **query: Any) -> list[list[str]]:
        """The rows of the CSV export, header row first."""
        answer = self.get(f"/api/export/{kind}.csv", **query)
        assert answer.status == 200, str(answer)
        assert answer.headers["content-type"].startswith("text/csv"), answer.headers
        return list(csv.reader(io.StringIO(answer.body.decode("utf-8-sig"), newline="")))

    def workbook(self, kind: str, **query: Any) -> list[list[Any]]:
        """The rows of the XLSX export, header row first."""
        answer = self.get(f"/api/export/{kind}.xlsx", **query)
        assert answer.status == 200, str(answer)
        book = openpyxl.load_workbook(io.BytesIO(answer.body))
        return [list(row) for row in book.active.iter_rows(values_only=True)]

    # --- what waits for a coordinator

    def issues(self, **query: Any) -> list[Record]:
        answer = self.get("/api/issues", **{"per_page": 200, **query})
        assert answer.status == 200, str(answer)
        found: list[Record] = answer.json()["items"]
        return found

    def held(self, **query: Any) -> list[Record]:
        answer = self.get("/api/held", **{"per_page": 200, **query})
        assert answer.status == 200, str(answer)
        found: list[Record] = answer.json()["items"]
        return found

    def held_of(self, record: str) -> Record:
        """The one quarantined change of a record."""
        found = [item for item in self.held() if item["change"]["r"] == record]
        assert len(found) == 1, found
        return found[0]

    def release(self, held: str) -> Answer:
        return self.change("POST", f"/api/held/{held}/release", {})

    def reopen(self, held: str) -> Answer:
        return self.change("POST", f"/api/held/{held}/reopen", {})

    def refuse(self, held: str) -> Answer:
        return self.change("POST", f"/api/held/{held}/refuse", {})

    def several(self, *changes: Mapping[str, Any]) -> list[Record]:
        """Several changes in one request: `record`, `set` and `seen` of each; the outcomes."""
        answer = self.change("POST", "/api/changes", {"changes": list(changes)})
        assert answer.status == 200, str(answer)
        found: list[Record] = answer.json()["items"]
        return found

    def take_back(self, device: str, since: str) -> Record:
        """What would take back all that a phone wrote since a time."""
        answer = self.get(f"/api/devices/{device}/take-back", since=since)
        assert answer.status == 200, str(answer)
        found: Record = answer.json()
        return found

    def erase(self, *paths: str) -> Answer:
        return self.change("POST", "/api/erase", {"records": list(paths)})

    # --- people and phones

    def invite(self, **body: Any) -> Answer:
        return self.change("POST", "/api/invites", body)

    def devices(self) -> list[Record]:
        answer = self.get("/api/devices")
        assert answer.status == 200, str(answer)
        found: list[Record] = answer.json()["items"]
        return found

    def revoke(self, device: str) -> Answer:
        return self.change("POST", f"/api/devices/{device}/revoke", {})
