"""A directory of ten thousand services for everybody, and a file of two thousand compared."""

from __future__ import annotations

import json
import random
import statistics
import time
import uuid
from collections.abc import Callable
from pathlib import Path

from server import create_app
from server.config import Config
from server.domain import demo, exchange
from server.domain.demo_cast import MEMBERS, ORGS, SITES
from server.domain.hsds import publication
from server.domain.hsds.acceptance import accept_new
from server.domain.hsds.difference import compare
from server.domain.hsds.files import parse
from server.domain.hsds.publication import Wanted
from server.domain.who import Who
from server.domain.writing import new_record
from server.store.base import db
from server.store.engine import writing
from sync.schema import codes
from tests.bench.network import count_rows
from tests.bench.table import Figure

SERVICES = 10_000
IMPORTED = 2_000
BATCH = 500
NOW_MS = 1_790_000_000_000
ROUNDS = 5
PAGE_MAX_MS = 300.0
IMPORT_MAX_MS = 30_000.0
KEY = "a key for figures, of more than thirty-two characters"


def measure(url: str, folder: Path, database: str) -> list[Figure]:
    config = {"MARAUDE_DATA_DIR": str(folder / "data"), "MARAUDE_DATABASE_URL": url}
    app = create_app(Config.from_env({**config, "MARAUDE_SECRET_KEY": KEY}))
    with app.app_context():
        db.create_all()
        network_id = demo.prepare(KEY, NOW_MS).network_id
        figures = _import(network_id, database)
        _fill(network_id, SERVICES - IMPORTED)
        with writing() as session:
            count_rows(session.connection())
        figures += _reading(app.test_client().get, database)
        db.session.remove()
        db.engine.dispose()
    return figures


def _fields(chance: random.Random, number: int) -> dict[str, object]:
    org, site = chance.choice(ORGS), chance.choice(SITES)
    category, language = chance.choice(list(codes("service_category"))), chance.choice(("ar", "fr"))
    return {
        "org": org.id,
        "provider": org.id,
        "name": f"Service {number} {uuid.UUID(int=chance.getrandbits(128)).hex[:6]}",
        "description": "Repas chaud, pain et thé, tous les soirs à la même heure. " * 3,
        "status": "active",
        f"categories/{category}": True,
        f"languages/{language}": True,
        f"sites/{site.id}": True,
        "schedules/a": ["MO,TU,WE,TH,FR", "09:00", "17:00", None, None, None],
        "phone": "03 53 01 10 11",
        "accepts_referrals": "no",
        "published": True,
    }


def _fill(network_id: str, count: int) -> None:
    chance = random.Random(1)
    for start in range(0, count, BATCH):
        changes = [
            new_record("directory_service", str(uuid.uuid4()), _fields(chance, n), NOW_MS)  # type: ignore[arg-type]  # objects that are values
            for n in range(start, min(start + BATCH, count))
        ]
        exchange.write_as_server(network_id, MEMBERS[0].id, changes)


def _import(network_id: str, database: str) -> list[Figure]:
    """The file is our own with other ids, so that everything in it is new."""
    _fill(network_id, 1)
    told = next(iter(publication.stream("services", Wanted(full=True), NOW_MS)))
    text = json.dumps(told)
    lines = [text.replace(told["id"], str(uuid.uuid4())) for _ in range(IMPORTED)]
    objects = [{**json.loads(line), "name": f"Importé {n}"} for n, line in enumerate(lines)]
    content = "\n".join(json.dumps(one) for one in objects).encode()
    who = Who(MEMBERS[0].id, network_id, ORGS[0].id, "network")
    began = time.perf_counter()
    found = compare(who, parse({"a.ndjson": content}), NOW_MS)
    compared_ms = (time.perf_counter() - began) * 1000
    assert found.counts()["new"] == IMPORTED, found.counts()
    began = time.perf_counter()
    assert accept_new(who, found, NOW_MS).made == IMPORTED
    written_ms = (time.perf_counter() - began) * 1000
    of = f"{IMPORTED:,} services, {database}"
    return [
        Figure(f"directory: a file compared ({of})", compared_ms, IMPORT_MAX_MS, "ms"),
        Figure(f"directory: what is new in it written ({of})", written_ms, IMPORT_MAX_MS, "ms"),
    ]


def _reading(get: Callable[[str], object], database: str) -> list[Figure]:
    of = f"{SERVICES:,} services, {database}"
    asked = {
        "a page of 50": "/hsds/services",
        "a full page of 50": "/hsds/services?full=true",
        "the last page": f"/hsds/services?page={SERVICES // 50}",
        "a search": "/hsds/services?search=service+99",
        "a page of places": "/hsds/service_at_locations",
    }
    return [
        Figure(f"directory: {name} ({of})", _median_ms(get, path), PAGE_MAX_MS, "ms")
        for name, path in asked.items()
    ]


def _median_ms(get: Callable[[str], object], path: str) -> float:
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        get(path)
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)
