"""One run: faults drawn from a seed, then calm, then what must hold is checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from sync.ids import case_check, encode_wid
from tests.simulation import checkers, desk, follow_ups, hostile, network, people, relays
from tests.simulation.oracle import Oracle
from tests.simulation.phone import Flight, Phone
from tests.simulation.server import Account, Server

START_MS = 1_795_000_000_000
CALM_ROUNDS_MAX = 60
PAGES_MAX = 200
CASES_MAX = 6
# Between two steps: an evening in the street, unless a run asks for a slower pace.
PACE_MS = 20_000
DAY_MS = 24 * 3600 * 1000

Action = Callable[["World", Phone], None]

# What may happen at one step, and how often. Rare faults are weighted up: a run is short.
ACTIONS: Mapping[Action, int] = {
    people.create: 24,
    people.open_entry: 24,
    people.type_number: 60,
    people.rerender: 5,
    people.close: 8,
    people.two_tabs: 6,
    people.meet: 8,
    people.delete: 2,
    people.void: 2,
    people.restrict: 2,
    people.newer: 3,
    people.refer: 3,
    network.sync: 24,
    network.send: 26,
    network.deliver: 34,
    network.answer: 30,
    network.lose: 6,
    network.duplicate: 5,
    network.one_record_pages: 2,
    network.ask_again: 2,
    network.overlap: 1,
    network.crash: 3,
    network.skew: 3,
    network.clone: 1,
    network.backup: 2,
    network.restore_phone: 1,
    network.phone_full: 1,
    hostile.attack: 6,
    desk.move: 1,
    desk.role: 1,
    desk.revoke: 1,
    desk.enrol_again: 2,
    desk.erase: 1,
    desk.settle: 4,
    desk.release: 2,
    desk.refuse: 1,
    desk.disk_full: 1,
    desk.backup_server: 1,
    desk.restore_server: 1,
    # At the end and never, so that the seeds of runs without them stay what they are.
    follow_ups.step: 0,
    follow_ups.wrong_step: 0,
    follow_ups.say: 0,
    follow_ups.withdraw: 0,
    follow_ups.cross: 0,
    desk.settle_fork: 0,
    relays.seal_some: 0,
    relays.relay: 0,
    relays.carry: 0,
    relays.lose: 0,
    desk.restore_all: 0,
}


class World:
    """`often` overrides how often an action happens; `pace_ms` is the longest step of the clock;
    at most `cases_max` people are followed up."""

    def __init__(
        self,
        seed: int,
        server: Server,
        *,
        often: Mapping[Action, int] | None = None,
        pace_ms: int = PACE_MS,
        cases_max: int = CASES_MAX,
    ) -> None:
        self.dice = Random(seed)
        self.weights = {**ACTIONS, **(often or {})}
        self.pace_ms = pace_ms
        self.cases_max = cases_max
        self.oracle = Oracle()
        self.server = server
        server.reset(START_MS)
        self.desk_users = {account.user for account in server.coordinators}
        accounts = [*server.volunteers, *server.coordinators]
        self.phones = [self._phone(account) for account in accounts]
        self.flights: list[Flight] = []
        self.backups: list[tuple[Phone, Any]] = []
        self.server_backup = self.server.snapshot()
        self.people_backup = {phone.user: (phone.org, phone.role) for phone in self.phones}
        self.orgs = sorted({phone.org for phone in self.phones})
        self.canaries: dict[str, str] = {}
        # Of each referral the organisation that it is for, and the paths of what belongs to it.
        self.referrals: list[tuple[str, dict[str, str]]] = []
        # Steps, messages and withdrawals, each with the referral or consent that it belongs to.
        self.followed: dict[str, str] = {}
        self.envelopes: list[relays.Carried] = []
        # What came in an envelope of a phone that was not blocked then.
        self.relayed: set[str] = set()

    def _phone(self, account: Account) -> Phone:
        name = f"phone-{account.user[:8]}"
        phone = Phone(name, account.token, account.user, account.org, self.dice, self.oracle)
        phone.role = account.role
        return phone

    @property
    def now_ms(self) -> int:
        return self.server.clock.now_ms

    def run(self, steps: int) -> None:
        names, weights = list(self.weights), list(self.weights.values())
        for _step in range(steps):
            self.step(self.dice.choices(names, weights)[0], self.dice.choice(self.phones))
        self.finish()

    def step(self, action: Action, phone: Phone) -> None:
        """Some time passes, one thing happens, and nothing is nowhere."""
        self.server.clock.now_ms += self.dice.randint(50, self.pace_ms)
        action(self, phone)
        checkers.check_outboxes(self.oracle, self.phones)

    def finish(self) -> None:
        """Calm, then everything is checked."""
        self.calm()
        checkers.check_all(self)
        self.oracle.counts["saves"] = len(self.oracle.saves)

    def calm(self) -> None:
        """Faults end: every phone sends until nothing moves any more."""
        self.flights.clear()
        for phone in self.phones:
            phone.crash()
            phone.page_limit = 500
        for _round in range(CALM_ROUNDS_MAX):
            self.server.clock.now_ms += 1000
            before = [(phone.rows.meta, set(phone.rows.outbox)) for phone in self.phones]
            for phone in self.phones:
                phone.ask_again()
                self._sync_to_the_end(phone)
            after = [(phone.rows.meta, set(phone.rows.outbox)) for phone in self.phones]
            if before == after:
                return
        raise AssertionError("the network never came to rest")

    def _sync_to_the_end(self, phone: Phone) -> None:
        for _page in range(PAGES_MAX):
            reply = self.exchange(phone)
            if phone.blocked:  # the twin of a phone that was blocked learns it only now
                desk.enrol_again(self, phone)
                continue
            assert reply is not None, "no answer although all is calm"
            unsent = any(row.state == "frozen" for row in phone.rows.outbox.values())
            if not reply["more"] and not unsent:
                return
        raise AssertionError("a phone never came to the end of its pages")

    # The network's means.

    def exchange(self, phone: Phone) -> dict[str, Any] | None:
        """A request, its reply, and what the phone makes of it; None when there was none."""
        flight = phone.request(self.now_ms)
        if not self.deliver(flight):
            return None
        phone.receive(flight, flight.replies[0], self.now_ms)
        return flight.replies[0]

    def deliver(self, flight: Flight) -> bool:
        """Hand a request to the server; whether it answered with a reply to keep."""
        phone = self.named(flight.phone)
        status, reply = self.server.post("/api/sync", flight.body, phone.token)
        flight.delivered += 1
        if status == 200:
            assert reply["min_schema"] <= phone.schema
            flight.replies.append(reply)
            return True
        if status == 403:
            assert reply["error"]["code"] == "device_revoked", reply
            phone.blocked = True
        elif status == 401:
            # It joined after the backup from which the server came back.
            assert self.oracle.counts["all_restored"], reply
            phone.blocked = True
            self.oracle.count("unknown_phone")
        else:
            assert (status, reply["error"]["code"]) == (429, "storage_full"), (status, reply)
        return False

    def named(self, name: str) -> Phone:
        return next(phone for phone in self.phones if phone.name == name)

    def forget_flights(self, phone: Phone) -> None:
        self.flights = [flight for flight in self.flights if flight.phone != phone.name]

    # Ids, all of them from the seed.

    def uuid(self) -> str:
        bits = f"{self.dice.getrandbits(128):032x}"
        return f"{bits[:8]}-{bits[8:12]}-4{bits[13:16]}-8{bits[17:20]}-{bits[20:]}"

    def wid(self) -> str:
        return encode_wid(self.now_ms, self.dice.getrandbits(50))

    def case_code(self) -> str:
        body = encode_wid(0, self.dice.getrandbits(40))[-8:]
        return body + case_check(body)
