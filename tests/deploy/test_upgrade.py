"""A server of an earlier release is upgraded, and phones of that release come back a month later.

`release-1` holds what that release left behind, made by its own code: its database, and what a
phone of it had stored and not yet sent. Never change it; a later release adds a folder of its own.
"""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any, Final

import pytest

from server.domain.sharing import PAPERS
from tests.api.desk import ScriptedDesk
from tests.api.server import RunningServer
from tests.api.wire import Wire

HERE: Final = Path(__file__).parent
CLOCK: Final = HERE.parent / "api" / "clock"
MONTH_S: Final = 31 * 24 * 60 * 60
EMAIL: Final = "kim@example.org"
PASSWORD: Final = "four words make it long"
CONSENT: Final = "0f0c1c52-6a41-4a4d-9d3b-51a60d4fbb0e"
RELEASES: Final = sorted(path.name for path in HERE.glob("release-*"))


class Upgraded:
    """The database of a release, brought up to date, behind a server a month later."""

    def __init__(self, release: str, folder: Path) -> None:
        data = folder / "data"
        data.mkdir(mode=0o700)
        file = data / "maraude.db"
        with sqlite3.connect(file) as database:
            database.executescript((HERE / release / "database.sql").read_text("utf-8"))
        self.left: dict[str, Any] = json.loads((HERE / release / "phone.json").read_text("utf-8"))
        later = {"PYTHONPATH": str(CLOCK), "CLOCK_SHIFT_S": str(MONTH_S)}
        self.server = RunningServer(f"sqlite:///{file}", data, later)

    def sync(self, body: dict[str, Any]) -> dict[str, Any]:
        wire = Wire(self.server.base, headers={"Authorization": self.left["authorization"]})
        answer = wire.send("POST", "/api/sync", body)
        assert answer.status == 200, str(answer)
        told: dict[str, Any] = answer.json()
        return told

    def want(self, changes: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
        """The records of these changes, however old: a first pull leaves out what is."""
        paths = sorted({f"{one['c']}/{one['r']}" for one in changes})
        reply = self.sync({**self.left["request"], "push": [], "want": paths})
        found = {f"{one['c']}/{one['r']}": one for one in reply["pull"]}
        return {path: found[path] for path in paths}

    def pull_all(self, cursor: str | None) -> dict[str, dict[str, Any]]:
        """Every fragment from a cursor on, as the older app asks for them."""
        found: dict[str, dict[str, Any]] = {}
        while True:
            reply = self.sync({**self.left["request"], "push": [], "cursor": cursor})
            cursor = reply["cursor"]
            found |= {f"{one['c']}/{one['r']}": one for one in reply["pull"]}
            if not reply["more"]:
                return found


@pytest.fixture(params=RELEASES)
def upgraded(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    made = Upgraded(request.param, tmp_path)
    told = made.server.attempt("init")
    assert told.returncode == 0, told.stderr[-4000:]
    assert "up to date" in told.stderr
    made.server.start()
    yield made
    made.server.stop()


def shown(fragment: dict[str, Any], field: str) -> list[Any]:
    """The values of a field that nobody has replaced."""
    covered = set(fragment.get("x", {}).get(field, ()))
    writes = [(wid, values) for wid, _user, values in fragment["w"] if field in values]
    return [values[field] for wid, values in writes if wid not in covered]


def test_a_phone_that_was_away_loses_nothing_and_gets_everything(upgraded: Upgraded) -> None:
    request, sent = upgraded.left["request"], upgraded.left["sent"]
    reply = upgraded.sync(request)
    assert sorted(reply["ack"]) == sorted(one["id"] for one in request["push"])
    assert (reply["held"], reply["bad"], reply["void"]) == ({}, {}, {})
    again = upgraded.sync(request)
    assert sorted(again["ack"]) == sorted(reply["ack"])
    since = upgraded.pull_all(request["cursor"])
    assert {f"{one['c']}/{one['r']}" for one in request["push"]} <= since.keys()
    here = upgraded.want([*sent, *request["push"]])
    first, second = (f"activity/{one['r']}" for one in sent)
    corrected = request["push"][1]["set"]["quantity"][0]
    assert corrected in shown(here[first], "quantity")
    assert shown(here[second], "quantity") == [12]


def test_a_field_that_the_server_does_not_know_is_kept_and_passed_on(upgraded: Upgraded) -> None:
    upgraded.sync(upgraded.left["request"])
    new = next(one for one in upgraded.left["request"]["push"] if "yesterdays_field" in one["set"])
    kept = [*upgraded.left["sent"], new]
    here = upgraded.want(kept)
    told = {
        name for one in kept for name in shown(here[f"activity/{one['r']}"], "yesterdays_field")
    }
    assert told == {"kept", "unsent"}


def test_a_referral_of_before_waits_for_the_papers_and_then_arrives(upgraded: Upgraded) -> None:
    """The first release had no charter. Its phones keep one as a record of a kind they do not
    know, and hold what they are told to hold."""
    assert not any(path.startswith("charter/") for path in upgraded.pull_all(None))
    last = max(one["id"] for one in upgraded.left["request"]["push"])
    fields = {"case": ["7k2m9qx4a"], "scopes/refer": [True], "basis": ["consent"]}
    consent = {"id": f"{last[:-1]}0", "c": "consent", "r": CONSENT, "s": 1, "set": fields}
    request = {**upgraded.left["request"], "push": [consent]}
    assert upgraded.sync(request)["held"] == {consent["id"]: "not_permitted"}
    desk = ScriptedDesk(Wire(upgraded.server.base))
    assert desk.login(EMAIL, PASSWORD).status == 200
    papers = dict.fromkeys(PAPERS, True)
    assert desk.change("PATCH", "/api/charter", papers).json()["referrals"] is True
    assert upgraded.sync(request)["ack"] == [consent["id"]]
    [charter] = [
        one for path, one in upgraded.pull_all(None).items() if path.startswith("charter/")
    ]
    assert [shown(charter, paper) for paper in PAPERS] == [[True]] * 3
