"""The workbook that is written in one pass, read back by a program that others wrote."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from server.domain import xlsx_table
from server.domain.table import Cell

PARIS = ZoneInfo("Europe/Paris")
wall = datetime.fromisoformat


def book(
    batches: Sequence[Sequence[Sequence[Cell]]], headings: Sequence[str] = ("a", "b")
) -> openpyxl.Workbook:
    pieces = b"".join(xlsx_table.write("activity", headings, batches))
    assert zipfile.ZipFile(io.BytesIO(pieces)).testzip() is None
    return openpyxl.load_workbook(io.BytesIO(pieces))


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        (None, None),
        ("", None),
        (True, True),
        (0, 0),
        (-7, -7),
        (Decimal("12.5"), 12.5),
        (2**53, str(2**53)),
        ("007", "007"),
        ("<b> & \"c\" 'd' ]]>", "<b> & \"c\" 'd' ]]>"),
        ("  two\nlines ", "  two\nlines "),
        ("\x00\x1f\ufffe", "\ufffd" * 3),
        ("🧥 عربي", "🧥 عربي"),
        ("=1+1", "=1+1"),
        (date(2026, 11, 22), wall("2026-11-22")),
        (
            datetime(2026, 11, 22, 22, 10, 5, tzinfo=UTC),
            datetime.fromisoformat("2026-11-22 22:10:05"),
        ),
        (
            datetime(2026, 7, 1, 23, 59, 59, tzinfo=PARIS),
            datetime.fromisoformat("2026-07-01 23:59:59"),
        ),
        (datetime(1, 1, 1, tzinfo=UTC), "0001-01-01 00:00:00+00:00"),
        ("x" * 40_000, "x" * 32_767),
    ],
)
def test_a_cell_comes_back_as_it_went_in(cell: Cell, read: object) -> None:
    found = book([[[cell, "last"]]]).active["A2"]
    assert found.value == read and type(found.value) is type(read)
    assert found.data_type != "f", "a formula"


def test_rows_beyond_a_sheet_go_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_table, "ROWS_MAX", 4)
    rows: list[list[Cell]] = [[number, "x"] for number in range(7)]
    found = book([rows[:2], [], rows[2:6], rows[6:]])
    assert found.sheetnames == ["activity", "activity 2", "activity 3"]
    values = [[row[0] for row in sheet.iter_rows(values_only=True)] for sheet in found]
    assert values == [["a", 0, 1, 2], ["a", 3, 4, 5], ["a", 6]]


def test_an_empty_table_is_a_sheet_with_its_headings() -> None:
    found = book([], [f"column {number}" for number in range(30)])
    assert found.active.max_row == 1 and found.active["AD1"].value == "column 29"
    assert found.active["A1"].font.bold and found.active.freeze_panes == "A2"


def test_pieces_leave_while_rows_still_come() -> None:
    taken = 0

    def batches() -> Iterator[list[list[Cell]]]:
        nonlocal taken
        for number in range(1000):
            taken = number
            yield [[f"{number} {n * 7919 % 10007}", n] for n in range(200)]

    pieces = xlsx_table.write("activity", ("a", "b"), batches())
    sent = 0
    while sent < 100_000:
        sent += len(next(pieces))
    assert taken < 200, "the file is written before it is sent"
