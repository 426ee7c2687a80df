"""The coordinator's list: filters, order, pages, search, days, export, refresh."""

from __future__ import annotations

import datetime
import random
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import pytest

from .desk import ScriptedDesk
from .phone import ScriptedPhone
from .world import World, canary, utc

DAY_S = 86_400
LONG_AGO = {"from": "2015-01-01", "to": "2035-01-01"}


@dataclass
class Lines:
    """Ten activities at a place of their own, logged by one phone in a known order."""

    desk: ScriptedDesk
    phone: ScriptedPhone
    site: str
    records: list[str]
    word: str


@pytest.fixture(scope="module")
def lines(world: World) -> Lines:
    desk = world.new_desk()
    made = desk.create("site", {"org": world.org(), **world.place()})
    assert made.status == 201, str(made)
    site, word = made.json()["id"], canary()
    phone = world.phone()
    records = []
    for number in range(10):
        more = {"unmet": 3, "unmet_reason": "no_stock"} if number == 4 else {}
        records.append(
            phone.create(
                "activity",
                world.activity(
                    site=site,
                    quantity=number,
                    people=number,
                    started_at=utc(-60 * number),
                    service_type="food.hot_meal" if number % 2 else "food.hot_drink",
                    note=f"{word} number {number} Été" if number in (2, 3) else "",
                    **more,
                ),
            )
        )
    phone.sync()
    return Lines(desk, phone, site, records, word)


def test_an_item_says_what_the_contract_promises(world: World, lines: Lines) -> None:
    (item,) = [
        i
        for i in lines.desk.page("activity", site=lines.site)["items"]
        if i["id"] == lines.records[4]
    ]
    members = "id kind org author made_at received_at visibility when fields issues seq"
    assert set(members.split()) <= set(item)
    assert (item["kind"], item["org"], item["author"]) == (
        "activity",
        world.org(),
        lines.phone.user,
    )
    assert (item["visibility"], item["issues"]) == ("org", [])
    assert item["fields"]["quantity"] == 4 and item["fields"]["unmet_reason"] == "no_stock"
    assert item["when"] == item["fields"]["started_at"]
    assert item["made_at"].endswith(":00Z"), "made_at is told to the minute"


def test_filters_combine(lines: Lines) -> None:
    def found(**query: object) -> set[int]:
        return {
            lines.records.index(r) for r in lines.desk.ids("activity", site=lines.site, **query)
        }

    assert found() == set(range(10))
    assert found(service_type="food.hot_meal") == {1, 3, 5, 7, 9}
    assert found(service_type="food.hot_drink", author=lines.phone.user) == {0, 2, 4, 6, 8}
    assert found(author=lines.desk.user["id"]) == set()
    assert found(people_method="counted", org=lines.phone.org) == set(range(10))
    assert found(people_method="estimated") == set()


def test_search_finds_words_in_the_declared_fields(lines: Lines) -> None:
    found = lines.desk.ids("activity", q=lines.word, site=lines.site)
    assert sorted(found) == sorted(lines.records[2:4])
    assert lines.desk.ids("activity", q=lines.word.upper()) == found, "letters' case counts"
    assert lines.desk.ids("activity", q=f"{lines.word} number 3") == [lines.records[3]]
    assert lines.desk.ids("activity", q=lines.word + "%") == []


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("-when", range(10)),
        ("when", range(9, -1, -1)),
        ("quantity", range(10)),
        ("-quantity", range(9, -1, -1)),
        ("-people", range(9, -1, -1)),
    ],
)
def test_the_list_is_ordered_as_asked(lines: Lines, sort: str, expected: range) -> None:
    found = lines.desk.ids("activity", site=lines.site, sort=sort)
    assert [lines.records.index(record) for record in found] == list(expected)


def test_pages_hold_each_line_once(lines: Lines) -> None:
    found = []
    for page in range(1, 5):
        body = lines.desk.page(
            "activity", site=lines.site, page=page, per_page=3, sort="people_method"
        )
        assert (body["page"], body["per_page"], body["total"]) == (page, 3, 10)
        assert not body["total_more"]
        found += [item["id"] for item in body["items"]]
    assert sorted(found) == sorted(lines.records) and len(found) == 10
    assert lines.desk.page("activity", site=lines.site, page=9, per_page=3)["items"] == []


def test_days_begin_at_six_in_the_networks_time_zone(world: World, lines: Lines) -> None:
    site = lines.desk.create("site", {"org": world.org(), **world.place()}).json()["id"]
    zone = datetime.timezone(datetime.timedelta(hours=1))  # Europe/Paris in winter
    name = lines.phone.identity["network"]["time_zone"]
    assert name == "Europe/Paris", "the times below are written for the demo network's zone"
    times = {
        "the evening": datetime.datetime(2026, 1, 15, 20, 0, tzinfo=zone),
        "the night": datetime.datetime(2026, 1, 16, 1, 30, tzinfo=zone),
        "just before six": datetime.datetime(2026, 1, 16, 5, 59, tzinfo=zone),
        "the next morning": datetime.datetime(2026, 1, 16, 6, 0, tzinfo=zone),
    }
    records = {}
    for label, moment in times.items():
        text = moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        records[lines.phone.create("activity", world.activity(site=site, started_at=text))] = label
    lines.phone.sync()

    def found(first: str, last: str) -> set[str]:
        ids = lines.desk.ids("activity", site=site, **{"from": first, "to": last})
        return {records[record] for record in ids}

    assert found("2026-01-15", "2026-01-15") == {"the evening", "the night", "just before six"}
    assert found("2026-01-16", "2026-01-16") == {"the next morning"}
    assert found("2026-01-15", "2026-01-16") == set(times)
    assert found("2026-01-17", "2026-01-18") == set()


def test_the_list_shows_28_days_unless_asked(world: World, lines: Lines) -> None:
    site = lines.desk.create("site", {"org": world.org(), **world.place()}).json()["id"]
    old = lines.phone.create("activity", world.activity(site=site, started_at=utc(-30 * DAY_S)))
    new = lines.phone.create("activity", world.activity(site=site, started_at=utc(-26 * DAY_S)))
    lines.phone.sync()
    assert lines.desk.ids("activity", site=site) == [new]
    assert lines.desk.ids("activity", site=site, **LONG_AGO) == [new, old]


def test_voided_lines_are_left_out_unless_asked_for(world: World, lines: Lines) -> None:
    site = lines.desk.create("site", {"org": world.org(), **world.place()}).json()["id"]
    record = lines.phone.create("activity", world.activity(site=site))
    lines.phone.sync()
    lines.phone.write("activity", record, {"voided": "mistake"})
    lines.phone.sync()
    assert lines.desk.ids("activity", site=site) == []
    assert lines.desk.ids("activity", site=site, voided=1) == [record]


def test_the_export_is_the_list(lines: Lines) -> None:
    query = {"site": lines.site, "sort": "-quantity", "service_type": "food.hot_meal"}
    header, *rows = lines.desk.export("activity", **query)
    assert len({*header}) == len(header)
    items = lines.desk.page("activity", **query)["items"]
    assert [row[header.index("id")] for row in rows] == [item["id"] for item in items]
    assert [row[header.index("quantity")] for row in rows] == ["9", "7", "5", "3", "1"]


def test_a_file_has_the_columns_of_the_screen_in_their_order(world: World, lines: Lines) -> None:
    query = {"site": lines.site, "sort": "quantity", "service_type": "food.hot_drink"}
    layout = {"columns": "people,site,service_type,when,state", "language": "fr"}
    layout["word"] = "new=nouveau"
    headings = ["Passages", "Lieu", "Quoi", "Quand", "État"]
    items = lines.desk.page("activity", **query)["items"]
    for read in (lines.desk.export, lines.desk.workbook):
        header, *rows = read("activity", **query, **layout, heading=headings)
        assert header == headings
        assert [str(row[0]) for row in rows] == ["0", "2", "4", "6", "8"]
        assert {row[2] for row in rows} == {"Boisson chaude"}
        assert lines.site not in str(rows), "a place is told by its name"
        assert {row[4] for row in rows} == {"nouveau"}
    zone = ZoneInfo(lines.phone.identity["network"]["time_zone"])
    times = [row[3] for row in lines.desk.workbook("activity", **query, **layout)[1:]]
    told = [datetime.datetime.fromisoformat(item["when"]).astimezone(zone) for item in items]
    assert times == [moment.replace(tzinfo=None) for moment in told]


def test_formulas_are_neutralised_in_the_export(world: World, lines: Lines) -> None:
    site = lines.desk.create("site", {"org": world.org(), **world.place()}).json()["id"]
    evil = ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1"]
    for note in evil:
        lines.phone.create("activity", world.activity(site=site, note=note))
    lines.phone.sync()
    for read in (lines.desk.export, lines.desk.workbook):
        header, *rows = read("activity", site=site)
        notes = [row[header.index("note")] for row in rows]
        assert len(notes) == len(evil)
        for note in notes:
            assert note[:1] not in ("=", "+", "-", "@", "\t", "\r", "\n"), repr(note)


def test_a_list_that_did_not_change_costs_nothing(world: World, lines: Lines) -> None:
    path, query = "/api/records/activity", {"site": lines.site, "per_page": 2}
    first = lines.desk.get(path, **query)
    headers = {"If-None-Match": first.headers["etag"]}
    again = lines.desk.wire.send("GET", path, query=query, headers=headers)
    assert (again.status, again.body) == (304, b"")
    lines.phone.create("activity", world.activity(quantity=random.randint(0, 99)))
    lines.phone.sync()
    assert lines.desk.wire.send("GET", path, query=query, headers=headers).status == 200
    page = lines.desk.get(f"{path}/{lines.records[0]}")
    headers = {"If-None-Match": page.headers["etag"]}
    target = f"{path}/{lines.records[0]}"
    assert lines.desk.wire.send("GET", target, headers=headers).status == 304


def test_an_etag_is_of_one_reader_and_one_question(world: World, lines: Lines) -> None:
    path = "/api/records/activity"
    headers = {"If-None-Match": lines.desk.get(path).headers["etag"]}
    other = world.desk(1).wire.send("GET", path, headers=headers)
    assert other.status == 200, "another organisation's list answered 304"
    narrower = lines.desk.wire.send("GET", path, query={"site": lines.site}, headers=headers)
    assert narrower.status == 200


def test_the_list_shows_only_the_own_organisation(world: World, lines: Lines) -> None:
    assert set(world.desk(1).ids("activity", **LONG_AGO)) & set(lines.records) == set()
    assert world.desk(1).page("activity", org=world.org(0), **LONG_AGO)["total"] == 0
