"""What is kept no longer than it may be, on both databases (SEC-H5, `domain.md` section 6.6)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from server.domain import audit, periods, referral_counts, retention, retention_rows
from server.domain.retention import Ages, months_before
from server.settings import settings
from server.store.base import db
from server.store.engine import reading, writing
from server.store.journal import Journal
from server.store.models import Change, PastReferral, Record
from server.store.people import Audit, DeskSession, Failure, Invite
from server.store.records import load

from .network import TestNetwork, TestPhone
from .test_erasure import everything

AGES = Ages()
CODE, OTHER = "7k3m9p2qx", "7k3m9p2ry"


def run(network: TestNetwork, *, dry_run: bool = False, ages: Ages = AGES) -> dict[str, int]:
    """What was due, by rule; rules without anything are left out."""
    counts = retention.run_records(network.now_ms, ages, dry_run=dry_run)
    counts |= retention_rows.run_rows(network.now_ms, ages, dry_run=dry_run)
    return {rule: count for rule, count in counts.items() if count}


def shown(phone: TestPhone, path: str, field: str) -> list[Any]:
    fresh = TestPhone(phone.network, phone.who)
    reply = fresh.sync(want=[path])
    writes = next(one for one in reply["pull"] if f"{one['c']}/{one['r']}" == path)["w"]
    return [fields[field] for _wid, _user, fields in writes if field in fields]


def test_sec_h5_notes_go_after_ninety_days_and_counts_stay(network: TestNetwork) -> None:
    phone = network.phone()
    path = phone.create("activity", {"note": "canary one", "quantity": 12})
    first = next(iter(phone.seen[path]["w"]))[0] if path in phone.seen else None
    network.later(days=1)
    phone.pull()
    (wid,) = [wid for wid, _user, fields in phone.seen[path]["w"] if "note" in fields]
    phone.write(path, {"note": "canary two"}, covers={"note": [wid]})
    assert first is None or first == wid
    network.later(days=89.5)
    # The first is 90 days old, in what is kept of it; what is shown is younger.
    assert run(network, dry_run=True) == {"notes": 1}
    assert "canary one" in everything()
    assert run(network) == {"notes": 1}
    assert "canary one" not in everything() and "canary two" in everything()
    assert shown(phone, path, "note") == ["canary two"]
    network.later(days=1)
    assert run(network) == {"notes": 1}
    assert "canary" not in everything()
    assert shown(phone, path, "note") == [None]
    assert shown(phone, path, "quantity") == [12]
    assert run(network) == {}


def test_a_note_that_came_again_from_a_phone_is_known_by_its_hash(network: TestNetwork) -> None:
    phone = network.phone()
    made = phone.change("activity", {"note": "canary"})
    phone.sync(made)
    network.later(days=91)
    assert run(network) == {"notes": 1}
    assert phone.sync(made)["ack"] == [made["id"]]
    assert "canary" not in everything()


def test_two_notes_at_once_go_together(network: TestNetwork) -> None:
    """Nulling only the older would hide the newer one."""
    phone = network.phone()
    path = phone.create("activity", {"note": "canary old"})
    network.later(days=50)
    phone.write(path, {"note": "canary new"})
    network.later(days=45)
    assert run(network) == {}
    assert sorted(shown(phone, path, "note")) == ["canary new", "canary old"]
    network.later(days=46)
    assert run(network) == {"notes": 1}
    assert "canary" not in everything()


def test_a_quarantined_note_goes_too(network: TestNetwork) -> None:
    phone = network.phone()
    made = phone.change("activity", {"note": "canary", "review": "reviewed"})
    assert made["id"] in phone.sync(made)["held"]
    network.later(days=91)
    assert run(network) == {"notes": 1}
    assert "canary" not in everything()
    assert run(network) == {}


def test_sec_h5_meetings_forget_a_case_six_months_after_the_last_one(network: TestNetwork) -> None:
    phone = network.phone()
    first = phone.create("contact", {"case": CODE, "group_size": 2})
    other = phone.create("contact", {"case": OTHER, "group_size": 2})
    network.later(days=150)
    phone.create("contact", {"case": CODE, "group_size": 1})
    network.later(days=40)
    assert run(network) == {"cases named in meetings": 1}
    assert OTHER not in everything() and CODE in everything()
    assert shown(phone, other, "case") == [None] and shown(phone, other, "group_size") == [2]
    assert shown(phone, first, "case") == [CODE]
    network.later(days=150)
    assert run(network) == {"cases named in meetings": 2}
    assert CODE not in everything()
    assert run(network) == {}


def test_no_meeting_names_a_case_longer_than_two_years(network: TestNetwork) -> None:
    phone = network.phone()
    first = phone.create("contact", {"case": CODE, "group_size": 1})
    for _ in range(5):
        network.later(days=150)
        phone.create("contact", {"case": CODE, "group_size": 1})
    assert run(network) == {"cases named in meetings": 1}
    assert shown(phone, first, "case") == [None] and CODE in everything()


def follow_up(
    network: TestNetwork, sender: TestPhone, receiver: TestPhone, **about: str
) -> dict[str, str]:
    """A case, an agreement, a referral and its steps up to completed."""
    case = sender.create("case", {"code": CODE, **about})
    agreed = {"case": CODE, "to_org": receiver.who.org_id, "scopes/refer": True}
    consent = sender.create("consent", agreed)
    referral = sender.create(
        "referral",
        {
            "case": CODE,
            "from_org": sender.who.org_id,
            "to_org": receiver.who.org_id,
            "referral_type": "material",
            "urgency": "normal",
            "summary": "canary",
            "consent": consent.partition("/")[2],
        },
    )
    named = referral.partition("/")[2]
    sent = sender.create("referral_event", step(named, "sent"))
    receiver.create("message", {"referral": named, "text": "canary"})
    network.later(days=2)
    accepted = receiver.create("referral_event", step(named, "accepted", sent))
    done = step(named, "completed", accepted, outcome="service_full")
    receiver.create("referral_event", done)
    return {"case": case, "consent": consent, "referral": referral}


def step(referral: str, to: str, *parents: str, **more: Any) -> dict[str, Any]:
    seen = [parent.partition("/")[2] for parent in parents]
    return {"referral": referral, "to": to, "parents": seen, "source": "app", **more}


@pytest.fixture
def pair(network: TestNetwork) -> tuple[TestPhone, TestPhone]:
    return network.phone("coordinator"), network.phone("coordinator", org=1)


def counted(network: TestNetwork, who: Any, audience: str = "org") -> list[tuple[Any, ...]]:
    day = datetime.fromtimestamp(network.now_ms / 1000, UTC).date()
    first = day.replace(year=day.year - 2)
    span = periods.span(audience, "quarter", first, day, day)
    with reading() as session:
        cases = referral_counts.cases_of(session, who, span, "Europe/Paris", network.now_ms)
    return sorted((c.sender, c.receiver, c.type, c.status, c.reason, c.close_days) for c in cases)


def test_sec_h5_a_closed_referral_leaves_a_line_for_the_statistics(
    network: TestNetwork, pair: tuple[TestPhone, TestPhone]
) -> None:
    sender, receiver = pair
    paths = follow_up(network, sender, receiver)
    before = counted(network, sender.who)
    assert before and before[0][3:] == ("completed", "service_full", 2.0)
    network.later(days=175)
    assert run(network) == {}
    network.later(days=12)
    assert run(network, dry_run=True) == {"referrals": 1}
    assert run(network) == {"referrals": 1}
    assert "canary" not in everything()
    reply = receiver.sync()
    assert paths["referral"] in reply["erased"] and paths["case"] not in reply["erased"]
    for who in (sender.who, receiver.who):
        assert counted(network, who) == before
    assert counted(network, network.phone("coordinator", org=2).who) == []
    with reading() as session:
        (line,) = session.scalars(select(PastReferral)).all()
        told = {
            column.name: getattr(line, column.name) for column in PastReferral.__table__.columns
        }
    assert CODE not in str(told) and paths["referral"].partition("/")[2] not in str(told)
    assert run(network) == {}


def test_sec_h5_a_closed_case_goes_with_all_that_belongs_to_it(
    network: TestNetwork, pair: tuple[TestPhone, TestPhone]
) -> None:
    sender, receiver = pair
    paths = follow_up(network, sender, receiver)
    sender.create("contact", {"case": CODE, "group_size": 1, "minor_status": "unaccompanied"})
    sender.write(paths["case"], {"status": "closed"})
    network.later(days=190)
    sender.create("contact", {"case": CODE, "group_size": 1})
    counts = run(network)
    assert counts["referrals"] == 1 and counts["cases"] == 1
    assert CODE not in everything()
    assert paths["case"] in sender.sync()["erased"]
    late = sender.change(paths["case"], {"language": "ps"})
    assert sender.sync(late)["void"] == {late["id"]: "erased"}
    assert any(CODE not in str(line) for line in Journal.beside(settings().data_dir).read())
    assert run(network) == {}


def test_what_is_open_stays_and_what_was_opened_again(
    network: TestNetwork, pair: tuple[TestPhone, TestPhone]
) -> None:
    sender, _receiver = pair
    case = sender.create("case", {"code": CODE})
    network.later(days=400)
    assert run(network) == {}
    sender.pull()
    closing = sender.write(case, {"status": "closed"})
    network.later(days=100)
    sender.write(case, {"status": "open"}, covers={"status": [closing["id"]]})
    network.later(days=100)
    assert run(network) == {}
    assert sender.sees(case) == "full"


def test_a_closed_case_waits_for_its_open_referral(
    network: TestNetwork, pair: tuple[TestPhone, TestPhone]
) -> None:
    sender, receiver = pair
    case = sender.create("case", {"code": CODE})
    agreed = {"case": CODE, "to_org": receiver.who.org_id, "scopes/refer": True}
    consent = sender.create("consent", agreed).partition("/")[2]
    parties = {"from_org": sender.who.org_id, "to_org": receiver.who.org_id}
    referral = sender.create("referral", {"case": CODE, "consent": consent, **parties})
    sender.create("referral_event", step(referral.partition("/")[2], "sent"))
    sender.write(case, {"status": "closed"})
    network.later(days=400)
    assert run(network) == {}


def test_the_account_of_an_incident_goes_and_its_counts_stay(network: TestNetwork) -> None:
    desk = network.phone("coordinator", clearances=("incident", "protection"))
    fields = {
        "kinds/eviction": True,
        "hub_zone": "zone",
        "account": "canary",
        "at_least/present": 9,
    }
    path = desk.create("incident", fields)
    kept = desk.create("incident", {**fields, "account": "complaint", "follow_up/complaint": True})
    with reading() as session:
        before = dict(session.execute(select(Record.id, Record.visibility)).all())
    network.later(days=370)
    assert run(network) == {"incident accounts": 1}
    assert "canary" not in everything() and "complaint" in everything()
    with reading() as session:
        assert dict(session.execute(select(Record.id, Record.visibility)).all()) == before
        key = ("incident", path.partition("/")[2])
        cells = load(session, network.id, {key})[key].cells
    assert list(cells.heads("at_least/present").values()) == [9]
    assert kept.partition("/")[2] in before
    assert run(network) == {}


def test_rounds_and_stock_go_after_three_years(network: TestNetwork) -> None:
    phone = network.phone("coordinator")
    old = phone.create("round", {"round_kind": "maraude"})
    signup = {"round": old.partition("/")[2], "user": phone.who.user_id, "going": True}
    belongs = phone.create("signup", signup)
    network.later(days=1000)
    recent = phone.create("round", {"round_kind": "maraude"})
    network.later(days=100)
    assert run(network) == {"rounds and stock": 1}
    assert sorted(phone.sync()["erased"]) == sorted([old, belongs])
    assert phone.sees(recent) or phone.sync(want=[recent])["pull"]
    assert run(network) == {}


def test_the_audit_and_what_let_people_in_go_when_their_time_is_over(network: TestNetwork) -> None:
    who = network.phone("coordinator").who
    fill_rows(network, who)
    network.later(minutes=1)
    assert run(network) == {}
    network.later(days=1.1)
    assert run(network) == {"sessions": 1, "failed attempts": 1, "invites": 2}
    network.later(days=364)
    assert run(network, dry_run=True) == {"audit": 1}
    assert run(network) == {"audit": 1}
    with reading() as session:
        for table in (Audit, DeskSession, Failure, Invite):
            assert session.scalar(select(func.count()).select_from(table)) == 0


def fill_rows(network: TestNetwork, who: Any) -> None:
    now = network.now_ms
    invite = {"network_id": network.id, "user_id": who.user_id, "created_at_ms": now}
    times = {"id": "s", "created_at_ms": now, "last_seen_ms": now, "proved_at_ms": now}
    used = {"id": "u", "code_hash": "u", "expires_at_ms": now + 9 * 10**9, "used_at_ms": now}
    over = {"id": "o", "code_hash": "o", "expires_at_ms": now + 9 * 10**6, "used_at_ms": None}
    opened = {"token_hash": "s", "user_id": who.user_id, "csrf": "c", **times}
    with writing() as session:
        audit.note(session, who, "erase", "activity/x", now)
        session.execute(insert(DeskSession), [opened])
        session.execute(insert(Failure), [{"subject": "f", "at_ms": now}])
        session.execute(insert(Invite), [{**invite, **used}, {**invite, **over}])


def test_a_network_may_shorten_what_is_kept(network: TestNetwork) -> None:
    phone = network.phone()
    phone.create("activity", {"note": "canary"})
    network.later(days=31)
    assert run(network) == {}
    assert run(network, ages=Ages(note_days=30)) == {"notes": 1}


def test_a_dry_run_touches_nothing(network: TestNetwork, pair: tuple[TestPhone, TestPhone]) -> None:
    sender, receiver = pair
    paths = follow_up(network, sender, receiver)
    sender.create("activity", {"note": "canary"})
    sender.create("contact", {"case": OTHER, "group_size": 1})
    sender.write(paths["case"], {"status": "closed"})
    fill_rows(network, sender.who)
    network.later(days=1200)
    before = everything()
    counts = run(network, dry_run=True)
    assert counts["notes"] == 1 and counts["cases"] == 1 and counts["audit"] == 1
    assert everything() == before
    assert not Journal.beside(settings().data_dir).path.exists()


@pytest.fixture
def stopping(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Each commit of a run takes one from the list; at zero the run is cut off before it."""
    left = [10**9]
    commit = db.session().commit.__func__  # type: ignore[attr-defined]  # of a bound method

    def counted_commit(session: Any) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        commit(session)

    monkeypatch.setattr(type(db.session()), "commit", counted_commit)
    return left


def test_a_run_cut_off_anywhere_ends_as_an_undisturbed_one(
    network: TestNetwork,
    pair: tuple[TestPhone, TestPhone],
    stopping: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(retention, "BATCH", 1)
    sender, receiver = pair
    paths = follow_up(network, sender, receiver)
    for number in range(3):
        sender.create("activity", {"note": f"canary {number}"})
        sender.create("contact", {"case": OTHER, "group_size": 1})
    sender.write(paths["case"], {"status": "closed"})
    network.later(days=400)
    cut_off = 0
    while True:
        stopping[0] = 1
        try:
            run(network)
        except KeyboardInterrupt:
            cut_off += 1
            db.session().rollback()
            assert cut_off < 50
            continue
        break
    stopping[0] = 10**9
    assert cut_off >= 7, "it was hardly disturbed"
    assert "canary" not in everything() and CODE not in everything() and OTHER not in everything()
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(PastReferral)) == 1
        assert session.scalar(select(func.count()).select_from(Change))
    assert run(network) == {}


def test_months_before_ends_on_a_day_that_exists() -> None:
    def ms(year: int, month: int, day: int) -> int:
        return int(datetime(year, month, day, tzinfo=UTC).timestamp() * 1000)

    assert months_before(ms(2026, 8, 31), 6) == ms(2026, 2, 28)
    assert months_before(ms(2024, 8, 31), 6) == ms(2024, 2, 29)
    assert months_before(ms(2026, 1, 15), 12) == ms(2025, 1, 15)
    assert months_before(ms(2026, 3, 1), 24) == ms(2024, 3, 1)
