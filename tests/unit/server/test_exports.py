"""SEC-H7: no cell of a file that leaves the desk is calculated by whoever opens it."""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import openpyxl
import pytest

from tests.api.phone import new_wid

from .conftest import START_MS, Desk, Installation

CALCULATED = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
EVIL = [f"{first}HYPERLINK(1)" for first in CALCULATED]
NAMES = ("note", "unit", "unmet_reason", "site", "service_type")
DAYS = "from=2026-01-01&to=2027-12-31"


@pytest.fixture(scope="module")
def desk(installed: Installation) -> Desk:
    """Beside a phone that wrote a formula into every field that takes a text or a code."""
    installed.now_ms = START_MS + 60_000
    token = enrol(installed)
    given = {"org": installed.user("volunteer")["org"], "started_at": "2026-09-21T10:00:00Z"}
    given |= {"people": 10, "quantity": 10}
    pushed = [
        # Of its own service each, so that a report has a line with its unit.
        change({**given, "service_type": f"food.own_{number}", name: text}, number)
        for number, (name, text) in enumerate((name, text) for name in NAMES for text in EVIL)
    ]
    body = {"v": 1, "schema": 1, "push": pushed}
    answer = installed.client().post("/api/sync", json=body, headers=token)
    assert len(answer.json["ack"]) == len(pushed), answer.text
    return installed.desk()


def enrol(installed: Installation) -> dict[str, str]:
    enrolled = installed.client().post(
        "/api/enrol", json={"code": installed.user("volunteer")["invite"]}
    )
    assert enrolled.status_code == 201, enrolled.text
    return {"Authorization": f"Bearer {enrolled.json['token']}"}


def change(fields: dict[str, Any], number: int) -> dict[str, Any]:
    wid = new_wid(START_MS + number)
    written = {name: [value] for name, value in fields.items()}
    return {"id": wid, "c": "activity", "r": str(uuid.uuid4()), "s": 1, "set": written}


def cells(answer: Any) -> Iterator[str]:
    assert answer.status_code == 200, answer.text
    if answer.mimetype == "text/csv":
        text = answer.data.decode("utf-8-sig")
        yield from (cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row)
        return
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    for row in sheet.iter_rows():
        assert all(cell.data_type != "f" for cell in row)
        yield from (cell.value for cell in row if isinstance(cell.value, str))


@pytest.mark.parametrize(
    "path",
    [
        f"/api/export/activity.csv?{DAYS}",
        f"/api/export/activity.xlsx?{DAYS}",
        f"/api/export/activity.csv?{DAYS}&columns=note,unit,site,unmet_reason&language=fr",
        f"/api/export/activity.xlsx?{DAYS}&columns=note,unit,site,unmet_reason&language=fr",
        f"/api/reports/services.csv?{DAYS}",
    ],
)
def test_sec_h7_no_cell_of_a_file_is_a_formula(desk: Desk, path: str) -> None:
    found = list(cells(desk.get(path)))
    assert [cell for cell in found if cell.startswith(CALCULATED)] == []
    told = any("HYPERLINK" in cell for cell in found)
    assert told or "/reports/" in path, "the formulas are not in the file"


@pytest.mark.parametrize("text", EVIL, ids=range(len(EVIL)))
def test_sec_h7_no_heading_that_a_link_brings_is_a_formula(desk: Desk, text: str) -> None:
    asked = f"columns=note&heading={quote(text)}"
    answer = desk.get(f"/api/export/activity.csv?{asked}")
    if answer.status_code != 422:
        assert [cell for cell in cells(answer) if cell.startswith(CALCULATED)] == []
    assert desk.get("/api/export/activity.csv?columns=note&heading=Note").status_code == 200
