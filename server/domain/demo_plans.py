"""What lies ahead in the demonstration: tonight's rounds, and notices between teams."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from server.clock import to_wire_time
from server.domain.days import day_of
from server.domain.demo_cast import MEMBERS, ORGS, SITES, TIME_ZONE
from server.domain.demo_entries import DAY_MS, MINUTE_MS, Shift, Written
from sync.canonical import Value
from sync.change import Change, Write
from sync.ids import WID_RANDOM_MAX, encode_wid
from sync.schema import SCHEMA_NUMBER

_EVENING_HOURS: Final = (19, 20, 21)
_HALF_HOUR_MS: Final = 30 * MINUTE_MS
# Title, text, days it holds, whether the whole network reads it, and at which place.
_NOTICES: Final = (
    (
        "Vent fort annoncé jeudi",
        "Rafales à 90 km/h jeudi soir. Pas de tente au Vieux Fort ni au Belvédère, abri au Moulin.",
        3,
        True,
        None,
    ),
    (
        "Point d'eau fermé",
        "La rampe d'eau est en réparation. Prévoir 200 litres de plus par distribution.",
        5,
        False,
        "Écluse",
    ),
)


def tonight(rng: random.Random, now_ms: int) -> Iterator[Shift]:
    """One planned round of each organisation, this evening or, when it is late, soon."""
    day = day_of(now_ms, TIME_ZONE)
    soon_ms = -(-(now_ms + _HALF_HOUR_MS) // _HALF_HOUR_MS) * _HALF_HOUR_MS
    outdoors = [site for site in SITES if site.site_kind in ("living_site", "distribution")]
    for org in ORGS:
        hour = time(rng.choice(_EVENING_HOURS), tzinfo=ZoneInfo(TIME_ZONE))
        evening_ms = int(datetime.combine(day, hour).astimezone(UTC).timestamp() * 1000)
        team = tuple(one for one in MEMBERS if one.org is org and one.role != "network")
        sites = tuple(rng.sample(outdoors, rng.choice((1, 1, 2))))
        yield Shift(org, team, sites, max(evening_ms, soon_ms), 150)


def notices(rng: random.Random, now_ms: int) -> Iterator[Written]:
    """Written by the first organisation's coordinator, this morning or so."""
    author = next(one for one in MEMBERS if one.role == "coordinator")
    for title, text, days, for_all, place in _NOTICES:
        until = datetime.fromtimestamp(now_ms / 1000, UTC) + timedelta(days=days)
        until_ms = int(until.replace(minute=0, second=0, microsecond=0).timestamp() * 1000)
        fields: dict[str, Value] = {
            "org": author.org.id,
            "title": title,
            "text": text,
            "until": to_wire_time(until_ms),
        }
        if for_all:
            fields["visibility"] = "network"
        fields |= {f"sites/{site.id}": True for site in SITES if site.name == place}
        at_ms = now_ms - rng.randint(DAY_MS // 12, DAY_MS // 2)
        writes = {name: Write(value) for name, value in fields.items()}
        record = str(uuid.UUID(int=rng.getrandbits(128), version=4))
        wid = encode_wid(at_ms, rng.randint(0, WID_RANDOM_MAX))
        yield Change(wid, "notice", record, SCHEMA_NUMBER, writes), author, True
