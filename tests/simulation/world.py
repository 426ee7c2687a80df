"""One run: faults drawn from a seed, then calm, then what must hold is checked."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from sync.canonical import Value
from sync.ids import encode_wid
from tests.simulation import checkers
from tests.simulation.oracle import Oracle
from tests.simulation.phone import Flight, Phone
from tests.simulation.server import Account, Server

START_MS = 1_795_000_000_000
TEN_YEARS_MS = 10 * 365 * 24 * 3600 * 1000
CALM_ROUNDS_MAX = 60
SERVICES = ("food.hot_meal", "food.hot_drink", "energy.firewood", "shelter_items.blanket")

# What may happen at one step, and how often. Rare faults are weighted up: a run is short.
ACTIONS: dict[str, int] = {
    "create": 24,
    "open": 24,
    "type": 60,
    "rerender": 5,
    "close": 8,
    "two_tabs": 6,
    "meet": 8,
    "delete": 2,
    "void": 2,
    "sync": 24,
    "send": 26,
    "deliver": 34,
    "answer": 30,
    "lose": 6,
    "duplicate": 5,
    "crash": 3,
    "skew": 2,
    "clone": 1,
    "backup": 2,
    "restore_phone": 1,
    "move": 1,
    "erase": 1,
    "restrict": 2,
    "hostile": 3,
    "newer": 2,
    "settle": 4,
    "release": 2,
    "refuse": 1,
    "backup_server": 1,
    "restore_server": 1,
    "one_record_pages": 2,
    "ask_again": 2,
}


class World:
    def __init__(self, seed: int, server: Server) -> None:
        self.dice = Random(seed)
        self.oracle = Oracle()
        self.server = server
        server.reset(START_MS)
        self.phones = [self._phone(account) for account in self.server.volunteers]
        self.flights: list[Flight] = []
        self.backups: list[tuple[Phone, Any]] = []
        self.server_backup = self.server.snapshot()
        self.orgs = sorted({phone.org for phone in self.phones})
        self.canaries: dict[str, str] = {}

    def _phone(self, account: Account) -> Phone:
        name = f"phone-{account.user[:8]}"
        return Phone(name, account.token, account.user, account.org, self.dice, self.oracle)

    def run(self, steps: int) -> None:
        names, weights = list(ACTIONS), list(ACTIONS.values())
        acts: dict[str, Callable[[Phone], None]] = {
            name: getattr(self, f"do_{name}") for name in names
        }
        for _step in range(steps):
            self.server.clock.now_ms += self.dice.randint(50, 20_000)
            name = self.dice.choices(names, weights)[0]
            acts[name](self.dice.choice(self.phones))
            checkers.check_outboxes(self.oracle, self.phones)
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
                self._sync_once(phone)
            after = [(phone.rows.meta, set(phone.rows.outbox)) for phone in self.phones]
            if before == after:
                return
        raise AssertionError("the network never came to rest")

    def _sync_once(self, phone: Phone) -> None:
        for _page in range(1000):
            flight = phone.request()
            self._deliver(flight)
            phone.receive(flight, flight.replies[0], self.server.clock.now_ms)
            more = bool(flight.replies[0]["more"])
            unsent = any(row.state == "frozen" for row in phone.rows.outbox.values())
            if not more and not unsent:
                return
        raise AssertionError("a phone never came to the end of its pages")

    def _deliver(self, flight: Flight) -> None:
        phone = self._named(flight.phone)
        status, reply = self.server.post("/api/sync", flight.body, phone.token)
        assert status == 200, (status, reply)
        flight.delivered += 1
        flight.replies.append(reply)

    def _named(self, name: str) -> Phone:
        return next(phone for phone in self.phones if phone.name == name)

    # People.

    def do_create(self, phone: Phone) -> None:
        record = self._uuid()
        path = f"activity/{record}"
        form = phone.open_form(path)
        canary = f"canary-{self.dice.getrandbits(64):016x}"
        self.canaries[path] = canary
        dirty: dict[str, Value] = {
            "org": phone.org,
            "site": self.dice.choice(self.server.sites),
            "service_type": self.dice.choice(SERVICES),
            "started_at": "2026-11-22T20:52:00Z",
            "quantity": self.dice.randint(0, 5),
            "unit": "portion",
            "people": 1,
            "people_method": "counted",
            "note": canary,
        }
        phone.save(form, dirty, self.server.clock.now_ms)

    def do_open(self, phone: Phone) -> None:
        """Mostly one of a few records, so that people meet in them."""
        paths = phone.paths("activity")
        if paths:
            near = paths[: self.dice.choice((2, 2, 4, len(paths)))]
            phone.open_form(self.dice.choice(near), self.dice.choice((0, 0, 1)))

    def do_type(self, phone: Phone) -> None:
        if not phone.forms:
            self.do_open(phone)
        if phone.forms:
            form = phone.forms[self.dice.choice(sorted(phone.forms))]
            names = ("quantity", "quantity", "people", "note", "items/blanket", "duration_min")
            name = self.dice.choice(names)
            value: Value = self.dice.randint(0, 5)
            if name == "note":
                value = f"{self.canaries.get(form.path, 'note')} {value}"
            phone.save(form, {name: value}, self.server.clock.now_ms)
            if self.dice.random() < 0.4:
                phone.close(form)

    def do_rerender(self, phone: Phone) -> None:
        for form in phone.forms.values():
            phone.render(form)

    def do_close(self, phone: Phone) -> None:
        for form in list(phone.forms.values()):
            phone.close(form)

    def do_two_tabs(self, phone: Phone) -> None:
        """Two tabs of one phone take turns on one field of one record, each seeing the other."""
        paths = phone.paths("activity")
        if paths:
            path = self.dice.choice(paths)
            for tab in (0, 1, 0, 1)[: self.dice.randint(2, 4)]:
                form = phone.open_form(path, tab)
                phone.save(form, {"quantity": self.dice.randint(0, 90)}, self.server.clock.now_ms)

    def do_meet(self, phone: Phone) -> None:
        """Two people of one organisation change one field without seeing each other's change."""
        others = [one for one in self.phones if one.org == phone.org and one is not phone]
        shared = {path for one in others for path in one.paths("activity")}
        paths = sorted(shared.intersection(phone.paths("activity")))
        if not paths:
            return
        path = self.dice.choice(paths)
        name = self.dice.choice(("quantity", "people", "breakdown/f_adult"))
        for one in (phone, *others):
            if path in one.paths("activity"):
                form = one.open_form(path)
                one.save(form, {name: self.dice.randint(0, 90)}, self.server.clock.now_ms)
                one.close(form)
        self.oracle.count("met")

    def do_delete(self, phone: Phone) -> None:
        """Deleting is a coordinator's: a volunteer's own is held, and then refused or released."""
        paths = phone.paths("activity")
        if paths:
            phone.delete(self.dice.choice(paths), self.server.clock.now_ms)

    def do_void(self, phone: Phone) -> None:
        self._write(phone, {"voided": self.dice.choice(("mistake", "duplicate", None))})

    def do_restrict(self, phone: Phone) -> None:
        """An entry becomes sensitive: every phone must forget what it says."""
        self._write(phone, {"visibility": self.dice.choice(("minor", "health"))})

    def do_newer(self, phone: Phone) -> None:
        """A newer app writes fields and kinds that this server does not know."""
        if self.dice.random() < 0.5:
            self._write(phone, {"weather": self.dice.randint(0, 3)})
            return
        body = {"id": self._wid(), "c": "drone", "r": self._uuid(), "s": 9, "set": {"x": [1]}}
        status, reply = self._push_raw(phone, [body])
        assert status == 200
        assert reply["held"] == {body["id"]: "unknown_kind"}

    def _write(self, phone: Phone, dirty: dict[str, Value]) -> None:
        paths = phone.paths("activity")
        if not paths:
            return
        path = self.dice.choice(paths)
        form = phone.open_form(path)
        phone.save(form, dirty, self.server.clock.now_ms)
        phone.close(form)

    # The network.

    def do_sync(self, phone: Phone) -> None:
        """One whole exchange, as when there is network."""
        flight = phone.request()
        self._deliver(flight)
        phone.receive(flight, flight.replies[0], self.server.clock.now_ms)

    def do_send(self, phone: Phone) -> None:
        """At most two requests are in flight: two tabs, or a tab and the worker."""
        if sum(1 for flight in self.flights if flight.phone == phone.name) < 2:
            self.flights.append(phone.request())

    def do_deliver(self, _phone: Phone) -> None:
        waiting = [flight for flight in self.flights if not flight.delivered]
        if waiting:
            self._deliver(self.dice.choice(waiting))

    def do_answer(self, _phone: Phone) -> None:
        answered = [flight for flight in self.flights if flight.replies]
        if answered:
            flight = self.dice.choice(answered)
            reply = flight.replies.pop(self.dice.randrange(len(flight.replies)))
            self._named(flight.phone).receive(flight, reply, self.server.clock.now_ms)
            if not flight.replies:
                self.flights.remove(flight)

    def do_lose(self, _phone: Phone) -> None:
        if self.flights:
            lost = self.flights.pop(self.dice.randrange(len(self.flights)))
            self.oracle.count("lost_reply" if lost.delivered else "lost_request")

    def do_duplicate(self, _phone: Phone) -> None:
        delivered = [flight for flight in self.flights if flight.delivered]
        if delivered:
            self._deliver(self.dice.choice(delivered))
            self.oracle.count("duplicated")

    def do_one_record_pages(self, phone: Phone) -> None:
        phone.page_limit = self.dice.choice((1, 2, 500))

    def do_ask_again(self, phone: Phone) -> None:
        phone.ask_again()

    # Phones.

    def do_crash(self, phone: Phone) -> None:
        phone.crash()
        self._forget_flights(phone)

    def do_skew(self, phone: Phone) -> None:
        phone.skew_ms = self.dice.choice((0, -TEN_YEARS_MS, TEN_YEARS_MS, 3_600_000))

    def do_clone(self, phone: Phone) -> None:
        if len(self.phones) < 7:
            self.phones.append(phone.clone(f"{phone.name}-twin-{len(self.phones)}"))
            self.oracle.count("cloned")

    def do_backup(self, phone: Phone) -> None:
        self.backups.append((phone, phone.backup()))

    def do_restore_phone(self, _phone: Phone) -> None:
        if self.backups:
            phone, rows = self.dice.choice(self.backups)
            self._forget_flights(phone)
            # What a restored server lost, and only this phone kept, goes with the phone.
            kept = phone.rows.kept.keys() - rows.kept.keys()
            self.oracle.destroyed.update(kept - self.server.changes().keys())
            phone.restore(rows)
            self.oracle.count("phone_restored")

    def _forget_flights(self, phone: Phone) -> None:
        self.flights = [flight for flight in self.flights if flight.phone != phone.name]

    # The server and its coordinators.

    def do_move(self, phone: Phone) -> None:
        org = self.dice.choice(self.orgs)
        self.server.move(phone.user, org)
        for one in self.phones:
            if one.user == phone.user:
                one.org = org
        self.oracle.count("moved")

    def do_erase(self, _phone: Phone) -> None:
        paths = sorted(path for path in self.server.records() if path.startswith("activity/"))
        if not paths:
            return
        path = self.dice.choice(paths)
        for coordinator in self.server.coordinators:
            status, _ = self.server.post("/api/erase", {"records": [path]}, coordinator.token)
            if status == 200:
                self.oracle.erased.add(path)
                self.oracle.count("erased")
                return

    def do_settle(self, _phone: Phone) -> None:
        """A coordinator keeps one of two values, covering exactly what was shown."""
        coordinator = self.dice.choice(self.server.coordinators)
        status, found = self.server.get("/api/issues?issue=conflict", coordinator.token)
        assert status == 200, found
        if not found["items"]:
            return
        item = self.dice.choice(found["items"])
        keep = self.dice.choice(item["values"])["value"]
        seen = [value["wid"] for value in item["values"]]
        path = f"/api/records/{item['kind']}/{item['record']}"
        body = {"set": {item["field"]: keep}, "seen": {item["field"]: seen}}
        answer = self.server.app.test_client().patch(
            path, json=body, headers={"Authorization": f"Bearer {coordinator.token}"}
        )
        assert answer.status_code in (200, 404), answer.get_json()
        self.oracle.count("settled")

    def do_release(self, _phone: Phone) -> None:
        self._decide("release")

    def do_refuse(self, _phone: Phone) -> None:
        self._decide("refuse")

    def _decide(self, verb: str) -> None:
        coordinator = self.dice.choice(self.server.coordinators)
        status, found = self.server.get("/api/held", coordinator.token)
        assert status == 200, found
        if found["items"]:
            item = self.dice.choice(found["items"])
            path = f"/api/held/{item['id']}/{verb}"
            status, answer = self.server.post(path, {}, coordinator.token)
            assert status in (200, 403, 404, 409, 422), answer
            self.oracle.count(verb)

    def do_backup_server(self, _phone: Phone) -> None:
        self.server_backup = self.server.snapshot()

    def do_restore_server(self, _phone: Phone) -> None:
        checkers.forgive_what_no_phone_kept(self)
        self.server.restore(self.server_backup)
        self.oracle.count("server_restored")

    def do_hostile(self, phone: Phone) -> None:
        """A broken or hostile client: it may add, but never take away what it was not shown."""
        stored = self.server.changes()
        known = [(one.id, one.record_id) for one in stored.values() if one.kind == "activity"]
        bodies: list[dict[str, Any]] = [
            _change(self._wid(), self._uuid(), {"quantity": [1, self._wid()]}),
            _change(encode_wid(4_070_908_800_000, 7 + len(stored)), self._uuid(), {"people": [3]}),
        ]
        if known:
            victim, record = self.dice.choice(sorted(known))
            bodies.append(_change(victim, str(record), {"quantity": [99]}))
        status, reply = self._push_raw(phone, [self.dice.choice(bodies)])
        assert status == 200, reply

    def _push_raw(self, phone: Phone, push: list[dict[str, Any]]) -> tuple[int, Any]:
        body = {"v": 1, "cursor": phone.rows.meta.cursor, "push": push}
        return self.server.post("/api/sync", body, phone.token)

    def _uuid(self) -> str:
        bits = f"{self.dice.getrandbits(128):032x}"
        return f"{bits[:8]}-{bits[8:12]}-4{bits[13:16]}-8{bits[17:20]}-{bits[20:]}"

    def _wid(self) -> str:
        return encode_wid(self.server.clock.now_ms, self.dice.getrandbits(50))


def _change(change_id: str, record: str, fields: dict[str, list[Any]]) -> dict[str, Any]:
    return {"id": change_id, "c": "activity", "r": record, "s": 1, "set": fields}
