"""Somebody at the desk who has a file of another directory."""

from __future__ import annotations

import copy
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from server.api.directory import dump_difference
from server.domain import demo
from server.domain.demo_cast import MEMBERS
from server.domain.hsds.acceptance import accept_new
from server.domain.hsds.difference import Difference, compare
from server.domain.hsds.files import parse
from server.domain.who import Who

from .directory import KEY, Published
from .schemas import OFFICIAL, SAMPLES, read

JSON, NDJSON, ZIP = "application/json", "application/x-ndjson", "application/zip"
Json = dict[str, Any]


@dataclass
class Desk:
    """One signed-in person; `client` keeps their session."""

    published: Published
    client: Any
    headers: dict[str, str]
    who: Who

    def send(self, body: bytes | Any, kind: str = JSON) -> Any:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.client.post(
            "/api/directory/import", data=data, content_type=kind, headers=self.headers
        )

    def send_files(self, files: Mapping[str, bytes]) -> Any:
        parts = {"file": [(io.BytesIO(content), name) for name, content in files.items()]}
        return self.client.post(
            "/api/directory/import",
            data=parts,
            content_type="multipart/form-data",
            headers=self.headers,
        )

    def difference(self, body: bytes | Any, kind: str = JSON) -> Any:
        answer = self.send(body, kind)
        assert answer.status_code == 200, answer.text
        return answer.json

    def refused(self, body: bytes | Any, kind: str = JSON) -> dict[str, list[str]]:
        """What is said to be wrong, by place."""
        answer = self.send(body, kind)
        assert answer.status_code == 422, f"{answer.status_code} {answer.text[:500]}"
        error = answer.json["error"]
        assert error["code"] == "invalid"
        found: dict[str, list[str]] = error["fields"]
        return found

    def take_new(self, record: Json, **more: Any) -> Any:
        """Accept a new record, as the screen does."""
        fields = {one["field"]: one["theirs"] for one in record["fields"]} | more
        return self.client.post(
            f"/api/records/{record['kind']}",
            json={"id": record["id"], "fields": fields},
            headers=self.headers,
        )

    def take_fields(self, record: Json, *names: str) -> Any:
        """Accept fields of a known record, over what was compared."""
        chosen = [one for one in record["fields"] if one["field"] in names]
        change = {
            "record": f"{record['kind']}/{record['id']}",
            "set": {one["field"]: one["theirs"] for one in chosen},
            "seen": {one["field"]: one["seen"] for one in chosen},
        }
        answer = self.client.post("/api/changes", json={"changes": [change]}, headers=self.headers)
        assert answer.status_code == 200, answer.text
        return answer.json["items"][0]


def sign_in(published: Published, role: str) -> Desk:
    """Somebody of the first association with this role."""
    member = next(one for one in MEMBERS if one.role == role)
    client = published.app.test_client()
    body = {"email": member.email, "password": demo.password_of(member, KEY)}
    # The password is derived from the key of the demonstration, not from the server's.
    answer: Any = client.post("/api/login", json=body)
    assert answer.status_code == 200, answer.text
    who = Who(member.id, published.network_id, member.org.id, role)
    return Desk(published, client, {"X-CSRF-Token": answer.json["csrf"]}, who)


def record_of(difference: Json, name: str) -> Json:
    return next(one for one in difference["records"] if one["name"] == name)


def field_of(record: Json, name: str) -> Json:
    return next(one for one in record["fields"] if one["field"] == name)


def fill(who: Who, files: Mapping[str, bytes], now_ms: int) -> Difference:
    """Take everything that is new; gives what the file then still differs in."""
    accept_new(who, compare(who, parse(files), now_ms), now_ms)
    return compare(who, parse(files), now_ms)


def dumped(found: Difference) -> Json:
    return dump_difference(found)


def archive(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return out.getvalue()


def official_tables() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (OFFICIAL / "csv").iterdir()}


def sample() -> Json:
    """A page of full services, to be broken."""
    found: Json = copy.deepcopy(read(SAMPLES / "services_full.json"))
    return found


def broken(change: Callable[[Json], object]) -> Json:
    """The sample with one thing wrong."""
    page = sample()
    change(page)
    return page
