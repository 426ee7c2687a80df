"""Rounds that a coordinator plans, and what phones and the desk show of them."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator

from tests.api.world import World, utc

from .desk_page import DeskPage
from .makers import PhoneMaker
from .people import Person
from .phone_page import PhonePage


def plan(world: World, place: str, in_s: int = 60, **fields: Any) -> str:
    """A coordinator plans a round that begins in so many seconds; its id."""
    planned = {"round_kind": "maraude", "status": "planned", "planned_start": utc(in_s)}
    body = {**planned, "team_size": 3, f"sites/{place}": True, **fields}
    answer = world.desk().create("round", body)
    assert answer.status == 201, str(answer)
    return str(answer.json()["id"])


def card(phone: PhonePage, place: str) -> Locator:
    """The planned round at this place."""
    return phone.page.get_by_role("main").locator("section.card").filter(has_text=place)


def tap_in(phone: PhonePage, where: Locator, key: str) -> None:
    phone.tap(where.get_by_role("button", name=phone.texts(key), exact=True))


def told(phone: PhonePage) -> None:
    """What the server has reached this phone."""
    phone.send_now()
    phone.all_sent()


def signups(world: World, round_id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = world.desk().page("signup", round=round_id)["items"]
    return found


def new_place(world: World) -> tuple[str, str]:
    """A place of this test alone: its id and name."""
    fields = world.place()
    answer = world.desk().create("site", fields)
    assert answer.status == 201, str(answer)
    return str(answer.json()["id"]), str(fields["name"])


def joined(world: World, new_phone: PhoneMaker, person: Person) -> PhonePage:
    phone = new_phone()
    phone.join(person.code)
    return phone


def in_desk(desk: DeskPage, text: str) -> Locator:
    """The line of a round or a notice."""
    return desk.page.get_by_role("main").get_by_role("listitem").filter(has_text=text)
