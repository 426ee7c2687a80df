"""What in the directory waits for its keepers, as days pass and people ask."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from server.api.filters import read_question
from server.domain import issues, listing, upkeep
from server.domain.days import calendar_day
from server.domain.issues import Inbox
from server.domain.who import Who
from server.store.engine import reading
from sync.schema import KINDS

from .network import TestNetwork, TestPhone

STALE, ASKED = "stale_directory", "directory_question"
DIRECTORY = KINDS["directory_service"]


def service(keeper: TestPhone, **fields: Any) -> str:
    """A published service of the keeper's association, confirmed today; gives its path."""
    org, today = keeper.who.org_id, calendar_day(keeper.network.now_ms, "Europe/Paris")
    given = {
        "name": "Showers",
        "description": "Hot ones.",
        "provider": org,
        "status": "active",
        "categories/wash": True,
        "accepts_referrals": "no",
        "assured_on": today.isoformat(),
        "assured_by": org,
        "published": True,
    }
    return keeper.create("directory_service", given | fields)


def member(network: TestNetwork, director: TestPhone, org: int) -> None:
    """The association has an entry that says that it has accounts."""
    fields = {"org": network.orgs[org], "name": "A", "code": f"a{org}", "org_type": "ngo"}
    more = {"description": "B", "member": True, "external": False, "listed": True}
    made = director.change(f"org/{network.orgs[org]}", fields | more)
    assert director.sync(made)["ack"] == [made["id"]]


def told(network: TestNetwork, who: Who, issue: str | None = None) -> list[upkeep.Waiting]:
    with reading() as session:
        return upkeep.waiting(session, who, network.now_ms, issue)


def stale_listed(network: TestNetwork, who: Who) -> list[str]:
    asked = read_question(DIRECTORY, {"issue": [STALE]})
    found = listing.listed(who, asked, network.now_ms)
    return [f"directory_service/{item.id}" for item in found.items]


def waits(network: TestNetwork, who: Who, issue: str | None = None) -> list[tuple[str, str]]:
    return [(one.issue, f"{one.about.kind}/{one.about.id}") for one in told(network, who, issue)]


def test_a_service_waits_after_fourteen_days_until_it_is_confirmed(network: TestNetwork) -> None:
    keeper = network.phone("coordinator")
    path = service(keeper)
    network.later(days=13)
    assert waits(network, keeper.who) == []
    network.later(days=1)
    assert waits(network, keeper.who) == [(STALE, path)]
    today = calendar_day(network.now_ms, "Europe/Paris").isoformat()
    keeper.write(path, {"assured_on": today, "assured_by": keeper.who.org_id})
    assert waits(network, keeper.who) == []


def test_the_fourteenth_day_begins_at_midnight_as_on_phones(network: TestNetwork) -> None:
    keeper = network.phone("coordinator")
    path = service(keeper)
    today = calendar_day(network.now_ms, "Europe/Paris")
    midnight = datetime.combine(today + timedelta(days=14), time(), ZoneInfo("Europe/Paris"))
    until_then = (midnight.timestamp() - network.now_ms / 1000) / 60
    network.later(minutes=until_then - 1)
    assert waits(network, keeper.who) == []
    assert stale_listed(network, keeper.who) == []
    network.later(minutes=1)
    assert waits(network, keeper.who) == [(STALE, path)]
    assert stale_listed(network, keeper.who) == [path]


def test_a_service_that_nobody_ever_confirmed_comes_first(network: TestNetwork) -> None:
    keeper = network.phone("coordinator")
    long_ago = (calendar_day(network.now_ms, "Europe/Paris") - timedelta(days=90)).isoformat()
    old = service(keeper, assured_on=long_ago)
    never = service(keeper, assured_on=None, assured_by=None)
    assert waits(network, keeper.who) == [(STALE, never), (STALE, old)]


@pytest.mark.parametrize(
    "fields", [{"published": False}, {"status": "defunct"}, {"status": "inactive"}]
)
def test_what_phones_do_not_show_needs_no_confirming(
    network: TestNetwork, fields: dict[str, Any]
) -> None:
    keeper = network.phone("coordinator")
    service(keeper, **fields)
    network.later(days=30)
    assert waits(network, keeper.who) == []


def test_a_deleted_service_needs_no_confirming(network: TestNetwork) -> None:
    keeper = network.phone("coordinator")
    path = service(keeper)
    network.later(days=30)
    assert len(waits(network, keeper.who)) == 1
    keeper.pull()
    keeper.write(path, {"$gone": [write[0] for write in keeper.seen[path]["w"]]})
    assert waits(network, keeper.who) == []


def test_only_its_keeper_is_asked_to_confirm(network: TestNetwork) -> None:
    keeper, director = network.phone("coordinator"), network.phone("network", org=1)
    member(network, director, 0)
    path = service(keeper)
    network.later(days=20)
    others = [
        network.phone("coordinator", org=1),
        network.phone("volunteer"),
        network.phone("handler"),
        network.phone("admin"),
        director,
    ]
    assert waits(network, keeper.who) == [(STALE, path)]
    assert [waits(network, other.who) for other in others] == [[]] * len(others)


def test_what_no_association_with_accounts_provides_waits_for_a_network_coordinator(
    network: TestNetwork,
) -> None:
    director, coordinator = network.phone("network", org=1), network.phone("coordinator", org=1)
    member(network, director, 0)
    outside = service(director, provider=network.orgs[2])
    service(director, provider=network.orgs[0])
    network.later(days=20)
    assert waits(network, director.who) == [(STALE, outside)]
    assert waits(network, coordinator.who) == []


def test_a_question_from_anybody_reaches_the_keeper_and_its_answer_goes_back(
    network: TestNetwork,
) -> None:
    keeper = network.phone("coordinator")
    path = service(keeper)
    asker = network.phone("volunteer", org=1)
    asker.pull()
    asked = asker.write(path, {"queried": True, "query": "The door was shut."})
    [found] = told(network, keeper.who, ASKED)
    assert (found.issue, found.values[0]["value"]) == (ASKED, "The door was shut.")
    assert found.values[0]["user"] == asker.who.user_id
    assert waits(network, network.phone("coordinator", org=1).who) == []

    answer = {"queried": False, "answer": "From Monday on at the back."}
    assert asker.verdict(path, answer) == "not_permitted"
    keeper.write(path, answer, covers={"queried": [asked["id"]]})
    assert waits(network, keeper.who) == []
    asker.pull()
    assert "From Monday on at the back." in [
        write[2].get("answer") for write in asker.seen[path]["w"]
    ]


def test_a_question_nobody_saw_survives_the_answer_to_another(network: TestNetwork) -> None:
    keeper = network.phone("coordinator")
    path = service(keeper)
    one, two = network.phone("volunteer", org=1), network.phone("volunteer", org=2)
    first = one.write(path, {"queried": True, "query": "Shut?"})
    two.write(path, {"queried": True, "query": "No soap?"})
    covers = {"queried": [first["id"]], "query": [first["id"]]}
    keeper.write(path, {"queried": False, "answer": "Open."}, covers=covers)
    [found] = told(network, keeper.who)
    assert "No soap?" in [value["value"] for value in found.values]


def test_the_directory_comes_before_other_issues_page_by_page(network: TestNetwork) -> None:
    keeper = network.phone("coordinator")
    for _ in range(3):
        keeper.create("activity", {"people": "many"})
        service(keeper)
    network.later(days=20)
    services = [one.id for one in told(network, keeper.who)]
    assert len(services) == 3

    def ask(page: int, per_page: int, kind: str | None = None, issue: str | None = None) -> Inbox:
        return issues.listed(
            keeper.who,
            issue=issue,
            kind=kind,
            page=page,
            per_page=per_page,
            now_ms=network.now_ms,
        )

    def ids(found: Inbox) -> list[str]:
        return [one.id for one in found.services] + [row["id"] for row, _item in found.issues]

    whole = ask(1, 200)
    assert whole.total == len(ids(whole)) > 5
    assert ids(whole)[:3] == services
    pages = [ask(page, 1) for page in range(1, whole.total + 1)]
    assert [one for page in pages for one in ids(page)] == ids(whole)
    assert [one.id for one in ask(1, 9, kind="directory_service", issue=STALE).services] == services
    assert list(ask(1, 9, kind="activity").services) == []
    assert list(ask(1, 9, issue="conflict").services) == []


def test_the_list_finds_what_is_stale_of_every_association(network: TestNetwork) -> None:
    keeper, other = network.phone("coordinator"), network.phone("coordinator", org=1)
    old = service(keeper)
    network.later(days=20)
    service(keeper)
    for who in (keeper.who, other.who):
        assert stale_listed(network, who) == [old]


def test_a_list_can_begin_with_the_own_association(network: TestNetwork) -> None:
    one, two = network.phone("coordinator"), network.phone("coordinator", org=1)
    for keeper, name in ((one, "b"), (two, "a"), (one, "D"), (two, "c")):
        service(keeper, name=name)
    asked = read_question(DIRECTORY, {"sort": ["own"]})

    def names(who: Who) -> list[Any]:
        return [item.fields["name"] for item in listing.listed(who, asked, network.now_ms).items]

    assert names(one.who) == ["b", "D", "a", "c"]
    assert names(two.who) == ["a", "c", "b", "D"]
