"""How long the desk takes to refuse: an unknown account should not answer sooner than a known one.

In one process, alternating, so that a busy machine slows both kinds alike. What is compared are
whole requests, from a fresh address each, below the limits on guessing.
"""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from flask import Flask

from server import create_app
from server.config import Config
from server.domain import demo
from server.store import migrate
from tests.bench.table import Figure

KEY = "a key for figures, of more than thirty-two characters"
# Ten accounts, five failures each: none is throttled.
ROUNDS = 50
# Of the medians, in percent: less than what one network hop varies by.
DIFFERENCE_MAX = 10.0


def measure(url: str, folder: Path, database: str) -> list[Figure]:
    app = create_app(Config(folder / "data", url, KEY, demo=True))
    with app.app_context():
        migrate.upgrade()
        known = [
            str(one.member.email)
            for one in demo.prepare(KEY, time.time_ns() // 1_000_000).accounts
            if one.member.email
        ]
    taken: dict[str, list[float]] = {"known": [], "unknown": []}
    for number in range(ROUNDS):
        asked = {"known": known[number % len(known)], "unknown": f"nobody{number}@example.org"}
        for kind, email in asked.items():
            taken[kind].append(_refused_ms(app, email, number))
    medians = {kind: statistics.median(times) for kind, times in taken.items()}
    apart = abs(medians["known"] - medians["unknown"]) / medians["known"] * 100
    spread = statistics.quantiles(taken["known"], n=10)
    note = f"{database}; known {medians['known']:.1f} ms, unknown {medians['unknown']:.1f} ms, "
    note += f"nine of ten between {spread[0]:.1f} and {spread[-1]:.1f} ms"
    return [Figure("sign-in: unknown account against known", apart, DIFFERENCE_MAX, "%", note)]


def _refused_ms(app: Flask, email: str, number: int) -> float:
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = f"10.{number}.{len(email) % 250}.1"
    body = {"email": email, "password": "a wrong password"}
    start = time.perf_counter()
    status = client.post("/api/login", json=body).status_code
    taken_ms = (time.perf_counter() - start) * 1000
    assert status == 401, status
    return taken_ms
