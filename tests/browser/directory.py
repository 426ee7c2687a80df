"""Services of the directory, as who keeps it writes them at the desk."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from server.domain.demo_cast import TIME_ZONE
from server.domain.demo_directory import SERVICES, Listed
from tests.api.desk import ScriptedDesk
from tests.api.world import World

ZONE = ZoneInfo(TIME_ZONE)
WEEK = "MO,TU,WE,TH,FR,SA,SU"


def network_desk(world: World) -> ScriptedDesk:
    """Whoever keeps the lists and the directory of the network, signed in."""
    keeper = world.users(0, "network")[0]
    desk = ScriptedDesk(world.server.wire())
    answer = desk.login(keeper["email"], keeper["password"])
    assert answer.status == 200, str(answer)
    return desk


def today(shift_days: int = 0) -> str:
    """A date of the network's calendar."""
    return (datetime.now(ZONE) + timedelta(days=shift_days)).date().isoformat()


def hours(opens: str, closes: str, days: str = WEEK) -> list[str | None]:
    """An element of `schedules`, without season or zone."""
    return [days, opens, closes, None, None, None]


def service(org: str, **over: Any) -> dict[str, Any]:
    """The fields of a service that an association provides, confirmed today."""
    return {
        "name": f"Service {secrets.token_hex(3)}",
        "description": "What it is.",
        "provider": org,
        "status": "active",
        "categories/food": True,
        "accepts_referrals": "no",
        "phone": "03 53 01 10 11",
        "assured_on": today(),
        "assured_by": org,
        "published": True,
    } | over


def add_service(world: World, **over: Any) -> tuple[str, str]:
    """A service of the network's first association; its id and its name."""
    fields = service(world.org(), **over)
    answer = network_desk(world).create("directory_service", fields)
    assert answer.status == 201, str(answer)
    return str(answer.json()["id"]), str(fields["name"])


def change_service(world: World, service_id: str, **fields: Any) -> None:
    answer = network_desk(world).patch("directory_service", service_id, fields)
    assert answer.status == 200, str(answer)


def like_demo(listed: Listed, org: str, **over: Any) -> dict[str, Any]:
    """The fields of one of the demonstration's services, provided by an association."""
    told = {"name": listed.name, "description": listed.description, "phone": listed.phone}
    fields = service(org, **told, assured_on=today(-listed.confirmed), **dict(listed.more))
    del fields["categories/food"]
    fields |= {f"categories/{code}": True for code in listed.categories}
    fields |= {f"languages/{code}": True for code in listed.languages}
    for number, (days, opens, closes) in enumerate(listed.hours):
        fields[f"schedules/h{number}"] = hours(opens, closes, days)
    return fields | over


def list_demo(world: World) -> None:
    """What the demonstration has in its directory, without a question that waits."""
    desk = network_desk(world)
    for asked in desk.page("directory_service", queried=1)["items"]:
        change_service(world, asked["id"], queried=False)
    if desk.page("directory_service", per_page=1)["items"]:
        return
    for listed in SERVICES:
        sites = {
            f"sites/{site['id']}": True
            for site in world.demo["sites"]
            if site["code"] in listed.sites
        }
        answer = desk.create("directory_service", like_demo(listed, world.org(), **sites))
        assert answer.status == 201, str(answer)
