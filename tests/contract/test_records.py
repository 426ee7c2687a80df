"""Lists, totals, pages and writing at the desk, on both databases."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import delete, select

from server.api import record_dump as dump
from server.domain import issues, listing, records
from server.domain.errors import Forbidden, Invalid, NotFound
from server.domain.listing import TOTAL_MAX
from server.domain.query import Asked
from server.domain.who import Who
from server.store.bulk import insert_rows
from server.store.engine import reading, writing
from server.store.models import Change, Held
from server.store.people import Audit
from server.store.read_models import Issue
from sync.canonical import Value
from sync.schema import KINDS

from .network import TestNetwork, TestPhone

ACTIVITY = KINDS["activity"]
CONTACT = KINDS["contact"]
AT = "2026-09-21T14:00:00Z"
ALWAYS = date(1970, 1, 1)


def count(**more: Any) -> dict[str, Any]:
    plain = {"service_type": "food.hot_meal", "started_at": AT, "quantity": 10, "unit": "portion"}
    return {"site": str(uuid.uuid4()), **plain, "people": 10, "people_method": "counted", **more}


def ids(network: TestNetwork, who: Who, **asked: Any) -> list[str]:
    kind = asked.pop("kind", ACTIVITY)
    found = listing.listed(who, Asked(kind, **asked), network.now_ms)
    assert found.total == len(found.items)
    return [item.id for item in found.items]


def record_of(path: str) -> str:
    return path.partition("/")[2]


def heads(network: TestNetwork, who: Who, path: str, name: str) -> list[str]:
    page = records.page(who, KINDS[path.partition("/")[0]], record_of(path), network.now_ms)
    return [head.wid for head in page.heads.get(name, [])]


def test_totals_add_up_what_is_settled_and_count_the_rest(
    network: TestNetwork, desk: TestPhone
) -> None:
    ours, theirs = network.phone(), network.phone()
    ours.create("activity", count(quantity="0.1", people=3))
    ours.create("activity", count(quantity="0.2", people=4))
    voided = ours.create("activity", count(quantity=500, people=500))
    ours.write(voided, {"voided": "mistake"})
    contested = ours.create("activity", count(quantity=84, people=48))
    theirs.pull()
    ours.write(contested, {"people": 50})
    found = listing.listed(desk.who, Asked(ACTIVITY), network.now_ms)
    assert (found.total, found.total_more) == (3, False)
    assert found.totals["people"] == listing.Total(7, 1)
    assert round(found.totals["quantity"].sum, 9) == 84.3
    assert found.totals["unmet"] == listing.Total(0, 0)
    everything = listing.listed(desk.who, Asked(ACTIVITY, voided="yes"), network.now_ms)
    assert (everything.total, everything.totals["people"]) == (4, listing.Total(7, 1))


def test_a_quantity_of_two_units_has_no_sum(network: TestNetwork, desk: TestPhone) -> None:
    phone = network.phone()
    phone.create("activity", count())
    phone.create("activity", count(unit="kit"))
    found = listing.listed(desk.who, Asked(ACTIVITY), network.now_ms)
    assert set(found.totals) == {"people", "unmet"}


def test_sets_flags_and_absent_values_can_be_filtered(
    network: TestNetwork, desk: TestPhone
) -> None:
    phone = network.phone()
    plain = {"site": str(uuid.uuid4()), "group_size": 1}
    legal = record_of(phone.create("contact", {**plain, "needs/legal": True}))
    health = record_of(
        phone.create("contact", {**plain, "needs/health": True, "needs/legal": False})
    )
    desk.write(f"contact/{health}", {"review": "reviewed", "queried": True})

    def found(**filters: Value) -> set[str]:
        wanted = tuple((name, (value,)) for name, value in filters.items())
        return set(ids(network, desk.who, kind=CONTACT, filters=wanted))

    assert found(needs="legal") == {legal}
    assert found(needs="health") == found(review="reviewed") == found(queried=True) == {health}
    assert found(review="new") == found(queried=False) == {legal}
    assert found(author=phone.who.user_id) == {legal, health}
    either = (("needs", ("legal", "health")),)
    assert set(ids(network, desk.who, kind=CONTACT, filters=either)) == {legal, health}


def test_records_without_a_value_come_last(network: TestNetwork, desk: TestPhone) -> None:
    phone = network.phone()
    paths = [phone.create("activity", count(**more)) for more in ({}, {"unmet": 2}, {"unmet": 5})]
    none, two, five = map(record_of, paths)
    assert ids(network, desk.who, sort="unmet", descending=False) == [two, five, none]
    assert ids(network, desk.who, sort="unmet", descending=True) == [five, two, none]


@pytest.mark.parametrize(("text", "found"), [("ÉTÉ", 1), ("50%", 1), ("%", 1), ("_", 0), ("\\", 1)])
def test_a_search_takes_letters_as_they_are(
    network: TestNetwork, desk: TestPhone, text: str, found: int
) -> None:
    phone = network.phone()
    for note in ("ete", "50% rain", "a\\b", "plain"):
        phone.create("activity", count(note=note))
    assert len(ids(network, desk.who, text=text)) == found


def test_deleted_voided_and_merged_records_show_when_asked_for(
    network: TestNetwork, desk: TestPhone
) -> None:
    phone = network.phone()
    plain, voided, deleted, merged = (phone.create("activity", count()) for _ in range(4))
    desk.pull()
    desk.write(voided, {"voided": "test"})
    desk.write(deleted, {"$gone": [write[0] for write in desk.seen[deleted]["w"]]})
    desk.write(merged, {"$into": record_of(plain)})

    def found(**asked: Any) -> set[str]:
        return {f"activity/{one}" for one in ids(network, desk.who, **asked)}

    assert found() == {plain}
    assert found(voided="yes") == {plain, voided}
    assert found(voided="only") == {voided}
    assert found(deleted="yes") == {plain, deleted, merged}
    assert found(deleted="only") == {deleted, merged}
    assert found(deleted="yes", voided="yes") == {plain, voided, deleted, merged}


def test_nothing_of_others_is_listed(network: TestNetwork) -> None:
    ours = network.phone()
    path = ours.create("activity", count())
    stranger = network.phone("coordinator", org=1)
    network_coordinator = network.phone("network", org=2)
    for who in (stranger.who, network_coordinator.who):
        assert ids(network, who) == []
        with pytest.raises(NotFound):
            records.page(who, ACTIVITY, record_of(path), network.now_ms)
        with pytest.raises(NotFound):
            records.patch(who, ACTIVITY, record_of(path), {"note": "x"}, {}, network.now_ms)
    inbox = issues.listed(
        stranger.who, issue=None, kind=None, page=1, per_page=50, now_ms=network.now_ms
    )
    assert (inbox.issues, inbox.total) == ([], 0)


@pytest.mark.parametrize(
    "asked",
    [
        {"text": "canary"},
        {"filters": (("needs", ("legal",)),)},
        {"sort": "group_size"},
        {"issue": "any"},
        {"deleted": "yes"},
        {"filters": (("review", ("new",)),)},
    ],
)
def test_no_question_tells_the_uncleared_what_is_in_a_restricted_record(
    network: TestNetwork, minor: str, desk: TestPhone, asked: Mapping[str, Any]
) -> None:
    assert ids(network, desk.who, kind=CONTACT, **asked) == []


def test_the_uncleared_see_the_stub_and_nothing_else(
    network: TestNetwork, minor: str, desk: TestPhone
) -> None:
    found = listing.listed(desk.who, Asked(CONTACT), network.now_ms)
    (item,) = found.items
    assert item.stub and item.visibility == "minor" and item.org is None and not item.issues
    assert set(item.fields) <= {"site", "author", "made_at", "visibility"}
    assert found.totals["group_size"] == listing.Total(0, 0)
    page = records.page(desk.who, CONTACT, record_of(minor), network.now_ms)
    assert page.item == item and not page.heads and not page.history
    assert audited() == []


def test_the_cleared_see_all_and_that_is_audited(network: TestNetwork, minor: str) -> None:
    cleared = network.phone("coordinator", clearances=("protection",))
    (item,) = listing.listed(cleared.who, Asked(CONTACT), network.now_ms).items
    assert item.fields["note"] == "canary" and not item.stub
    page = records.page(cleared.who, CONTACT, record_of(minor), network.now_ms)
    assert page.heads["note"][0].value == "canary"
    read = ("read", minor, cleared.who.user_id)
    assert audited() == [read]
    network.later(minutes=59)
    listing.listed(cleared.who, Asked(CONTACT), network.now_ms)
    assert audited() == [read], "once an hour, however often a screen asks"
    network.later(minutes=1)
    listing.listed(cleared.who, Asked(CONTACT), network.now_ms)
    assert audited() == [read] * 2
    other = network.phone("coordinator", clearances=("protection",))
    listing.listed(other.who, Asked(CONTACT), network.now_ms)
    assert ("read", minor, other.who.user_id) in audited()


def test_nobody_deletes_what_they_may_not_see(
    network: TestNetwork, minor: str, desk: TestPhone
) -> None:
    with pytest.raises(Forbidden):
        records.delete(desk.who, CONTACT, record_of(minor), [], network.now_ms)
    assert ids(network, desk.who, kind=CONTACT) == [record_of(minor)]


def audited() -> list[tuple[str, str, str]]:
    with reading() as session:
        query = select(Audit.action, Audit.subject, Audit.user_id)
        return [(row[0], row[1], row[2]) for row in session.execute(query)]


def test_a_patch_covers_what_was_seen_and_no_more(network: TestNetwork, desk: TestPhone) -> None:
    phone = network.phone()
    path = phone.create("activity", count())
    seen = heads(network, desk.who, path, "quantity")
    late = phone.write(path, {"quantity": 48}, covers={"quantity": seen})
    browser = replace(desk.who, device_id=None)
    records.patch(
        browser, ACTIVITY, record_of(path), {"quantity": 84}, {"quantity": seen}, network.now_ms
    )
    page = records.page(desk.who, ACTIVITY, record_of(path), network.now_ms)
    values = {head.value: head for head in page.heads["quantity"]}
    assert set(values) == {48, 84}
    assert values[84].saw == seen and values[84].via == "desk" and values[84].device is None
    assert values[48].wid == late["id"] and values[48].device == phone.who.device_id
    found = {(issue["issue"], issue["field"]) for issue in page.item.issues}
    assert found == {("conflict", "quantity"), ("dangling", "site")}
    assert [step.via for step in page.history] == ["sync", "sync", "desk"]
    assert page.history[2].set == {"quantity": [84, *seen]}


def test_a_desks_write_is_newer_than_what_it_covers(network: TestNetwork, desk: TestPhone) -> None:
    """Even when that came from a phone whose clock was ahead."""
    phone = network.phone()
    path = phone.create("activity", count())
    network.later(days=400)
    made = phone.change(path, {"note": "from the future"})
    network.later(days=-400)
    phone.sync(made)
    records.patch(
        desk.who, ACTIVITY, record_of(path), {"note": "now"}, {"note": [made["id"]]}, network.now_ms
    )
    (head,) = records.page(desk.who, ACTIVITY, record_of(path), network.now_ms).heads["note"]
    assert head.wid > made["id"] and head.value == "now"


def test_deleting_names_what_was_seen_and_can_be_taken_back(
    network: TestNetwork, desk: TestPhone
) -> None:
    path = network.phone().create("activity", count())
    page = records.page(desk.who, ACTIVITY, record_of(path), network.now_ms)
    seen = sorted({head.wid for of in page.heads.values() for head in of})
    records.delete(desk.who, ACTIVITY, record_of(path), seen, network.now_ms)
    page = records.page(desk.who, ACTIVITY, record_of(path), network.now_ms)
    assert page.deleted and ids(network, desk.who) == []
    gone = [head.wid for head in page.heads["$gone"]]
    records.patch(
        desk.who, ACTIVITY, record_of(path), {"$gone": None}, {"$gone": gone}, network.now_ms
    )
    assert ids(network, desk.who) == [record_of(path)]


def test_what_is_refused_at_the_desk_leaves_nothing(network: TestNetwork, desk: TestPhone) -> None:
    path = network.phone().create("activity", count())
    handler = network.phone("handler")
    for who, values in ((handler.who, {"review": "reviewed"}), (desk.who, {"org": "x"})):
        with pytest.raises((Forbidden, Invalid)):
            records.patch(who, ACTIVITY, record_of(path), values, {}, network.now_ms)
    with pytest.raises(Forbidden):
        records.create(desk.who, KINDS["member"], {"alias": "A"}, None, network.now_ms)
    foreign = {**count(), "org": network.orgs[1]}
    with pytest.raises(Forbidden):
        records.create(desk.who, ACTIVITY, foreign, None, network.now_ms)
    with reading() as session:
        assert session.scalars(select(Held.id)).all() == []
        assert len(session.scalars(select(Change.id)).all()) == 1


def test_making_a_record_again_makes_no_second(network: TestNetwork, desk: TestPhone) -> None:
    asked = str(uuid.uuid4())
    made = [
        records.create(desk.who, ACTIVITY, count(), asked, network.now_ms) for _again in range(2)
    ]
    assert made == [asked, asked]
    assert len(records.page(desk.who, ACTIVITY, asked, network.now_ms).history) == 1
    colleague = network.phone("coordinator")
    stranger = network.phone("coordinator", org=1)
    with pytest.raises(Invalid):
        records.create(colleague.who, ACTIVITY, count(), asked, network.now_ms)
    with pytest.raises(NotFound):
        records.create(stranger.who, ACTIVITY, count(), asked, network.now_ms)


def test_the_version_moves_with_every_change_and_differs_by_reader(
    network: TestNetwork, desk: TestPhone
) -> None:
    before = listing.version(desk.who, network.now_ms)
    assert listing.version(desk.who, network.now_ms) == before
    assert listing.version(network.phone("coordinator").who, network.now_ms) != before
    path = network.phone().create("activity", count())
    after = listing.version(desk.who, network.now_ms)
    assert after != before
    desk.write(path, {"review": "reviewed"})
    assert listing.version(desk.who, network.now_ms) != after
    network.later(days=1)
    assert listing.version(desk.who, network.now_ms) != listing.version(
        desk.who, network.now_ms - 86_400_000
    ), "the default days of a list move on"


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_the_first_and_the_last_time_there_is_can_be_shown(
    network: TestNetwork, desk: TestPhone, at: str
) -> None:
    path = network.phone().create("activity", count(started_at=at))
    shown = dump.page(records.page(desk.who, ACTIVITY, record_of(path), network.now_ms))
    assert shown["when"] == shown["fields"]["started_at"] == at


def test_the_inbox_names_the_record_beside_each_issue(
    network: TestNetwork, desk: TestPhone
) -> None:
    path = network.phone().create("activity", count(people="many"))
    found = issues.listed(
        desk.who, issue="invalid", kind="activity", page=1, per_page=50, now_ms=network.now_ms
    )
    ((row, item),) = found.issues
    assert (row["issue"], row["field"], item.id) == ("invalid", "people", record_of(path))
    assert item.fields["people"] == "many" and found.total == 1


def test_the_inbox_counts_exactly_up_to_a_limit_and_says_that_there_are_more(
    network: TestNetwork, desk: TestPhone
) -> None:
    network.phone().create("activity", count(people="many"))
    with writing() as session:
        made = select(Issue.__table__).where(Issue.issue == "invalid")
        issue = dict(session.execute(made).mappings().one())
        session.execute(delete(Issue))
        more = [issue | {"id": str(uuid.uuid4())} for _ in range(TOTAL_MAX)]
        insert_rows(session, Issue, more)

    def ask() -> tuple[int, bool]:
        found = issues.listed(
            desk.who, issue=None, kind=None, page=200, per_page=50, now_ms=network.now_ms
        )
        assert len(found.issues) == 50
        return found.total, found.total_more

    assert ask() == (TOTAL_MAX, False)
    with writing() as session:
        insert_rows(session, Issue, [issue | {"id": str(uuid.uuid4())}])
    assert ask() == (TOTAL_MAX, True)


@pytest.mark.parametrize("clearances", [(), ("protection",)])
def test_the_inbox_says_of_restricted_records_nothing_to_the_uncleared(
    network: TestNetwork, clearances: tuple[str, ...]
) -> None:
    author = network.phone(clearances=("protection",))
    author.create("contact", {"group_size": "many", "visibility": "protection"})
    who = network.phone("coordinator", clearances=clearances).who
    found = issues.listed(who, issue=None, kind=None, page=1, per_page=50, now_ms=network.now_ms)
    assert (len(found.issues), found.total) == ((1, 1) if clearances else (0, 0))
