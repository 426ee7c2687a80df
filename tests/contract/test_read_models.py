"""Typed tables and issues, derived from the records in the transaction of the write."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from sqlalchemy import select

from server.domain.erasure import erase
from server.domain.exchange import write_as_server
from server.domain.writing import new_record
from server.store.at_rest import KEPT
from server.store.engine import reading, writing
from server.store.read_models import TABLES, Element, Issue, rebuild
from sync.canonical import Value

from .network import TestNetwork, TestPhone

AT = "2026-09-21T14:00:00Z"
Row = dict[str, Any]


def rows(table: Any) -> list[Row]:
    with reading() as session:
        found = [dict(row) for row in session.execute(select(table)).mappings()]
    for kept in (one for one in KEPT if one.table is table):
        for row in found:
            opened = kept.opened(row, row[kept.column])
            row[kept.column] = opened.decode() if isinstance(opened, bytes) else opened
    return found


def row(path: str) -> Row:
    kind, _, record = path.partition("/")
    (found,) = [one for one in rows(TABLES[kind]) if one["id"] == record]
    return found


def elements(path: str) -> dict[str, str]:
    record = path.partition("/")[2]
    found = rows(Element.__table__)
    return {f"{e['field']}/{e['key']}": e["value"] for e in found if e["record_id"] == record}


def issues(path: str) -> list[tuple[str, str | None]]:
    """(issue, field) of a record, those of the empty directory of these tests left out."""
    record = path.partition("/")[2]
    found = [one for one in rows(Issue.__table__) if one["record_id"] == record]
    return sorted((one["issue"], one["field"]) for one in found)


@pytest.fixture
def site(network: TestNetwork) -> str:
    """A place that every count may refer to."""
    record = str(uuid.uuid4())
    fields: dict[str, Value] = {"org": network.orgs[0], "name": "Dune"}
    write_as_server(network.id, None, [new_record("site", record, fields, network.now_ms)])
    return record


def count(site: str, **more: Any) -> dict[str, Any]:
    plain = {"service_type": "food.hot_meal", "started_at": AT, "quantity": 10, "unit": "portion"}
    return {"site": site, **plain, "people": 10, "people_method": "counted", **more}


def wids(phone: TestPhone, path: str, name: str) -> list[str]:
    phone.pull()
    return [write[0] for write in phone.seen[path]["w"] if name in write[2]]


def test_scalars_are_columns_and_elements_are_rows(network: TestNetwork, site: str) -> None:
    phone = network.phone()
    path = phone.create(
        "activity",
        count(site, quantity="12.5", note="Été à l'abri", **{"breakdown/f_adult": 3}),
    )
    found = row(path)
    assert (found["quantity"], found["people"], found["unit"]) == (12.5, 10, "portion")
    assert (found["site"], found["org_id"], found["author_id"]) == (
        site,
        phone.who.org_id,
        phone.who.user_id,
    )
    assert found["when_ms"] == 1_790_000_000_000 // 86_400_000 * 86_400_000 + 14 * 3_600_000
    assert found["search_text"] == "ete a l'abri"
    assert elements(path) == {"breakdown/f_adult": "3"}
    assert issues(path) == []


def test_a_value_that_fails_its_check_is_null_and_an_issue(network: TestNetwork, site: str) -> None:
    path = network.phone().create(
        "activity", count(site, people="many", **{"breakdown/f_a99": 1}, unmet=2**53 - 1)
    )
    found = row(path)
    assert found["people"] is None and found["unmet"] == 2**53 - 1
    assert '"people":"many"' in found["shown"]
    assert elements(path) == {}
    assert issues(path) == [("invalid", "breakdown/f_a99"), ("invalid", "people")]
    whys = {one["field"]: one["why"] for one in rows(Issue.__table__)}
    assert whys == {"people": "wrong_type", "breakdown/f_a99": "bad_key"}


def test_two_values_are_an_issue_until_somebody_covers_both(
    network: TestNetwork, site: str
) -> None:
    ours, theirs = network.phone(), network.phone()
    path = ours.create("activity", count(site))
    first = wids(theirs, path, "quantity")
    ours.write(path, {"quantity": 48}, covers={"quantity": first})
    theirs.write(path, {"quantity": 84}, covers={"quantity": first})
    assert issues(path) == [("conflict", "quantity")]
    assert row(path)["unsettled"] == " quantity "
    (issue,) = rows(Issue.__table__)
    assert issue["record_values"].count('"wid"') == 2
    ours.write(path, {"quantity": 84}, covers={"quantity": wids(ours, path, "quantity")})
    assert issues(path) == [] and row(path)["unsettled"] is None


def test_a_record_with_two_values_in_every_field_fits_every_index(
    network: TestNetwork, site: str
) -> None:
    """PostgreSQL takes no more than 2,700 bytes of one row into an index."""
    ours, theirs = network.phone(), network.phone()
    path = ours.create("activity", count(site))
    keys = [f"items/x_{n:02d}{'y' * 54}" for n in range(60)]
    ours.write(path, dict.fromkeys(keys, 1) | {"unit": "x_" + "u" * 58})
    theirs.write(path, dict.fromkeys(keys, 2) | {"quantity": 3})
    assert row(path)["unsettled"] == " quantity "
    assert len(issues(path)) == 62


def test_an_edit_that_a_deletion_did_not_see_is_an_issue(network: TestNetwork, site: str) -> None:
    phone, coordinator = network.phone(), network.phone("coordinator")
    path = phone.create("activity", count(site))
    coordinator.pull()
    seen = [write[0] for write in coordinator.seen[path]["w"]]
    edit = phone.write(path, {"note": "late"})
    coordinator.write(path, {"$gone": seen})
    assert issues(path) == [("edited_after_deletion", "$gone")]
    coordinator.write(path, {"$gone": [*seen, edit["id"]]})
    assert issues(path) == []


def test_what_volunteers_write_after_a_review_is_an_issue_until_reviewed_again(
    network: TestNetwork, site: str
) -> None:
    phone, coordinator = network.phone(), network.phone("coordinator")
    path = phone.create("activity", count(site))
    coordinator.write(path, {"review": "reviewed", "queried": True})
    assert issues(path) == []
    coordinator.write(path, {"note": "a coordinator may"})
    phone.write(path, {"answer": "it was asked for"})
    assert issues(path) == []
    phone.write(path, {"people": 12}, covers={"people": wids(phone, path, "people")})
    assert issues(path) == [("edited_after_review", "people")]
    again = {"review": wids(coordinator, path, "review")}
    coordinator.write(path, {"review": "reviewed"}, covers=again)
    assert issues(path) == []


def test_a_reference_to_nothing_is_an_issue_until_it_arrives(
    network: TestNetwork, site: str
) -> None:
    phone = network.phone()
    round_id, missing = str(uuid.uuid4()), str(uuid.uuid4())
    path = phone.create("activity", count(site, round=round_id))
    assert issues(path) == [("dangling", "round")]
    opened = {"round_kind": "maraude", "status": "running", "team_size": 2}
    places = {f"sites/{site}": True, f"sites/{missing}": True}
    phone.sync(phone.change(f"round/{round_id}", {"org": phone.who.org_id, **opened, **places}))
    assert issues(path) == []
    assert issues(f"round/{round_id}") == [("dangling", f"sites/{missing}")]


def test_an_erased_record_does_not_dangle(network: TestNetwork, site: str) -> None:
    phone, coordinator = network.phone(), network.phone("coordinator")
    round_id = phone.create("round", {"round_kind": "maraude"}).partition("/")[2]
    erase(coordinator.who, [f"round/{round_id}"])
    path = phone.create("activity", count(site, round=round_id))
    assert issues(path) == []


def test_one_service_counted_by_two_people_apart_may_be_counted_twice(
    network: TestNetwork, site: str
) -> None:
    one, two = network.phone(), network.phone()
    first = one.create("activity", count(site))
    second = two.create("activity", count(site, started_at="2026-09-21T15:30:00Z"))
    assert issues(first) == issues(second) == [("duplicate", None)]
    targets = {i["record_id"]: i["target_id"] for i in rows(Issue.__table__)}
    assert targets == {
        first.partition("/")[2]: second.partition("/")[2],
        second.partition("/")[2]: first.partition("/")[2],
    }


@pytest.mark.parametrize(
    "other",
    [
        {"started_at": "2026-09-21T15:30:01Z"},
        {"service_type": "food.hot_drink"},
        {"site": None},
        {"round": "both in one round"},
    ],
)
def test_other_counts_are_not_the_same(
    network: TestNetwork, site: str, other: dict[str, Any]
) -> None:
    one, two = network.phone(), network.phone()
    shared: dict[str, Any] = {}
    if "round" in other:
        round_id = one.create("round", {"round_kind": "maraude"}).partition("/")[2]
        shared = {"round": round_id}
        other = shared
    first = one.create("activity", count(site, **shared))
    second = two.create("activity", {**count(site), **other})
    third = one.create("activity", count(site, **shared))
    for path in (first, second, third):
        assert [issue for issue, _field in issues(path) if issue == "duplicate"] == []


@pytest.mark.parametrize("settled", ["distinct", "accepted", "voided", "deleted", "merged"])
def test_what_a_coordinator_settled_is_no_duplicate_any_more(
    network: TestNetwork, site: str, settled: str
) -> None:
    one, two, coordinator = network.phone(), network.phone(), network.phone("coordinator")
    first, second = one.create("activity", count(site)), two.create("activity", count(site))
    other = first.partition("/")[2]
    coordinator.pull()
    writes: dict[str, dict[str, Any]] = {
        "distinct": {f"distinct/{other}": True},
        "accepted": {"accepted/duplicate": True},
        "voided": {"voided": "duplicate"},
        "deleted": {"$gone": [write[0] for write in coordinator.seen[second]["w"]]},
        "merged": {"$into": other},
    }
    coordinator.write(second, writes[settled])
    assert issues(second) == []
    assert issues(first) == ([("duplicate", None)] if settled == "accepted" else [])


def test_two_people_settled_for_good_are_never_asked_about_again(
    network: TestNetwork, site: str
) -> None:
    one, two, third = network.phone(), network.phone(), network.phone()
    coordinator = network.phone("coordinator")
    first, second = one.create("activity", count(site)), two.create("activity", count(site))
    always = {f"distinct/{two.who.user_id}": True}
    made = coordinator.write(first, always)
    assert issues(first) == issues(second) == []
    later = {"started_at": "2026-09-21T20:00:00Z"}
    for phone in (one, two):
        path = phone.create("activity", count(site, **later))
        assert issues(path) == [], "at this place and for this service, from now on"
    drinks = {"service_type": "food.hot_drink"}
    one.create("activity", count(site, **drinks))
    assert issues(two.create("activity", count(site, **drinks))) == [("duplicate", None)]
    assert issues(third.create("activity", count(site, **later))) == [("duplicate", None)]
    with writing() as session:
        rebuild(session, network.id)
    assert issues(first) == issues(second) == [] and issues(path) != []
    undone = dict.fromkeys(always, False)
    coordinator.write(first, undone, covers={name: [made["id"]] for name in always})
    assert issues(first) == issues(second) == [("duplicate", None)]


def test_many_counts_of_one_queue_have_one_issue_each(network: TestNetwork, site: str) -> None:
    phones = [network.phone() for _ in range(3)]
    paths = [phone.create("activity", count(site)) for phone in phones for _ in range(5)]
    found = [one for one in rows(Issue.__table__) if one["issue"] == "duplicate"]
    assert sorted(one["record_id"] for one in found) == sorted(p.partition("/")[2] for p in paths)
    assert network.phone("coordinator").write(paths[0], {"voided": "test"})
    found = [one for one in rows(Issue.__table__) if one["issue"] == "duplicate"]
    assert len(found) == 14, "whoever pointed to the voided one points to another"
    assert paths[0].partition("/")[2] not in {one["target_id"] for one in found}


@pytest.mark.parametrize(
    ("shift_days", "at", "found"),
    [
        (0, "2026-09-23T00:00:00Z", True),
        (0, "2026-09-21T23:59:00Z", False),
        (0, "2019-01-01T10:00:00Z", False),
        (-3000, "2018-07-04T10:00:00Z", True),
        (-3000, AT, False),
    ],
)
def test_a_time_that_only_a_wrong_clock_tells_is_an_issue(
    network: TestNetwork, site: str, shift_days: int, at: str, found: bool
) -> None:
    """Ahead of its arrival; or filled in by a phone that thought it was before its enrolment."""
    phone = network.phone()
    now_ms = network.now_ms
    network.now_ms += shift_days * 86_400_000
    made = phone.change("activity", count(site, started_at=at))
    network.now_ms = now_ms
    phone.sync(made)
    expected = [("implausible_time", "started_at")] if found else []
    assert issues(f"activity/{made['r']}") == expected


def test_an_accepted_issue_is_silent(network: TestNetwork, site: str) -> None:
    path = network.phone().create("activity", count(site, people="many"))
    coordinator = network.phone("coordinator")
    made = coordinator.write(path, {"accepted/invalid": True})
    assert issues(path) == []
    coordinator.write(path, {"accepted/invalid": False}, covers={"accepted/invalid": [made["id"]]})
    assert issues(path) == [("invalid", "people")]


def test_computing_everything_again_gives_the_same(network: TestNetwork, site: str) -> None:
    one, two, coordinator = network.phone(), network.phone(), network.phone("coordinator")
    path = one.create("activity", count(site, round=str(uuid.uuid4()), people="many"))
    two.create("activity", count(site, **{"items/blanket": 3}))
    two.create("contact", {"site": site, "group_size": 2, "minor_status": "unaccompanied"})
    coordinator.write(path, {"review": "reviewed"})
    one.write(path, {"quantity": 11})
    tables = [*TABLES.values(), Element.__table__, Issue.__table__]
    before = [sorted(rows(table), key=str) for table in tables]
    with writing() as session:
        assert rebuild(session, network.id) == 4
    assert [sorted(rows(table), key=str) for table in tables] == before
    assert sum(map(len, before)) > 8


def test_erasing_leaves_nothing_of_a_record(network: TestNetwork, site: str) -> None:
    phone, other = network.phone(), network.phone()
    canary = "canary-of-the-read-models"
    path = phone.create("activity", count(site, note=canary, people=canary, unmet=1))
    twin = other.create("activity", count(site))
    assert issues(twin) == [("duplicate", None)]
    erase(network.phone("coordinator").who, [path])
    for table in (*TABLES.values(), Element.__table__, Issue.__table__):
        assert canary not in str(rows(table)) and path.partition("/")[2] not in str(rows(table))
    assert issues(twin) == []


def test_days_do_not_tell_what_a_stub_does_not(network: TestNetwork, site: str) -> None:
    phone = network.phone()
    closed = {"visibility": "protection"}
    made_at_ms = network.now_ms // 60_000 * 60_000
    at_ms = row(phone.create("activity", count(site)))["when_ms"]
    assert at_ms != made_at_ms
    assert row(phone.create("activity", count(site, **closed)))["when_ms"] == made_at_ms
    # The stub of an incident says when it began.
    assert row(phone.create("incident", {"started_at": AT, **closed}))["when_ms"] == at_ms
