"""What the network does to requests, and what happens to phones."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from typing import TYPE_CHECKING

from tests.simulation.phone import Phone

if TYPE_CHECKING:
    from tests.simulation.world import World

TEN_YEARS_MS = 10 * 365 * 24 * 3600 * 1000
PHONES_MAX = 9
GLANCE_S = 0.02


def sync(world: World, phone: Phone) -> None:
    """One whole exchange, as when there is network."""
    world.exchange(phone)


def send(world: World, phone: Phone) -> None:
    """At most two requests are in flight: two tabs, or a tab and the worker."""
    if sum(1 for flight in world.flights if flight.phone == phone.name) < 2:
        world.flights.append(phone.request(world.now_ms))


def deliver(world: World, _phone: Phone) -> None:
    waiting = [flight for flight in world.flights if not flight.delivered]
    if waiting:
        world.deliver(world.dice.choice(waiting))


def answer(world: World, _phone: Phone) -> None:
    answered = [flight for flight in world.flights if flight.replies]
    if answered:
        flight = world.dice.choice(answered)
        reply = flight.replies.pop(world.dice.randrange(len(flight.replies)))
        world.named(flight.phone).receive(flight, reply, world.now_ms)
        if not flight.replies:
            world.flights.remove(flight)


def lose(world: World, _phone: Phone) -> None:
    if world.flights:
        lost = world.flights.pop(world.dice.randrange(len(world.flights)))
        world.oracle.count("lost_reply" if lost.delivered else "lost_request")


def duplicate(world: World, _phone: Phone) -> None:
    delivered = [flight for flight in world.flights if flight.delivered]
    if delivered:
        world.deliver(world.dice.choice(delivered))
        world.oracle.count("duplicated")


def one_record_pages(world: World, phone: Phone) -> None:
    phone.page_limit = world.dice.choice((1, 2, 500))


def ask_again(world: World, phone: Phone) -> None:
    phone.ask_again()


def crash(world: World, phone: Phone) -> None:
    phone.crash()
    world.forget_flights(phone)
    world.oracle.count("crashed")


def skew(world: World, phone: Phone) -> None:
    phone.skew_ms = world.dice.choice((0, -TEN_YEARS_MS, TEN_YEARS_MS, 3_600_000))


def clone(world: World, phone: Phone) -> None:
    if len(world.phones) < PHONES_MAX:
        world.phones.append(phone.clone(f"{phone.name}-twin-{len(world.phones)}"))
        world.oracle.count("cloned")


def backup(world: World, phone: Phone) -> None:
    world.backups.append((phone, phone.backup()))


def restore_phone(world: World, _phone: Phone) -> None:
    if world.backups:
        phone, rows = world.dice.choice(world.backups)
        world.forget_flights(phone)
        # What a restored server lost, and only this phone kept, goes with the phone.
        kept = phone.rows.kept.keys() - rows.kept.keys()
        world.oracle.destroyed.update(kept - world.server.changes().keys())
        phone.restore(rows)
        world.oracle.count("phone_restored")


def phone_full(world: World, phone: Phone) -> None:
    """The phone's disk is full: the transaction that applies a reply is rolled back as a whole."""
    flight = phone.request(world.now_ms)
    if world.deliver(flight):
        world.oracle.count("phone_full")


def overlap(world: World, phone: Phone) -> None:
    """Two phones push one record at once, and a third pulls while the first is being stored."""
    others = [one for one in world.phones if one.org == phone.org and one.user != phone.user]
    for other in others:
        shared = sorted(set(phone.paths("activity")).intersection(other.paths("activity")))
        if not shared or phone.blocked or other.blocked:
            continue
        path = world.dice.choice(shared[:2])
        for one in (phone, other):
            form = one.open_form(path)
            one.save(form, {"quantity": world.dice.randint(0, 90)}, world.now_ms)
            one.close(form)
        reader = world.dice.choice([one for one in world.phones if one not in (phone, other)])
        world.exchange(reader)
        flights = [one.request(world.now_ms, whole=True) for one in (phone, other)]
        glance = reader.request(world.now_ms)
        glance.body["push"] = []
        with ThreadPoolExecutor(2) as pool:
            with world.server.first_push_paused() as pause:
                first = pool.submit(world.deliver, flights[0])
                # The twin of a blocked phone is refused at the door, and never gets there.
                while not (pause.reached.wait(GLANCE_S) or first.done()):
                    continue
                second = pool.submit(world.deliver, flights[1])
                wait([second], timeout=world.server.patience_s)
                seen = world.deliver(glance)
            first.result()
            second.result()
        if seen:
            reader.receive(glance, glance.replies[0], world.now_ms)
        for flight in flights:
            if flight.replies:
                world.named(flight.phone).receive(flight, flight.replies[0], world.now_ms)
        world.oracle.count("overlapped")
        return
