"""`python -m tests.bench`: every figure of the table, on SQLite and on PostgreSQL."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from tests.bench import (
    at_rest,
    cold_start,
    directory,
    directory_search,
    exchange,
    export,
    first_visit,
    follow_ups,
    lighthouse,
    reports,
    saved,
    scale,
    sign_in,
    storm,
    timeline,
)
from tests.bench.table import Figure, machine_ms, print_table
from tests.databases import DATABASES, fresh_database


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--records", type=int, default=1_000_000, help="0: nothing of that size")
    records = parser.parse_args().records
    machine = machine_ms()
    figures: list[Figure] = []
    for visit in (first_visit, saved, cold_start, directory_search, timeline, lighthouse):
        figures += visit.measure()
    for name in DATABASES:
        for part in (exchange, storm, directory, sign_in):
            with (
                tempfile.TemporaryDirectory() as folder,
                fresh_database(name, Path(folder)) as url,
            ):
                figures += part.measure(url, Path(folder), name)
    if records:
        with tempfile.TemporaryDirectory() as folder:
            figures += scale.measure(Path(folder), records)
        with tempfile.TemporaryDirectory() as folder:
            figures += export.measure(Path(folder), records)
    for filled in (at_rest, follow_ups, reports):
        with tempfile.TemporaryDirectory() as folder:
            figures += filled.measure(Path(folder))
    print_table(figures, machine)


if __name__ == "__main__":
    main()
