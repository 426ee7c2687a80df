"""The table of what a list shows, as CSV and as XLSX, on both databases."""

from __future__ import annotations

import csv
import io
import uuid
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from server.domain import export, records
from server.domain.query import Asked
from server.domain.table import AS_STORED, Layout
from server.domain.who import Who
from server.store.engine import reading
from server.store.people import Audit

from .network import TestNetwork, TestPhone
from .test_records import ACTIVITY, CONTACT, audited, count, ids, record_of

ON_SCREEN = ("when", "site", "service_type", "quantity", "people", "author", "state")


def table(
    network: TestNetwork, who: Who, *, layout: Layout = AS_STORED, **asked: Any
) -> list[dict[str, str]]:
    kind = asked.pop("kind", ACTIVITY)
    text = "".join(export.write_csv(who, Asked(kind, **asked), network.now_ms, layout))
    assert text.startswith("\ufeffwhen,") and text.endswith("\r\n")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def sheet(
    network: TestNetwork, who: Who, *, layout: Layout = AS_STORED, **asked: Any
) -> list[dict[str, Any]]:
    kind = asked.pop("kind", ACTIVITY)
    pieces = export.write_xlsx(who, Asked(kind, **asked), network.now_ms, layout)
    book = openpyxl.load_workbook(io.BytesIO(b"".join(pieces)))
    assert {cell.data_type for row in book.active.iter_rows() for cell in row} <= set("sndb")
    head, *rows = book.active.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def reasons() -> list[str | None]:
    with reading() as session:
        return list(session.scalars(select(Audit.reason)))


def test_the_export_is_the_list_with_flat_names(network: TestNetwork, desk: TestPhone) -> None:
    phone = network.phone()
    for number in range(3):
        more = {"breakdown/f_adult": number, "items/blanket": "1.5"} if number else {}
        phone.create("activity", count(quantity=number, note='=1+1, "x"\n', **more))
    asked: dict[str, Any] = {"sort": "quantity", "descending": True}
    found = table(network, desk.who, **asked)
    assert [line["id"] for line in found] == ids(network, desk.who, **asked)
    assert [line["quantity"] for line in found] == ["2", "1", "0"]
    assert [line["breakdown/f_adult"] for line in found] == ["2", "1", ""]
    assert [line["items/blanket"] for line in found] == ["1.5", "1.5", ""]
    assert {line["note"] for line in found} == {'\'=1+1, "x"\n'}
    assert "device" not in found[0] and found[0]["received_at"] == "2026-09-21T14:13:20Z"
    assert audited() == [("export", "export/activity", desk.who.user_id)]


def test_no_row_of_an_export_is_a_person_with_language_and_sex(
    network: TestNetwork, desk: TestPhone
) -> None:
    fields = {"site": str(uuid.uuid4()), "group_size": 1, "language": "ps", "sex": "f"}
    line = {f"lines/{uuid.uuid4()}": ["food.hot_meal", 1, "portion"]}
    network.phone().create("contact", {**fields, "needs/legal": True, **line})
    (found,) = table(network, desk.who, kind=CONTACT)
    assert found.keys() & {"language", "sex"} == set() and "ps" not in found.values()
    assert found["needs/legal"] == "1"
    assert found["lines"].endswith('=["food.hot_meal",1,"portion"]')


def test_the_export_holds_no_more_than_the_stub_of_what_is_restricted(
    network: TestNetwork, minor: str, desk: TestPhone
) -> None:
    (found,) = table(network, desk.who, kind=CONTACT)
    assert found["id"] == record_of(minor) and found["visibility"] == "minor"
    assert "needs/legal" not in found, "not even the name of a column tells"
    assert "canary" not in str(found) and found["group_size"] == ""


def test_cells_of_a_workbook_have_the_types_of_their_fields(
    network: TestNetwork, desk: TestPhone
) -> None:
    phone = network.phone()
    phone.create("activity", count(quantity="12.5", people=7, unmet=0, note="=1+1\x07"))
    (found,) = sheet(network, desk.who)
    assert (found["quantity"], found["people"], found["unmet"]) == (12.5, 7, 0)
    assert found["note"] == "'=1+1\ufffd"
    assert found["started_at"] == datetime.fromisoformat("2026-09-21 16:00"), "14:00 UTC, in Calais"
    assert found["when"] == found["started_at"]


def test_a_value_that_is_none_of_its_type_stays_as_it_was_written(
    network: TestNetwork, desk: TestPhone
) -> None:
    network.phone().create("activity", count(people="many", quantity="12.50", duration_min=True))
    (found,) = sheet(network, desk.who)
    assert (found["people"], found["quantity"], found["duration_min"]) == ("many", "12.50", True)
    (line,) = table(network, desk.who)
    assert (line["people"], line["quantity"], line["issues"]) == (
        "many",
        "12.50",
        "dangling invalid",
    )


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_the_first_and_the_last_time_there_is_can_be_exported(
    network: TestNetwork, desk: TestPhone, at: str
) -> None:
    network.phone().create("activity", count(started_at=at))
    days: dict[str, Any] = {"first_day": date(1970, 1, 1)} if at > "2" else {}
    asked = {**days, **({"last_day": date(1970, 1, 1)} if at < "2" else {})}
    (found,) = table(network, desk.who, **asked)
    assert found["started_at"] == at
    assert len(sheet(network, desk.who, **asked)) == 1


def test_with_columns_the_file_is_what_is_on_the_screen(
    network: TestNetwork, desk: TestPhone
) -> None:
    site = network.phone("network").create("site", {"name": "Dune", "site_kind": "living_site"})
    phone = network.phone()
    phone.create("activity", count(site=record_of(site), quantity="2.5"))
    headings = ("Quand", "Lieu", "Quoi", "Quantité", "Passages", "Par", "État")
    layout = Layout(ON_SCREEN, headings, "fr")
    (found,) = sheet(network, desk.who, layout=layout)
    assert list(found.items()) == [
        ("Quand", datetime.fromisoformat("2026-09-21 16:00")),
        ("Lieu", "Dune"),
        ("Quoi", "Repas chaud"),
        ("Quantité", 2.5),
        ("Passages", 10),
        ("Par", None),
        ("État", "new"),
    ]
    (line,) = table(network, desk.who, layout=Layout(ON_SCREEN, language="en"))
    assert list(line) == list(ON_SCREEN)
    assert (line["when"], line["service_type"]) == ("2026-09-21 16:00:00", "Hot meal")


def test_two_values_are_both_in_the_file_and_in_no_sum(
    network: TestNetwork, desk: TestPhone
) -> None:
    ours, theirs = network.phone(), network.phone()
    path = ours.create("activity", count())
    network.later(minutes=1)
    ours.write(path, {"people": 84})
    network.later(minutes=1)
    theirs.write(path, {"people": 48})
    layout = Layout(("when", "people", "state"), (), "en")
    (found,) = sheet(network, desk.who, layout=layout)
    assert found["people"] == "48 | 84 | 10" and found["state"] == "conflict"


def test_the_state_of_each_record_is_told_as_the_list_tells_it(
    network: TestNetwork, desk: TestPhone
) -> None:
    sites = network.phone("network")
    written: dict[str, dict[str, Any]] = {
        "new": {},
        "reviewed": {"review": "reviewed"},
        "asked": {"queried": True, "query": "84?"},
        "answered": {"queried": True, "query": "84?", "answer": "48"},
        "voided": {"voided": "test"},
    }
    for quantity, fields in enumerate(written.values()):
        site = record_of(sites.create("site", {"name": "Dune", "hub_zone": "north"}))
        path = network.phone().create("activity", count(site=site, quantity=quantity))
        if fields:
            desk.write(path, fields)
    layout = Layout(("when", "state"), (), "en", {"reviewed": "read"})
    asked: dict[str, Any] = {"sort": "quantity", "descending": False, "voided": "yes"}
    found = [line["state"] for line in table(network, desk.who, layout=layout, **asked)]
    assert found == ["new", "read", "asked", "answered", "voided"]

    gone = network.phone().create("activity", count())
    shown = records.page(desk.who, ACTIVITY, record_of(gone), network.now_ms)
    seen = [head.wid for heads in shown.heads.values() for head in heads]
    records.delete(desk.who, ACTIVITY, record_of(gone), seen, network.now_ms)
    (line,) = table(network, desk.who, layout=layout, deleted="only")
    assert line["state"] == "deleted"


def test_elements_share_one_column_in_words(network: TestNetwork, desk: TestPhone) -> None:
    fields = {"site": str(uuid.uuid4()), "group_size": 2, "needs/legal": True, "needs/food": True}
    network.phone().create("contact", fields)
    layout = Layout(("when", "needs"), (), "fr")
    (found,) = sheet(network, desk.who, kind=CONTACT, layout=layout)
    assert set(found["needs"].split("; ")) == {"Conseil juridique ou asile", "Nourriture"}


def test_the_audit_tells_who_how_much_and_the_codes_of_the_filters(
    network: TestNetwork, desk: TestPhone
) -> None:
    network.phone().create("activity", count(note="a secret word"))
    asked: dict[str, Any] = {
        "text": "secret",
        "filters": (("service_type", ("food.hot_meal",)),),
        "first_day": date(2026, 9, 1),
    }
    table(network, desk.who, **asked)
    sheet(network, desk.who, kind=CONTACT, filters=(("case", ("abcdefgh0",)),))
    assert set(reasons()) == {
        "1 rows, csv; from=2026-09-01 q service_type=food.hot_meal",
        "0 rows, xlsx; case",
    }


def test_each_restricted_record_in_an_export_is_audited_as_read(
    network: TestNetwork, minor: str
) -> None:
    cleared = network.phone("coordinator", clearances=["protection"])
    (found,) = table(network, cleared.who, kind=CONTACT)
    assert found["id"] == record_of(minor)
    assert ("read", minor, cleared.who.user_id) in audited()
