"""Files of a million rows: how much memory the server takes, and how soon the first byte comes.

The rows are those of the demonstration, copied inside the database: what is measured is reading
them out and writing the file, by a real server in a process of its own.
"""

from __future__ import annotations

import http.client
import json
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from sqlalchemy import ColumnElement, create_engine, func, insert, literal_column, select
from sqlalchemy.engine import Connection

from server.store.read_models import TABLES
from tests.api.server import RunningServer
from tests.bench.network import count_rows
from tests.bench.table import Figure
from tests.databases import DATABASES, fresh_database

SEED = 5_000
# What the process may grow by, whatever the number of rows.
GROWTH_MAX_MB = 32.0
FIRST_BYTE_MAX_MS = 5_000.0
WAIT_MAX_S = 1_800.0
PIECE_BYTES = 1 << 16
NEVER = "2199-01-01"
FORGET_PEAK = "5"  # proc(5), clear_refs
QUERY = {
    "from": "2000-01-01",
    "language": "fr",
    "columns": "when,site,service_type,quantity,unit,people,unmet,author,note,state",
}
FRESH_ID = {
    "sqlite": "lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || "
    "substr(hex(randomblob(2)), 2) || '-8' || substr(hex(randomblob(2)), 2) || '-' || "
    "hex(randomblob(6)))",
    "postgresql": "gen_random_uuid()::text",
}


@dataclass(frozen=True, slots=True)
class Download:
    first_byte_ms: float
    size_bytes: int
    seconds: float


def measure(folder: Path, records: int) -> list[Figure]:
    figures: list[Figure] = []
    for name in DATABASES:
        with fresh_database(name, folder) as url:
            server = RunningServer(url, folder)
            coordinator = _fill(server, url, records)
            for form in ("csv", "xlsx"):
                figures += _figures(server, coordinator, form, f"{records:,} rows, {name}")
    return figures


def _fill(server: RunningServer, url: str, records: int) -> dict[str, str]:
    """Rows of one organisation, as many as wanted; its coordinator's e-mail and password."""
    demo = json.loads(server.command("demo", "--json"))
    server.command("demo", "--records", str(min(SEED, records)))
    found: dict[str, str] = next(user for user in demo["users"] if user["role"] == "coordinator")
    engine = create_engine(url)
    with engine.begin() as connection:
        _multiply(connection, found["org"], records)
        count_rows(connection)
    engine.dispose()
    return found


def _multiply(connection: Connection, org: str, records: int) -> None:
    table = TABLES["activity"]
    of_org = select(func.count()).select_from(table).where(table.c.org_id == org)
    fresh: ColumnElement[str] = literal_column(FRESH_ID[connection.dialect.name])
    columns = [fresh if column.name == "id" else column for column in table.c]
    while (missing := records - (connection.scalar(of_org) or 0)) > 0:
        some = select(*columns).where(table.c.org_id == org).limit(missing)
        connection.execute(insert(table).from_select([column.name for column in table.c], some))


def _figures(
    server: RunningServer, coordinator: dict[str, str], form: str, of: str
) -> list[Figure]:
    server.start()
    try:
        # Signing in takes more memory than a file does, and gives it back.
        cookie = _sign_in(server, coordinator)
        _download(server, cookie, form, NEVER)
        before = _peaks_mb(server, forget=True)
        done = _download(server, cookie, form, QUERY["from"])
        after = _peaks_mb(server)
        grown = max(peak - before[pid] for pid, peak in after.items())
    finally:
        server.stop()
    note = f"{done.size_bytes / 1e6:.0f} MB in {done.seconds:.0f} s"
    return [
        Figure(f"{form}: memory more than for none ({of})", grown, GROWTH_MAX_MB, "MB", note),
        Figure(f"{form}: first byte ({of})", done.first_byte_ms, FIRST_BYTE_MAX_MS, "ms"),
    ]


def _sign_in(server: RunningServer, coordinator: dict[str, str]) -> str:
    told = {name: coordinator[name] for name in ("email", "password")}
    return server.wire().send("POST", "/api/login", told).cookies[0].split(";", 1)[0]


def _download(server: RunningServer, cookie: str, form: str, first_day: str) -> Download:
    """Read the file in pieces and forget it, as a browser that writes to a disk does."""
    connection = http.client.HTTPConnection(urlsplit(server.base).netloc, timeout=WAIT_MAX_S)
    began = time.perf_counter()
    path = f"/api/export/activity.{form}?{urlencode({**QUERY, 'from': first_day})}"
    connection.request("GET", path, headers={"Cookie": cookie})
    answer = connection.getresponse()
    assert answer.status == 200, answer.read()
    size = len(answer.read(1))
    first_byte_ms = (time.perf_counter() - began) * 1000
    while piece := answer.read(PIECE_BYTES):
        size += len(piece)
    connection.close()
    return Download(first_byte_ms, size, time.perf_counter() - began)


def _peaks_mb(server: RunningServer, *, forget: bool = False) -> dict[int, float]:
    """The most memory that each of the server's processes ever had, by /proc; with `forget`, what
    it has now, and from there on."""
    if forget:
        for pid in server.processes():
            Path(f"/proc/{pid}/clear_refs").write_text(FORGET_PEAK, "ascii")
    return {pid: _peak_kb(pid) / 1024 for pid in server.processes()}


def _peak_kb(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))
