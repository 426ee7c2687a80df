"""Services of the demo network for tests of the desk: writing one, and coming back to it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, expect

from tests.api.world import World

from .desk_page import DeskPage
from .directory import today
from .makers import ContextMaker

KIND = "directory_service"
MORNING = ["MO,TU", "09:00", "12:00", None, None, None]
EVENING = ["FR", "18:00", "20:00", None, None, None]


def day(shift: int = 0) -> str:
    """A day of the network's calendar, as the desk writes it."""
    return today(shift)


def some_name() -> str:
    return f"Showers {secrets.token_hex(3)}"


@dataclass(frozen=True, slots=True)
class Service:
    """A service of an association of the demo network, written at its own desk."""

    world: World
    id: str
    name: str
    org: int = 0

    def fields(self) -> dict[str, Any]:
        found: dict[str, Any] = self.world.desk(self.org).record(KIND, self.id)["fields"]
        return found

    def lines(self) -> list[Any]:
        found = self.fields().items()
        return [value for name, value in found if name.startswith("schedules/") and value]


def listed(world: World, org: int = 0, **over: Any) -> Service:
    name = some_name()
    fields = {
        "org": world.org(org),
        "name": name,
        "description": "Hot water, towel and soap.",
        "provider": world.org(org),
        "status": "active",
        "categories/wash": True,
        "schedules/h1": MORNING,
        "schedules/h2": EVENING,
        "accepts_referrals": "no",
        "assured_on": day(),
        "assured_by": world.org(org),
        "published": True,
    }
    answer = world.desk(org).create(KIND, fields | over)
    assert answer.status == 201, str(answer)
    return Service(world, answer.json()["id"], name, org)


def stale(world: World, days: int = 20) -> Service:
    return listed(world, assured_on=day(-days))


def signed_in(world: World, desk_context: ContextMaker, org: int = 0, **options: Any) -> DeskPage:
    found = DeskPage.open(desk_context(**options), world)
    found.sign_in(org)
    return found


def write(desk: DeskPage, service: Service) -> Page:
    """The page on which the service is changed."""
    desk.go(f"/service/{service.id}")
    expect(desk.page.get_by_role("heading", name=service.name, level=1)).to_be_visible()
    return desk.page


def field(desk: DeskPage, label: str) -> Any:
    return desk.page.get_by_label(label, exact=True)


def save(desk: DeskPage) -> None:
    desk.press("edit.save")
    expect(desk.reads("record.story")).to_be_visible()


def show(desk: DeskPage, more: str = "") -> None:
    desk.go(f"/directory{more}")
    desk.at("nav.directory")
    expect(desk.rows().first).to_be_visible()
