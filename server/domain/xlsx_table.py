"""A table as XLSX (ECMA-376), written in one pass and sent as it is written.

Libraries keep the sheet, or temporary files, until the last row is there: minutes without a byte
for a million rows, and entries in clear on the server's disk. What a plain table needs of the
format is little: a sheet of rows, three styles, and a zip archive whose sizes come after the data.
Texts stand in their cells as texts, so no program takes one for a formula.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape, quoteattr

from server.domain.table import Cell

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

ROWS_MAX: Final = 1_048_576
"""Rows of one sheet, its heading included; further rows go on in a sheet after it."""
# Beyond 2 GiB zip needs an extension that Excel does not read while it streams.
_SHEET_BYTES_MAX: Final = 2_000_000_000
_TEXT_MAX: Final = 32_767
_WHOLE_MAX: Final = 10**15
_COMPRESSION: Final = 3
_EPOCH: Final = datetime(1899, 12, 30)  # noqa: DTZ001  # times in cells have no zone
_FIRST_YEAR: Final = 1900
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_WIDTH: Final = 18
_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_TYPES: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
MIMETYPE: Final = f"{_TYPES}.sheet"
_PLAIN, _TIME, _DAY, _BOLD = range(4)
# 14 and 22 are the reader's own ways to write a day and a time.
_STYLES: Final = f"""{_XML}<styleSheet xmlns="{_MAIN}">\
<fonts count="2"><font/><font><b/></font></fonts>\
<fills count="2"><fill><patternFill patternType="none"/></fill>\
<fill><patternFill patternType="gray125"/></fill></fills>\
<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>\
<cellXfs count="4"><xf/><xf numFmtId="22" applyNumberFormat="1"/>\
<xf numFmtId="14" applyNumberFormat="1"/><xf fontId="1" applyFont="1"/></cellXfs>\
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"""


def write(
    name: str, headings: Sequence[str], batches: Iterable[Sequence[Sequence[Cell]]]
) -> Iterator[bytes]:
    """The file in pieces; `name` is the sheet's. Every sheet begins with the headings."""
    sink = _Sink()
    rows = _Rows(batches)
    sheets = 0
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=_COMPRESSION) as archive:
        while sheets == 0 or rows.left:
            sheets += 1
            with archive.open(f"xl/worksheets/sheet{sheets}.xml", "w") as sheet:
                for text in _sheet(headings, rows):
                    sheet.write(text.encode())
                    yield sink.take()
        for path, text in _frame(name, sheets):
            archive.writestr(path, text)
    yield sink.take()


class _Sink(io.RawIOBase):
    """Where the archive is written: a place that cannot be gone back in."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: ReadableBuffer, /) -> int:
        self._pieces.append(bytes(piece))
        return len(self._pieces[-1])

    def take(self) -> bytes:
        taken, self._pieces = b"".join(self._pieces), []
        return taken


class _Rows:
    """Batches of rows, of which a sheet may take no more than fit."""

    def __init__(self, batches: Iterable[Sequence[Sequence[Cell]]]) -> None:
        self._batches = iter(batches)
        self._batch: Sequence[Sequence[Cell]] = ()

    @property
    def left(self) -> bool:
        while not self._batch:
            found = next(self._batches, None)
            if found is None:
                return False
            self._batch = found
        return True

    def take(self, at_most: int) -> Sequence[Sequence[Cell]]:
        taken, self._batch = self._batch[:at_most], self._batch[at_most:]
        return taken


def _sheet(headings: Sequence[str], rows: _Rows) -> Iterator[str]:
    letters = [_letters(at) for at in range(len(headings))]
    head = _row(1, letters, headings, _BOLD)
    written, size = 1, 0
    yield (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView>'
        f'</sheetViews><cols><col min="1" max="{len(headings)}" width="{_WIDTH}"/></cols>'
        f"<sheetData>{head}"
    )
    while written < ROWS_MAX and size < _SHEET_BYTES_MAX and rows.left:
        taken = rows.take(ROWS_MAX - written)
        numbered = enumerate(taken, written + 1)
        text = "".join(_row(number, letters, row, _PLAIN) for number, row in numbered)
        written, size = written + len(taken), size + len(text.encode())
        yield text
    yield f'</sheetData><autoFilter ref="A1:{letters[-1]}{written}"/></worksheet>'


def _row(number: int, letters: Sequence[str], cells: Sequence[Cell], style: int) -> str:
    found = [
        _cell(f"{letter}{number}", cell, style)
        for letter, cell in zip(letters, cells, strict=True)
        if cell is not None and cell != ""
    ]
    return f'<row r="{number}">{"".join(found)}</row>'


def _cell(place: str, cell: Cell, style: int) -> str:
    if isinstance(cell, bool):
        return f'<c r="{place}" t="b"><v>{cell:d}</v></c>'
    if (isinstance(cell, int) and abs(cell) < _WHOLE_MAX) or isinstance(cell, Decimal):
        return f'<c r="{place}"><v>{cell}</v></c>'
    if isinstance(cell, datetime) and cell.year > _FIRST_YEAR:
        days = (cell.replace(tzinfo=None) - _EPOCH).total_seconds() / 86_400
        return f'<c r="{place}" s="{_TIME}"><v>{days:.8f}</v></c>'
    if isinstance(cell, date) and not isinstance(cell, datetime) and cell.year > _FIRST_YEAR:
        return f'<c r="{place}" s="{_DAY}"><v>{(cell - _EPOCH.date()).days}</v></c>'
    text = escape(_FORBIDDEN.sub("\ufffd", str(cell)[:_TEXT_MAX]))
    styled = f' s="{style}"' if style else ""
    return f'<c r="{place}"{styled} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _letters(at: int) -> str:
    """The name of a column: A, B … Z, AA."""
    name = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _frame(name: str, sheets: int) -> Iterator[tuple[str, str]]:
    """What holds the sheets together; they are listed once it is known how many there are."""
    numbers = range(1, sheets + 1)
    title = re.sub(r"[\[\]:*?/\\]", " ", name)[:24]
    names = [title if number == 1 else f"{title} {number}" for number in numbers]
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>'
        for number, name in zip(numbers, names, strict=True)
    )
    book = f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{listed}</sheets></workbook>'
    yield "xl/workbook.xml", _XML + book
    to_sheets = [(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
    to_styles = (f"rId{sheets + 1}", "styles", "styles.xml")
    yield "xl/_rels/workbook.xml.rels", _relations([*to_sheets, to_styles])
    yield "xl/styles.xml", _STYLES
    yield "_rels/.rels", _relations([("rId1", "officeDocument", "xl/workbook.xml")])
    parts = [("/xl/workbook.xml", f"{_TYPES}.sheet.main"), ("/xl/styles.xml", f"{_TYPES}.styles")]
    parts += [(f"/xl/worksheets/sheet{n}.xml", f"{_TYPES}.worksheet") for n in numbers]
    overrides = "".join(
        f'<Override PartName="{part}" ContentType="{kind}+xml"/>' for part, kind in parts
    )
    yield (
        "[Content_Types].xml",
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{overrides}'
        "</Types>",
    )


def _relations(entries: Iterable[tuple[str, str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="{name}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for name, kind, target in entries
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'
