"""The pinned seeds and a fresh one, on both databases; each prints the line that replays it."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import DATABASES, fresh_database
from tests.simulation import checkers, desk, follow_ups, hostile, network, people, relays
from tests.simulation.__main__ import run
from tests.simulation.server import Server
from tests.simulation.world import DAY_MS, START_MS, Action, World

STEPS = 250
FAULTS = (
    *("lost_request", "lost_reply", "duplicated", "cloned", "phone_restored"),
    *("moved", "role_changed", "revoked", "erased", "server_restored"),
    *("referred", "conflicts"),
)
FULL_DISKS: dict[Action, int] = {
    desk.disk_full: 30,
    network.phone_full: 20,
    network.overlap: 10,
}
FOLLOWED_UP: dict[Action, int] = {
    people.refer: 40,
    follow_ups.step: 300,
    follow_ups.wrong_step: 12,
    follow_ups.say: 6,
    follow_ups.withdraw: 6,
    follow_ups.cross: 20,
    desk.settle_fork: 20,
    network.sync: 40,
    desk.move: 2,
}
RESTORED: dict[Action, int] = {
    desk.backup_server: 12,
    desk.restore_all: 14,
    desk.revoke: 20,
    desk.enrol_again: 30,
    desk.erase: 8,
    network.one_record_pages: 10,
    # They need a phone that the server knows.
    hostile.attack: 0,
}
# Restoring and erasing forget what they counted; what is released may get a new id.
NOTHING_FORGOTTEN: dict[Action, int] = {
    desk.restore_server: 0,
    desk.erase: 0,
    desk.release: 0,
}
CASES = 20
MONTH_DAYS = 31
SEEDS = [
    int(line)
    for line in (Path(__file__).parent / "seeds.txt").read_text("ascii").splitlines()
    if line and not line.startswith("#")
]


@pytest.fixture(scope="module", params=DATABASES)
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("simulation")
    with fresh_database(request.param, folder) as url:
        yield Server.start(url, folder, START_MS)


def test_nothing_is_lost_under_the_pinned_seeds(server: Server) -> None:
    total: Counter[str] = Counter()
    for seed in SEEDS:
        print(f"make simulate ARGS='--seed {seed} --steps {STEPS}'")
        total.update(run(seed, STEPS, server))
    # Faults that never happened would prove nothing.
    for fault in FAULTS:
        assert total[fault] > 0, fault


def test_nothing_is_lost_under_a_fresh_seed(server: Server) -> None:
    seed = secrets.randbelow(2**32)
    print(f"make simulate ARGS='--seed {seed} --steps {STEPS}'")
    run(seed, STEPS, server)


def test_referrals_stand_alike_for_both_sides_whatever_happens_between_them(
    server: Server,
) -> None:
    """Steps crossing each other, agreements withdrawn at any moment, people who move."""
    total: Counter[str] = Counter()
    for seed in (1, 2, 3, secrets.randbelow(2**32)):
        print(f"seed {seed}")
        world = World(seed, server, often=FOLLOWED_UP, cases_max=CASES)
        world.run(STEPS)
        total.update(world.oracle.counts)
    for what in ("stepped", "wrong_step", "withdrawn", "crossed", "forks_settled"):
        assert total[what] > 0, what


def test_sec_h5_a_server_restored_with_its_people_loses_nothing_and_revives_nobody(
    server: Server,
) -> None:
    """Restored to an earlier point and grown again, in use; phones blocked and joined since."""
    total: Counter[str] = Counter()
    for seed in (1, 2, 3, secrets.randbelow(2**32)):
        print(f"seed {seed}")
        world = World(seed, server, often=RESTORED)
        world.run(STEPS)
        total.update(world.oracle.counts)
    for what in ("all_restored", "unknown_phone", "revoked", "enrolled_again", "erased"):
        assert total[what] > 0, what


def test_sealed_work_arrives_once_by_whatever_way_and_in_its_authors_name(server: Server) -> None:
    """SEC-Y3, SEC-L6: by other phones, by nobody known, twice, late, never; by blocked phones."""
    total: Counter[str] = Counter()
    for seed in (1, 2, secrets.randbelow(2**32)):
        print(f"seed {seed}")
        world = World(seed, server, often=relays.OFTEN)
        world.run(STEPS)
        total.update(world.oracle.counts)
    for what in ("sealed", "relayed", "carried", "envelope_lost", "envelope_ok", "envelope_held"):
        assert total[what] > 0, what


def test_a_change_counts_once_whichever_ways_it_came(server: Server) -> None:
    world = World(1, server, often=relays.OFTEN | NOTHING_FORGOTTEN)
    world.run(STEPS)
    checkers.check_counted(world)
    assert world.oracle.counts["envelope_ok"] > 0


def test_full_disks_and_pushes_at_once_keep_nothing_by_halves(server: Server) -> None:
    world = World(5, server, often=FULL_DISKS)
    world.run(100)
    for fault in ("server_full", "phone_full", "overlapped"):
        assert world.oracle.counts[fault] > 0, fault


def test_newer_and_older_phones_share_a_network_for_a_month(server: Server) -> None:
    """What an older app does not know it keeps and carries; what no server knows yet waits."""
    world = World(1, server, often={people.newer: 20}, pace_ms=2 * MONTH_DAYS * DAY_MS // STEPS)
    world.run(STEPS)
    assert server.clock.now_ms - START_MS > (MONTH_DAYS - 3) * DAY_MS
    assert {phone.schema for phone in world.phones} == {1, 2}
    weather = [row for row in server.records().values() if b'"weather"' in row.state]
    assert weather, "no field that this version does not know was stored"
    waiting = [
        row
        for phone in world.phones
        for row in phone.rows.outbox.values()
        if row.change.kind == "drone"
    ]
    assert waiting
    assert {row.reason for row in waiting} <= {"unknown_kind", "refused"}
    assert world.oracle.counts["newer_kind"] > 0


def test_every_attack_happens_and_moves_nothing(server: Server) -> None:
    """The attacks check themselves; here each is made to happen."""
    world = World(3, server)
    world.run(40)
    for attack in hostile.ATTACKS:
        for phone in world.phones:
            attack(world, phone)
    world.finish()
