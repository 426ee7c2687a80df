"""People of the demo network, made afresh so that tests do not meet each other's entries."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from tests.api.world import World

Entry = dict[str, Any]

# Names of nobody: a test takes one and adds what makes it unique.
NAMES = ("Lou", "Noa", "Sacha", "Camille", "Alix", "Charlie")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an invite in the hand."""

    id: str
    alias: str
    code: str


def invite(world: World, org: int = 0, role: str = "volunteer", alias: str | None = None) -> Person:
    """Somebody new of an organisation."""
    alias = alias or f"{secrets.choice(NAMES)} {secrets.token_hex(2)}"
    answer = world.desk(org).invite(role=role, alias=alias)
    assert answer.status == 201, str(answer)
    made = answer.json()
    return Person(made["user"]["id"], made["user"]["alias"], made["code"])


def another_phone(world: World, person: Person, org: int = 0) -> str:
    """The code of an invite for a second phone of the same person."""
    answer = world.desk(org).invite(user=person.id)
    assert answer.status == 201, str(answer)
    return str(answer.json()["code"])


def stored(
    world: World, person: Person, kind: str = "activity", org: int = 0
) -> list[dict[str, Any]]:
    """What the server holds of somebody's entries, by the desk's own list."""
    found: list[dict[str, Any]] = world.desk(org).page(kind, author=person.id, per_page=200)[
        "items"
    ]
    return found


def disputed(entry: Entry) -> list[str]:
    """The fields that show two values. Other issues come from other tests at the same place."""
    return [issue["field"] for issue in entry["issues"] if issue["issue"] == "conflict"]
