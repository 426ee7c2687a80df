"""Asking the published directory, and putting entries into it."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from flask import Flask

from server.domain import exchange
from server.domain.demo_cast import MEMBERS, ORGS, SITES
from server.domain.demo_directory import SERVICES
from server.domain.writing import new_record
from server.store.engine import reading
from server.store.records import load
from sync.schema import codes

from .schemas import OF

KEY: Final = "a key for tests, of more than thirty-two characters"
START_MS: Final = 1_790_000_000_000
DAY_MS: Final = 24 * 60 * 60_000
# Whatever holds this must never be told.
CANARY: Final = "canary-that-nobody-may-see"
Fields = dict[str, Any]


@dataclass
class Published:
    """A server with a directory; `client` is nobody in particular."""

    app: Flask
    network_id: str
    now_ms: int = START_MS

    def get(self, path: str, **options: Any) -> Any:
        return self.app.test_client().get(f"/hsds/{path}", buffered=True, **options)

    def json(self, path: str) -> Any:
        answer = self.get(path)
        assert answer.status_code == 200, f"{path}: {answer.text}"
        return answer.json

    def pages(self, noun: str, **query: Any) -> Iterator[Any]:
        number, asked = 0, "&".join(f"{name}={value}" for name, value in query.items())
        while True:
            number += 1
            page = self.json(f"{noun}?page={number}&{asked}")
            yield page
            if page["last_page"]:
                return

    def every(self, noun: str, **query: Any) -> list[Any]:
        return [one for page in self.pages(noun, **query) for one in page["contents"]]

    def everything(self) -> Iterator[tuple[str, Any]]:
        """(noun, object) of each answer that there is: short, full and alone."""
        for noun in OF:
            for one in self.every(noun):
                yield noun, one
                yield noun, self.json(f"{noun}/{one['id']}")
            if noun in ("services", "organizations", "service_at_locations"):
                for one in self.every(noun, full="true"):
                    yield noun, one

    def add(self, kind: str, fields: Fields, record: str | None = None) -> str:
        """Write a record as the server itself does: nothing is checked."""
        made = record or str(uuid.uuid4())
        change = new_record(kind, made, {"org": ORGS[0].id, **fields}, self.now_ms)
        exchange.write_as_server(self.network_id, MEMBERS[0].id, [change])
        return made

    def add_service(self, **fields: Any) -> str:
        return self.add("directory_service", service() | fields)

    def write(self, kind: str, record: str, **fields: Any) -> None:
        """Further values, which cover nothing."""
        change = new_record(kind, record, fields, self.now_ms)
        exchange.write_as_server(self.network_id, MEMBERS[0].id, [change])

    def delete(self, kind: str, record: str) -> None:
        """Delete what stands there."""
        key = (kind, record)
        with reading() as session:
            cells = load(session, self.network_id, {key})[key].cells
        seen = sorted(wid for heads in cells.live.values() for wid in heads)
        self.write(kind, record, **{"$gone": seen})


def service() -> Fields:
    """The least that a published service has."""
    return {
        "name": "Soupe",
        "description": "Une soupe.",
        "provider": ORGS[0].id,
        "status": "active",
        "categories/food": True,
        "accepts_referrals": "no",
        "published": True,
    }


def any_service(chance: random.Random) -> Fields:
    """A service with whatever may stand in the fields of one, good and bad."""
    words = ("Café", "خبز", "a" * 120, "<b>&amp;</b>", "\u200fx", "'; --", "=1+1", "🫖")
    clocks = ("00:00", "08:30", "24:00", "23:59", "25:00", "8:00", "", None, 7)
    days = ("2026-11-01", "2026-02-30", "0001-01-01", None, "soon", 5)
    zones = (None, "Europe/London", "Nowhere/Else", 3)
    found: Fields = service() | {
        "name": chance.choice(words),
        "description": chance.choice(words),
        "provider": chance.choice([*(org.id for org in ORGS), str(uuid.uuid4())]),
        "status": chance.choice(("active", "inactive", "defunct", "temporarily closed", "open")),
        "capacity_note": CANARY,
        "query": CANARY,
    }
    optional: dict[str, tuple[Any, ...]] = {
        "url": ("https://a.example/x?y#z", "https://é.example/", "http://a b", "https://[", 4),
        "email": ("a@b.example", "a@é.example", "nobody", None),
        "phone": ("+33 1 23", "115", "call us"),
        "address": words,
        "fees": words,
        "interpretation": words,
        "eligibility": words,
        "how_to_access": words,
        "documents_required": words,
        "min_age": (0, 18, -1, "x"),
        "max_age": (0, 120, None),
        "alert": words,
        "alert_until": days,
        "assured_on": days,
        "on_holidays": ("usual", "closed", "maybe"),
        "hsds_id": (str(uuid.uuid4()), "abc", None),
    }
    found |= {name: chance.choice(of) for name, of in optional.items() if chance.random() < 0.6}
    for name, listed in (
        ("categories", "service_category"),
        ("languages", "language"),
        ("referral_types", "referral_type"),
    ):
        known = [*codes(listed), "x_own", "unheard-of"]
        found |= {f"{name}/{code}": chance.random() < 0.8 for code in chance.sample(known, 3)}
    found |= {f"sites/{site.id}": True for site in chance.sample(SITES, chance.randrange(4))}
    for number in range(chance.randrange(4)):
        usual = [chance.choice(("MO,TU", "SU", "", "XX", "MO,MO")), chance.choice(clocks)]
        usual += [chance.choice(clocks), chance.choice(days), chance.choice(days)]
        found[f"schedules/{chance.choice(('h', str(uuid.uuid4())))}"] = [
            *usual,
            chance.choice(zones),
        ]
        differs = [chance.choice(days), chance.choice(days), chance.choice(clocks)]
        found[f"exceptions/e{number}"] = [*differs, chance.choice(clocks), chance.choice(words)]
    return found


def listed_names() -> set[str]:
    return {listed.name for listed in SERVICES}
