"""One row a figure, and the machine's own speed beside it."""

from __future__ import annotations

import hashlib
import json
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

CALIBRATION_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """`measured` in `unit`, and the bound that it should stay under, or None for a figure that is
    only to be known; `note` says how it was had."""

    name: str
    measured: float
    bound: float | None
    unit: str
    note: str = ""

    @property
    def missed(self) -> bool:
        return self.bound is not None and self.measured > self.bound


def machine_ms() -> float:
    """The CPU milliseconds of one fixed piece of work, the median of a few.

    Machines differ and are noisy: a time means something beside this one, taken in the same run.
    """
    body = {"cells": [{"id": f"{n:020d}", "value": n} for n in range(2000)]}

    def work() -> None:
        for _ in range(20):
            text = json.dumps(body, sort_keys=True).encode()
            hashlib.sha256(text).hexdigest()
            json.loads(text)

    return statistics.median(cpu_ms(work) for _ in range(CALIBRATION_ROUNDS))


def cpu_ms(work: Callable[[], object]) -> float:
    """CPU milliseconds of this process for one call."""
    before = time.process_time_ns()
    work()
    return (time.process_time_ns() - before) / 1e6


def print_table(figures: list[Figure], machine: float) -> None:
    """Print as text; times are also given as multiples of the machine's own piece of work."""
    print(f"\nThis machine's piece of work: {machine:.1f} ms of CPU\n")
    header = ("figure", "measured", "bound", "x machine", "")
    rows = [header, *(_row(figure, machine) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(header))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))
    missed = [figure.name for figure in figures if figure.missed]
    bounded = sum(figure.bound is not None for figure in figures)
    print(f"\n{bounded - len(missed)} of {bounded} within their bound")
    for name in missed:
        print(f"missed: {name}")


def _row(figure: Figure, machine: float) -> tuple[str, ...]:
    ratio = f"{figure.measured / machine:.2f}" if figure.unit == "ms" else ""
    mark = "MISSED" if figure.missed else ""
    return (
        figure.name,
        f"{figure.measured:,.2f} {figure.unit}",
        "" if figure.bound is None else f"{figure.bound:,.2f} {figure.unit}",
        ratio,
        " ".join(part for part in (mark, figure.note) if part),
    )
