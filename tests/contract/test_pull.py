"""Pages, cursors, resets and the window, on both databases."""

from __future__ import annotations

import secrets

from sqlalchemy import delete, func, select, update

from server.domain import exchange
from server.domain.erasure import erase
from server.domain.who import Who
from server.store.engine import reading, writing
from server.store.models import Change, Network, Record, Scope, Tick
from server.store.people import Device
from sync.change import Change as Wire
from sync.protocol import SyncRequest

from .network import TestNetwork, TestPhone

ACTIVITY = {"service_type": "food.hot_meal", "quantity": 10, "unit": "portion", "people": 10}


def many(phone: TestPhone, count: int, note: str = "") -> list[str]:
    made = [phone.change("activity", {**ACTIVITY, "note": note}) for _ in range(count)]
    for start in range(0, count, 200):
        batch = made[start : start + 200]
        assert len(phone.sync(*batch)["ack"]) == len(batch)
    return [f"activity/{one['r']}" for one in made]


def test_pages_by_count_bring_each_record_once(network: TestNetwork) -> None:
    ours, theirs = network.phone(), network.phone()
    made = many(ours, 23)
    seen: list[str] = []
    while True:
        reply = theirs.sync(limit=5)
        assert len(reply["pull"]) <= 5
        seen += [f"activity/{one['r']}" for one in reply["pull"]]
        if not reply["more"]:
            break
    assert sorted(seen) == sorted(made)
    assert theirs.sync()["cursor"] == theirs.cursor


def test_a_page_ends_by_size_but_never_empty(network: TestNetwork) -> None:
    ours, theirs = network.phone(), network.phone()
    made = many(ours, 40, "x" * 15_000)
    sizes = []
    seen: set[str] = set()
    while True:
        reply = theirs.sync(limit=2000)
        seen |= {f"activity/{one['r']}" for one in reply["pull"]}
        sizes.append(sum(len(str(one)) for one in reply["pull"]))
        if not reply["more"]:
            break
    assert seen == set(made)
    assert len(sizes) == 2 and max(sizes) < 530 * 1024


def test_an_idle_sync_writes_nothing(network: TestNetwork) -> None:
    phone = network.phone()
    many(phone, 3)
    phone.pull()
    before = state_of(network)
    again = phone.sync()
    assert (again["pull"], again["gone"], again["more"]) == ([], [], False)
    assert state_of(network) == before


def state_of(network: TestNetwork) -> list[object]:
    with reading() as session:
        row = session.get_one(Network, network.id)
        return [
            row.seq,
            row.changes,
            session.scalar(select(func.count()).select_from(Tick)),
            session.scalar(select(func.count()).select_from(Change)),
            session.scalars(select(Device.last_seen_ms).order_by(Device.id)).all(),
        ]


def test_the_last_contact_is_written_every_five_minutes(network: TestNetwork) -> None:
    phone = network.phone()
    phone.sync(phone={"app": "1.2.0", "made": 3, "unsent": 1})
    network.later(minutes=4)
    phone.sync(phone={"app": "1.2.0", "made": 4, "unsent": 0})
    network.later(minutes=2)
    phone.sync(phone={"app": "1.2.1", "made": 5, "unsent": 0})
    with reading() as session:
        device = session.get_one(Device, phone.who.device_id)
        assert (device.last_seen_ms, device.app, device.made) == (network.now_ms, "1.2.1", 5)


def test_changes_are_counted_once_whatever_their_verdict(network: TestNetwork) -> None:
    phone, coordinator = network.phone(), network.phone("coordinator")
    path = phone.create("activity", ACTIVITY)
    held = phone.change(path, {"review": "reviewed"})
    malformed = {**phone.change(path, {"note": "x"}), "set": {}}
    covering = phone.change("activity", {"org": phone.who.org_id}, covers={"org": ["0" * 20]})
    for _again in range(2):
        phone.sync(held, malformed, covering)
    assert stored(phone) == 4
    late = phone.change(path, {"note": "late"})
    erase(coordinator.who, [path])
    for _again in range(2):
        assert phone.sync(held, late)["void"] == {held["id"]: "erased", late["id"]: "erased"}
    assert stored(phone) == 5


def stored(phone: TestPhone) -> int:
    with reading() as session:
        return session.get_one(Device, phone.who.device_id).stored


def test_an_unknown_anchor_resets_the_timeline_and_keeps_the_verdicts(
    network: TestNetwork,
) -> None:
    ours, theirs = network.phone(), network.phone()
    path = ours.create("activity", ACTIVITY)
    ours.pull()
    with writing() as session:
        session.execute(update(Tick).where(Tick.seq > 0).values(tag="0123456789"))
    made = ours.change("activity", ACTIVITY)
    reply = ours.sync(made)
    assert (reply["reset"], reply["more"], reply["ack"]) == ("timeline", True, [made["id"]])
    assert (reply["pull"], reply["gone"], reply["erased"]) == ([], [], [])
    assert ours.pull() == {path, f"activity/{made['r']}"}
    assert theirs.sync()["reset"] is None


def test_a_restored_server_that_grew_again_is_noticed(network: TestNetwork) -> None:
    ours, theirs = network.phone(), network.phone()
    ours.create("activity", ACTIVITY)
    ours.pull()
    with writing() as session:
        for table in (Record, Change, Scope):
            session.execute(delete(table).where(table.network_id == network.id))
        session.execute(delete(Tick).where(Tick.seq > 0))
        session.execute(update(Network).values(seq=0, changes=0))
    theirs.create("activity", ACTIVITY)
    assert ours.sync()["reset"] == "timeline"


def test_garbage_for_a_cursor_starts_over(network: TestNetwork) -> None:
    phone = network.phone()
    path = phone.create("activity", ACTIVITY)
    for garbage in ("x", "1.2.3", "9999999.0.ffffffffff.a", "-1.0.a.b", "é" * 20):
        assert phone.sync(cursor=garbage)["reset"] == "timeline"
    assert phone.pull() == {path}


def test_a_changed_role_resets_the_scope(network: TestNetwork) -> None:
    author, phone = network.phone(), network.phone()
    path = author.create("case", {"code": "7k3m9p2qx"})
    phone.pull()
    raised = TestPhone(network, replace_role(phone.who, "coordinator"), phone.cursor)
    reply = raised.sync()
    assert (reply["reset"], reply["more"], reply["pull"]) == ("scope", True, [])
    assert raised.cursor is not None and raised.cursor.startswith("0.")
    assert raised.pull() == {path}
    assert raised.sync()["reset"] is None


def replace_role(who: Who, role: str) -> Who:
    return Who(who.user_id, who.network_id, who.org_id, role, who.clearances, who.device_id)


def test_what_left_the_scope_before_a_reset_is_still_told(network: TestNetwork) -> None:
    coordinator, phone = network.phone("coordinator"), network.phone()
    path = coordinator.create("round", {"round_kind": "maraude"})
    phone.pull()
    coordinator.write(path, {"visibility": "parties"})
    raised = TestPhone(network, replace_role(phone.who, "handler"), phone.cursor)
    assert raised.sync()["reset"] == "scope"
    gone: list[str] = []
    while True:
        reply = raised.sync(limit=1)
        gone += reply["gone"]
        if not reply["more"]:
            break
    assert path not in gone, "the handler is a party and may read it"
    lowered = TestPhone(network, phone.who, phone.cursor)
    assert path in lowered.sync()["gone"]


def test_a_new_phone_hears_nothing_of_what_left_before(network: TestNetwork) -> None:
    coordinator = network.phone("coordinator")
    path = coordinator.create("round", {"round_kind": "maraude"})
    coordinator.write(path, {"visibility": "parties"})
    fresh = network.phone()
    reply = fresh.sync()
    assert path not in str(reply)


def test_the_window_leaves_old_records_out_of_a_first_pull_only(network: TestNetwork) -> None:
    ours, reader = network.phone(), network.phone()
    old = ours.create("activity", ACTIVITY)
    site = network.phone("coordinator").create("site", {"name": "Place"})
    reader.pull()
    network.later(days=29)
    fresh = network.phone()
    assert fresh.pull() == {site}
    assert old in fresh_want(fresh, old)
    recent = ours.create("activity", ACTIVITY)
    assert fresh.pull() == {recent}
    ours.write(old, {"note": "again"})
    assert fresh.pull() == {old}
    assert network.phone().pull() == {site, recent, old}


def fresh_want(phone: TestPhone, path: str) -> str:
    before = phone.cursor
    reply = phone.sync(want=[path])
    assert reply["cursor"] == before
    return str([f"{one['c']}/{one['r']}" for one in reply["pull"]])


def test_the_window_holds_on_every_page_of_a_first_pull(network: TestNetwork) -> None:
    ours = network.phone()
    old = set(many(ours, 6))
    network.later(days=29)
    recent = set(many(ours, 6))
    assert network.phone().pull(limit=2) == recent
    assert not recent & old


def test_a_phone_that_was_away_longer_than_the_window_misses_nothing(
    network: TestNetwork,
) -> None:
    ours, away = network.phone(), network.phone()
    away.pull()
    made = ours.create("activity", ACTIVITY)
    network.later(days=40)
    assert away.pull() == {made}


def test_what_lies_ahead_is_never_too_old(network: TestNetwork) -> None:
    ours, coordinator = network.phone(), network.phone("coordinator")
    ahead = ours.create("round", {"round_kind": "maraude", "planned_end": "2026-12-31T00:00:00Z"})
    ours.create("round", {"round_kind": "maraude", "planned_end": "2026-09-25T00:00:00Z"})
    notice = coordinator.create("notice", {"title": "T", "until": "2099-01-01T00:00:00Z"})
    network.later(days=30)
    assert network.phone().pull() == {ahead, notice}


def test_want_brings_what_may_be_read_and_gone_for_the_rest(network: TestNetwork) -> None:
    ours, stranger = network.phone(), network.phone(org=1)
    path = ours.create("activity", ACTIVITY)
    missing = "activity/6f7f0c5e-5b0c-4e0f-9d3b-0a1b2c3d4e5f"
    stranger.pull()
    reply = stranger.sync(want=[path, missing, "weather/6f7f0c5e-5b0c-4e0f-9d3b-0a1b2c3d4e5f"])
    assert reply["pull"] == [] and path in reply["gone"] and missing in reply["gone"]
    both = ours.sync(want=[path, missing])
    assert [one["r"] for one in both["pull"]] == [path.split("/")[1]]
    assert both["gone"] == [missing]


def test_networks_are_apart(network: TestNetwork) -> None:
    path = network.phone().create("activity", ACTIVITY)
    who = network.phone().who
    with writing() as session:
        other = exchange.create_network(session, name="O", time_zone="UTC", now_ms=network.now_ms)
    foreign = Who(who.user_id, other, who.org_id, "coordinator", frozenset(), None)
    reply = exchange.sync(foreign, SyncRequest.read({"v": 1, "want": [path]}), 28)
    assert (reply.pull, reply.gone) == ([], [path])


def test_tags_have_forty_random_bits(network: TestNetwork) -> None:
    network.phone().create("activity", ACTIVITY)
    with reading() as session:
        tags = session.scalars(select(Tick.tag).where(Tick.network_id == network.id)).all()
    assert len(tags) == len(set(tags)) == 2
    assert all(len(bytes.fromhex(tag)) == 5 for tag in tags)
    assert secrets.token_hex(5) not in tags


def test_what_the_desk_writes_with_a_phones_token_is_not_counted_as_the_phones(
    network: TestNetwork,
) -> None:
    phone = network.phone("coordinator")
    exchange.push(phone.who, [Wire.from_wire(phone.change("activity", ACTIVITY))])
    assert stored(phone) == 0
