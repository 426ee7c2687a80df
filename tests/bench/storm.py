"""The return storm: a hundred phones come back into network at once, against real processes."""

from __future__ import annotations

import json
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

from tests.api.server import RunningServer
from tests.api.wire import Wire
from tests.bench.exchange import _uuid, activity
from tests.bench.table import Figure

PHONES = 100
PUSHED = 40
PULLED = 500
NOW_MS = int(time.time() * 1000)


def measure(database_url: str, folder: Path, name: str) -> list[Figure]:
    """100 phones each push 40 changes and pull 500 records, all started together."""
    running = RunningServer(database_url=database_url, folder=folder)
    demo = running.demo()
    running.start()
    try:
        volunteers = [user for user in demo["users"] if user["role"] == "volunteer"]
        tokens = _enrol(running, volunteers)
        site = demo["sites"][0]["id"]
        _seed(running, tokens[0], volunteers[0]["org"], site)
        with ThreadPoolExecutor(PHONES) as pool:
            runs = list(
                pool.map(
                    lambda n: _phone(running, tokens[n % len(tokens)], n, site, volunteers),
                    range(PHONES),
                )
            )
    finally:
        running.stop()
    errors = sum(1 for run in runs if run["errors"])
    missing = PHONES * PUSHED - sum(run["acked"] for run in runs)
    seconds = sorted(run["seconds"] for run in runs)
    p95 = statistics.quantiles(seconds, n=20)[18]
    return [
        Figure(f"100 phones at once: errors ({name})", errors, 0, "phones"),
        Figure(f"100 phones at once: not stored ({name})", missing, 0, "changes", "of 4,000"),
        Figure(f"100 phones at once: p95 ({name})", p95 * 1000, 5000, "ms", "push 40, pull 500"),
    ]


def _enrol(running: RunningServer, volunteers: list[dict[str, Any]]) -> list[str]:
    tokens = []
    for user in volunteers:
        answer = Wire(running.base).send("POST", "/api/enrol", {"code": user["invite"]})
        assert answer.status == 201, answer.status
        tokens.append(str(answer.json()["token"]))
    return tokens


def _seed(running: RunningServer, token: str, org: str, site: str) -> None:
    """At least 500 records to pull for everybody of the first organisation."""
    dice = Random(1)
    for _batch in range(3):
        push = [activity(org, site, _uuid(dice), NOW_MS - n, dice) for n in range(200)]
        answer = _sync(running, token, {"v": 1, "push": push, "limit": 1})
        assert len(answer["ack"]) == 200


def _phone(
    running: RunningServer, token: str, number: int, site: str, volunteers: list[dict[str, Any]]
) -> dict[str, Any]:
    dice = Random(1000 + number)
    org = volunteers[number % len(volunteers)]["org"]
    push = [activity(org, site, _uuid(dice), NOW_MS - n, dice) for n in range(PUSHED)]
    started = time.perf_counter()
    run: dict[str, Any] = {"errors": 0, "acked": 0}
    try:
        answer = _sync(running, token, {"v": 1, "push": push, "limit": PULLED})
        run["acked"] = len(answer["ack"])
    except (AssertionError, OSError, ValueError):
        run["errors"] = 1
    return run | {"seconds": time.perf_counter() - started}


def _sync(running: RunningServer, token: str, body: dict[str, Any]) -> Any:
    wire = Wire(running.base)
    wire.headers["Authorization"] = f"Bearer {token}"
    answer = wire.send("POST", "/api/sync", body)
    assert answer.status == 200, answer.status
    found = answer.json()
    assert json.dumps(found)
    return found
