"""A table as CSV: RFC 4180, UTF-8. No text in it is a formula, wherever it came from."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Final

from server.clock import to_wire_time
from server.domain.table import Cell, safe

# Spreadsheet programs read the file as UTF-8 only with this mark in front.
BYTE_ORDER_MARK: Final = "\ufeff"


def write(
    headings: Sequence[str], batches: Iterable[Sequence[Sequence[Cell]]], *, local: bool
) -> Iterator[str]:
    """The file in pieces. `local`: times as clocks on the wall show them, else in UTC."""
    yield BYTE_ORDER_MARK + _lines([[_text(heading, local) for heading in headings]])
    for rows in batches:
        yield _lines([[_text(cell, local) for cell in row] for row in rows])


def _text(cell: Cell, local: bool) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, datetime):
        if local:
            return cell.replace(tzinfo=None).isoformat(" ")
        return to_wire_time(round(cell.timestamp()) * 1000)
    if isinstance(cell, date):
        return cell.isoformat()
    return str(safe(cell) if isinstance(cell, str) else cell)


def _lines(rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()
