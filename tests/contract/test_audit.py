"""SEC-U8: the audit is appended to and read, on every database; nobody changes it."""

from __future__ import annotations

import secrets
import uuid
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DBAPIError

from server.domain import audit
from server.domain.who import Who
from server.store import ageing
from server.store.base import db
from server.store.engine import reading, writing
from server.store.people import Audit
from sync.ids import case_check

from .network import TestNetwork

DAY_MS = 24 * 60 * 60 * 1000
NOW_MS = 1_790_000_000_000  # 2026-09-21, 13:33 in UTC


def note(who: Who, action: str = "read", at_ms: int = NOW_MS, **more: str) -> None:
    with writing() as session:
        audit.note(session, who, action, f"case/{uuid.uuid4()}", at_ms, **more)


def count() -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(Audit)) or 0


@pytest.fixture
def who(network: TestNetwork) -> Who:
    return network.phone("coordinator").who


@pytest.mark.parametrize(
    "statement",
    [
        update(Audit).values(action="nothing"),
        update(Audit).values(at_ms=0),
        delete(Audit),
        text("DELETE FROM audit"),
        text("UPDATE audit SET reason = 'other'"),
    ],
    ids=str,
)
def test_sec_u8_no_line_is_changed_or_deleted_by_any_statement(who: Who, statement: object) -> None:
    note(who)
    before = count()
    with pytest.raises(DBAPIError, match="append-only"), writing() as session:
        session.execute(statement)  # type: ignore[call-overload]
    assert count() == before >= 1


def test_sec_u8_the_table_is_not_emptied_at_once(who: Who) -> None:
    note(who)
    if db.engine.dialect.name == "postgresql":
        with pytest.raises(DBAPIError, match="append-only"), writing() as session:
            session.execute(text("TRUNCATE audit"))
    else:
        with pytest.raises(DBAPIError, match="append-only"), writing() as session:
            session.execute(text("DELETE FROM audit WHERE 1"))
    assert count() >= 1


def test_sec_u8_retention_alone_forgets_what_is_old(who: Who) -> None:
    note(who, at_ms=NOW_MS - 400 * DAY_MS)
    note(who, at_ms=NOW_MS - 300 * DAY_MS)
    before = count()
    with writing() as session:
        old = ageing.audited_before(NOW_MS - 365 * DAY_MS)
        assert ageing.delete_rows(session, *old) == 1
    assert count() == before - 1
    with pytest.raises(DBAPIError, match="append-only"), writing() as session:
        session.execute(delete(Audit).where(Audit.at_ms < NOW_MS - 200 * DAY_MS))


def test_sec_u8_retention_that_fails_leaves_no_door_open(who: Who) -> None:
    note(who, at_ms=NOW_MS - 400 * DAY_MS)

    def fail() -> None:
        with writing() as session:
            ageing.delete_rows(session, *ageing.audited_before(NOW_MS))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with pytest.raises(DBAPIError, match="append-only"), writing() as session:
        session.execute(delete(Audit))


def test_sec_u8_an_organisation_reads_what_others_did_to_what_is_its_own(
    network: TestNetwork, who: Who
) -> None:
    stranger = Who(str(uuid.uuid4()), who.network_id, str(uuid.uuid4()), "coordinator")
    note(stranger, "read", about_org=who.org_id)
    note(stranger, "export")
    lines, total = audit.listed(who, audit.Wanted(user_id=stranger.user_id))
    assert [line.action for line in lines] == ["read"] and total == 1
    assert lines[0].org_id == stranger.org_id
    boss = Who(who.user_id, who.network_id, who.org_id, "network")
    everything, _total = audit.listed(boss, audit.Wanted(user_id=stranger.user_id))
    assert {line.action for line in everything} == {"read", "export"}


def test_sec_u8_a_record_of_others_that_is_read_is_told_to_its_organisation(
    network: TestNetwork, minor: str, who: Who
) -> None:
    """The reader is of another organisation; whose record it is comes from the record itself."""
    reader = Who(str(uuid.uuid4()), who.network_id, str(uuid.uuid4()), "coordinator")
    with writing() as session:
        audit.note_records(session, reader, "read", [minor], NOW_MS)
    lines, _total = audit.listed(who, audit.Wanted(user_id=reader.user_id))
    assert [(line.action, line.subject) for line in lines] == [("read", minor)]


def test_sec_u8_lines_are_found_by_person_action_and_day(who: Who) -> None:
    other = Who(str(uuid.uuid4()), who.network_id, who.org_id, "coordinator")
    note(who, "read")
    note(who, "export")
    note(other, "read", NOW_MS + DAY_MS)

    def found(**wanted: object) -> int:
        return audit.listed(who, audit.Wanted(**wanted))[1]  # type: ignore[arg-type]

    assert found(actions=("export",)) == 1
    assert found(user_id=other.user_id) == 1
    first = date(2026, 9, 21)
    assert found(user_id=who.user_id, first=first, last=first) == 2
    assert found(first=date(2026, 9, 22), last=date(2026, 9, 22)) == 1
    assert found(actions=("read", "export"), last=first) == 2
    assert found(last=date(2026, 9, 20)) == 0


def test_sec_u8_newest_first_and_in_pages(app: Flask, who: Who) -> None:
    for n in range(5):
        note(who, at_ms=NOW_MS + n)
    pages = [
        audit.listed(who, audit.Wanted(user_id=who.user_id, page=p, per_page=2)) for p in (1, 2, 3)
    ]
    times = [line.at_ms for lines, _total in pages for line in lines]
    assert times == sorted(times, reverse=True) and len(times) == pages[0][1] == 5


def told(who: Who, action: str) -> list[tuple[str, str | None]]:
    lines, _total = audit.listed(who, audit.Wanted(actions=(action,)))
    return [(line.subject, line.reason) for line in lines]


def test_sec_u8_what_is_opened_to_more_people_is_told(network: TestNetwork, who: Who) -> None:
    desk = network.phone("coordinator", clearances=["protection"])
    fields = {"name": "canary", "site_kind": "distribution", "hub_zone": "z", "visibility": "org"}
    where = {"country": "FR", "adm1": "R", "adm2": "D", "active": True}
    made = desk.change("site", {**fields, **where})
    assert desk.sync(made)["ack"] == [made["id"]]
    site = f"site/{made['r']}"
    assert told(who, "widened") == []
    wider = desk.write(site, {"visibility": "network"}, covers={"visibility": [made["id"]]})
    assert told(who, "widened") == [(site, "org → network")]
    desk.write(site, {"visibility": "org"}, covers={"visibility": [wider["id"]]})
    assert len(told(who, "widened")) == 1, "narrower is not told"
    assert "canary" not in str(audit.listed(who, audit.Wanted()))


def test_sec_u8_an_exception_from_agreement_is_told(network: TestNetwork, who: Who) -> None:
    volunteer = network.phone()
    case = f"{secrets.token_hex(4)}".replace("i", "1")
    code = case + case_check(case)
    volunteer.create("case", {"code": code})
    agreement = {
        "case": code,
        "to_org": str(uuid.uuid4()),
        "scopes/refer": True,
        "method": "oral",
        "language": "fr",
        "text_version": "1",
        "given_at": "2026-09-21T12:00:00Z",
    }
    volunteer.create("consent", {**agreement, "basis": "self"})
    assert told(who, "exception") == []
    exception = {**agreement, "basis": "vital_interest", "reason": "canary"}
    consent = volunteer.create("consent", {**exception, "visibility": "protection"})
    assert told(who, "exception") == [(consent, None)]
    assert "canary" not in str(audit.listed(who, audit.Wanted()))
