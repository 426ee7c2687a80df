"""What brings each card into a coordinator's inbox, made by scripted phones."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass

from tests.api.phone import ScriptedPhone, change, new_wid
from tests.api.world import World, utc


@dataclass(frozen=True, slots=True)
class Case:
    """One entry that a card is about, and the phones that wrote it."""

    entry: str
    phones: tuple[ScriptedPhone, ...]
    other: str = ""


def named(world: World, alias: str, org: int = 0) -> ScriptedPhone:
    """A phone of somebody new with this name."""
    answer = world.desk(org).invite(role="volunteer", alias=alias)
    assert answer.status == 201, str(answer)
    phone = ScriptedPhone(world.server.wire())
    enrolled = phone.enrol(answer.json()["code"])
    assert enrolled.status == 201, str(enrolled)
    phone.sync()
    return phone


def wrote(phone: ScriptedPhone, world: World, **fields: object) -> str:
    """An entry of this phone, stored."""
    entry = phone.create("activity", world.activity(**fields))
    phone.sync()
    return entry


def twice(
    world: World,
    people: tuple[str, str] = ("Sam", "Lou"),
    shift_s: int = 0,
    service: str = "food.hot_drink",
    phones: tuple[ScriptedPhone, ...] = (),
) -> Case:
    """Two people of different rounds counted the same service at one place."""
    site = world.desk().create("site", {"org": world.org(), **world.place(name="Tilleul")})
    where = {"site": site.json()["id"], "service_type": service, "unit": "portion"}
    phones = phones or tuple(named(world, name) for name in people)
    first, second = (
        wrote(phone, world, quantity=n, people=n, started_at=utc(shift_s - 600 * at), **where)
        for at, (phone, n) in enumerate(zip(phones, (66, 64), strict=True))
    )
    return Case(first, phones, second)


def at_the_door(world: World, name: str = "Mo") -> Case:
    """Somebody of another association changed an entry of ours."""
    author, stranger = world.phone(), named(world, name, org=1)
    entry = wrote(author, world, people=5)
    stranger.write("activity", entry, {"people": 6}, covers={})
    stranger.sync()
    assert stranger.held
    return Case(entry, (author, stranger))


def changed_after_deletion(world: World) -> Case:
    author = named(world, "Alix")
    entry = wrote(author, world, people=20)
    assert world.desk().delete("activity", entry).status == 200
    author.write(
        "activity",
        entry,
        {"people": 22},
        covers={"people": author.heads(f"activity/{entry}", "people")},
    )
    author.sync()
    return Case(entry, (author,))


def changed_after_review(world: World) -> Case:
    author = named(world, "Noa")
    entry = wrote(author, world, people=30)
    assert world.desk().patch("activity", entry, {"review": "reviewed"}).status == 200
    author.sync()
    author.write(
        "activity",
        entry,
        {"people": 31},
        covers={"people": author.heads(f"activity/{entry}", "people")},
    )
    author.sync()
    return Case(entry, (author,))


def impossible_time(world: World, name: str = "Camille") -> Case:
    """A phone whose clock was set to 2099; of another service, so that it repeats nobody's."""
    author = named(world, name)
    told = {"started_at": "2099-11-22T20:00:00Z", "service_type": "food.hot_drink"}
    return Case(wrote(author, world, **told), (author,))


def outside_its_round(world: World) -> Case:
    """A phone whose clock was ten hours behind, in a round that began an hour ago."""
    leader, author = named(world, "Lou"), named(world, "Dana")
    outing = leader.create("round", world.round(started_at=utc(-3600)))
    leader.sync()
    at_s = -10 * 3600
    told = {"round": outing, "service_type": "food.hot_drink", "started_at": utc(at_s)}
    fields = {"org": author.org, **world.activity(**told)}
    wid = new_wid(time.time_ns() // 1_000_000 + at_s * 1000)
    entry = str(uuid.uuid4())
    author.keep(change("activity", entry, fields, wid=wid))
    author.sync()
    return Case(entry, (author, leader), outing)


def crossed_signup(world: World) -> Case:
    """Somebody signed up and, without network, takes it back while the desk confirms it."""
    author = named(world, "Inès")
    outing = world.desk().create("round", {"org": world.org(), **world.round(status="planned")})
    told = {"round": outing.json()["id"], "user": author.user, "going": False}
    entry = author.create("signup", told)
    author.sync()
    author.write("signup", entry, {"going": True})
    author.sync()
    seen = author.heads(f"signup/{entry}", "going")
    assert world.desk().patch("signup", entry, {"going": True}).status == 200
    author.write("signup", entry, {"going": False}, covers={"going": seen})
    author.sync()
    return Case(entry, (author,), outing.json()["id"])


def lost(world: World, name: str = "Charlie") -> ScriptedPhone:
    """A phone that once wrote three changes more than anybody has."""
    phone = named(world, name)
    phone.create("activity", world.activity())
    phone.once(phone={"app": "1.0.0", "made": 12, "unsent": 9})
    return phone


def fields(world: World, entry: str) -> dict[str, object]:
    """What an entry shows."""
    found: dict[str, object] = world.desk().record("activity", entry)["fields"]
    return found


def into(world: World, entry: str) -> list[object]:
    """Which other entries an entry points to as the one that counts."""
    heads = world.desk().record("activity", entry)["heads"].get("$into", [])
    return [head["value"] for head in heads]
