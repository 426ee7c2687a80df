"""What a sync costs the server: the application in this process, its CPU time, real bytes."""

from __future__ import annotations

import gc
import gzip
import json
import statistics
import time
import uuid
from pathlib import Path
from random import Random
from typing import Any

import brotli
from werkzeug.test import Client, TestResponse

from sync.ids import encode_wid
from tests.bench.table import Figure, cpu_ms
from tests.simulation.server import Account, Server

NOW_MS = 1_795_000_000_000
PUSHES = 5
RECORDS = 10_000
IDLE_ROUNDS = 20


def measure(database_url: str, folder: Path, name: str) -> list[Figure]:
    """The three figures of the exchange on one database; `name` is what the table calls it."""
    server = Server.start(database_url, folder, NOW_MS)
    client = server.app.test_client()
    gc.freeze()  # as gunicorn.conf.py does
    author, reader = server.volunteers[0], server.volunteers[1]
    assert author.org == reader.org, "the demo's first two volunteers are of one organisation"
    pushing = _push(server, client, author)
    _fill(server, client, author)
    return [*_named(name, pushing), *_named(name, _pull(client, reader))]


def _named(name: str, figures: list[Figure]) -> list[Figure]:
    return [
        Figure(f"{one.name} ({name})", one.measured, one.bound, one.unit, one.note)
        for one in figures
    ]


def _push(server: Server, client: Client, who: Account) -> list[Figure]:
    """200 changes of a shift: ten or so fields each, gzip as the phone sends them."""
    costs, sizes = [], []
    for seed in range(PUSHES):
        changes = shift(server, who, 200, Random(seed))
        body = gzip.compress(json.dumps({"v": 1, "push": changes, "limit": 1}).encode(), 6)
        sizes.append(len(body))
        answers: list[TestResponse] = []
        costs.append(cpu_ms(_call(answers, client, who, body)))
        assert len(_read(answers[0])["ack"]) == 200
    return [
        Figure("push of 200 changes: body", max(sizes) / 1024, 20, "KiB", "gzip, 1 request"),
        Figure("push of 200 changes: CPU", statistics.median(costs), 100, "ms", "median of 5"),
    ]


def _call(answers: list[TestResponse], client: Client, who: Account, body: bytes) -> Any:
    def work() -> None:
        answers.append(
            client.post(
                "/api/sync",
                data=body,
                headers={
                    "Authorization": f"Bearer {who.token}",
                    "Content-Type": "application/json",
                    "Content-Encoding": "gzip",
                    "Accept-Encoding": "br",
                },
            )
        )

    return work


def _fill(server: Server, client: Client, who: Account) -> None:
    dice = Random(7)
    for _batch in range(RECORDS // 200 - PUSHES):
        changes = shift(server, who, 200, dice)
        body = gzip.compress(json.dumps({"v": 1, "push": changes, "limit": 1}).encode(), 1)
        answers: list[TestResponse] = []
        _call(answers, client, who, body)()
        assert answers[0].status_code == 200


def _pull(client: Client, who: Account) -> list[Figure]:
    """A fresh phone takes everything in pages of 500, then asks once more and there is nothing."""
    cursor: str | None = None
    total_bytes, total_ms, records, more = 0, 0.0, 0, True
    while more:
        body = gzip.compress(json.dumps({"v": 1, "cursor": cursor}).encode())
        answers: list[TestResponse] = []
        total_ms += cpu_ms(_call(answers, client, who, body))
        total_bytes += len(answers[0].data)
        page = _read(answers[0])
        records += len(page["pull"])
        cursor, more = page["cursor"], page["more"]
    assert records >= RECORDS, records
    return [
        Figure("fresh phone, 10,000 records: bodies", total_bytes / 1024, 950, "KiB", "br"),
        Figure("fresh phone, 10,000 records: CPU", total_ms, 300, "ms", f"{records} records"),
        *_idle(client, who, cursor),
    ]


def _idle(client: Client, who: Account, cursor: str | None) -> list[Figure]:
    body = json.dumps({"v": 1, "schema": 1, "t": NOW_MS, "cursor": cursor}).encode()
    compressed = gzip.compress(body)
    costs, size = [], 0
    for _round in range(IDLE_ROUNDS):
        answers: list[TestResponse] = []
        costs.append(cpu_ms(_call(answers, client, who, compressed)))
        size = len(answers[0].data)
        assert _read(answers[0])["pull"] == []
    return [
        Figure("nothing to do: bodies", (len(body) + size) / 1024, 0.5, "KiB", "1 request"),
        Figure("nothing to do: CPU", statistics.median(costs), 5, "ms", "median of 20"),
    ]


def _read(answer: TestResponse) -> Any:
    assert answer.status_code == 200, answer.status_code
    if answer.headers.get("Content-Encoding") == "br":
        return json.loads(brotli.decompress(answer.data))
    return answer.get_json()


def shift(server: Server, who: Account, count: int, dice: Random) -> list[dict[str, Any]]:
    """`count` new activities as phones write them over a night, one change each."""
    round_id, site = _uuid(dice), dice.choice(server.sites)
    start_ms = server.clock.now_ms - 8 * 3600 * 1000
    return [activity(who.org, site, round_id, start_ms + n * 60_000, dice) for n in range(count)]


def activity(org: str, site: str, round_id: str, at_ms: int, dice: Random) -> dict[str, Any]:
    people = dice.randint(1, 80)
    at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at_ms / 1000))
    service, unit = dice.choice(
        (
            ("food.hot_meal", "portion"),
            ("food.hot_drink", "portion"),
            ("energy.firewood", "kg"),
            ("comms.charging", "device"),
            ("shelter_items.blanket", "piece"),
        )
    )
    return {
        "id": encode_wid(at_ms, dice.getrandbits(50)),
        "c": "activity",
        "r": _uuid(dice),
        "s": 1,
        "set": {
            "org": [org],
            "round": [round_id],
            "site": [site],
            "service_type": [service],
            "started_at": [at],
            "quantity": [people],
            "unit": [unit],
            "people": [people],
            "people_method": ["counted"],
        },
    }


def _uuid(dice: Random) -> str:
    return str(uuid.UUID(int=dice.getrandbits(128), version=4))
