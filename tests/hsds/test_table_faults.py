"""Tables with something wrong are refused as a whole, and line and column are named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from .desk import ZIP, Desk, archive, official_tables

NOBODY: Final = "00000000-0000-4000-8000-000000000000"


def line(number: int, text: str) -> Callable[[bytes], bytes]:
    """The same table with another line."""

    def change(content: bytes) -> bytes:
        rows = content.split(b"\r\n")
        rows[number - 1] = text.encode()
        return b"\r\n".join(rows)

    return change


def replace(old: str, new: str, times: int = 1) -> Callable[[bytes], bytes]:
    def change(content: bytes) -> bytes:
        assert old.encode() in content
        return content.replace(old.encode(), new.encode(), times)

    return change


def again(content: bytes) -> bytes:
    return content + content.split(b"\r\n")[1] + b"\r\n"


SERVICE: Final = "ac148810-d857-441c-9679-408f346de14b"
TABLE_FAULTS: Final[dict[str, tuple[str, Callable[[bytes], bytes], str, str]]] = {
    "no header": ("services.csv", lambda _content: b"", "services.csv line 1", "required"),
    "a column twice": (
        "services.csv",
        replace("alternate_name", "name"),
        "services.csv line 1, column name",
        "repeated",
    ),
    "no id column": (
        "services.csv",
        replace("id,", "key,"),
        "services.csv line 1, column id",
        "required",
    ),
    "an unknown status": (
        "services.csv",
        replace(",active,", ",open,"),
        "services.csv line 2, column status",
        "unknown_code",
    ),
    "no status": (
        "services.csv",
        replace(",active,", ",,"),
        "services.csv line 2, column status",
        "required",
    ),
    "a text as number": (
        "services.csv",
        replace(",12,", ",twelve,"),
        "services.csv line 2, column minimum_age",
        "wrong_type",
    ),
    "one id twice": ("services.csv", again, "services.csv line 3, column id", "duplicate"),
    "an organisation that is not there": (
        "services.csv",
        replace("d9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c610", NOBODY),
        "services.csv line 2, column organization_id",
        "dangling",
    ),
    "a service that is not there": (
        "languages.csv",
        replace(SERVICE, NOBODY),
        "languages.csv line 2, column service_id",
        "dangling",
    ),
    "a place that is not there": (
        "service_at_location.csv",
        replace("3a19ff88-4620-4d17-9830-ac1d859eb5d5", NOBODY),
        "service_at_location.csv line 2, column location_id",
        "dangling",
    ),
    "too many cells": (
        "taxonomies.csv",
        line(2, "5c4d79d7-cc55-470e-9f1f-8cad074e4892,a,b,,,,,x"),
        "taxonomies.csv line 2",
        "out_of_range",
    ),
    "a quote that does not end": (
        "taxonomies.csv",
        line(2, '5c4d79d7-cc55-470e-9f1f-8cad074e4892,"a'),
        "taxonomies.csv line 2",
        "unreadable",
    ),
    "an unknown encoding": (
        "services.csv",
        lambda content: content.decode().encode("utf-16"),
        "services.csv",
        "bad_encoding",
    ),
    "latin letters": (
        "programs.csv",
        lambda content: content + b"\xe9\r\n",
        "programs.csv",
        "bad_encoding",
    ),
    "a bad time": (
        "schedules.csv",
        replace("10:00:00", "10h"),
        "schedules.csv line 2, column opens_at",
        "bad_format",
    ),
}


def test_every_fault_of_a_table_is_refused_where_it_is(desk: Desk) -> None:
    for name, (file, change, place, why) in TABLE_FAULTS.items():
        tables = official_tables()
        tables[file] = change(tables[file])
        found = desk.refused(archive(tables), ZIP)
        assert found.get(place) == [why], f"{name}: {found}"


def test_lines_are_counted_as_an_editor_counts_them(desk: Desk) -> None:
    tables = official_tables()
    row = tables["services.csv"].split(b"\r\n")[1]
    split = row.replace(b"Community Counselling,", b'"Community\r\nCounselling",', 1)
    bad = row.replace(SERVICE.encode(), b"x").replace(b",active,", b",open,")
    header = tables["services.csv"].split(b"\r\n")[0]
    tables["services.csv"] = b"\r\n".join([header, split, bad])
    found = desk.refused(archive(tables), ZIP)
    assert "services.csv line 4, column status" in found


def test_files_that_are_no_tables_are_refused(desk: Desk) -> None:
    tables = official_tables()
    for extra in ("people.csv", "run.exe", "services.json"):
        assert desk.refused(archive({**tables, extra: b"x"}), ZIP) == {extra: ["unknown_kind"]}
    assert desk.refused(archive({}), ZIP) == {"file": ["required"]}
    assert desk.refused(archive({"a.json": b"{}", "b.json": b"{}"}), ZIP) == {"file": ["repeated"]}
