"""Reports of services on both databases: sums against a brute-force oracle, small counts, HXL."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import hxl
import pytest
from sqlalchemy import select

from server.clock import SETTING as CLOCK
from server.domain import demo, demo_rounds, listing, records, reports
from server.domain.accounts import who_is
from server.domain.days import day_of
from server.domain.demo_cast import MEMBERS, SITES, TIME_ZONE
from server.domain.periods import UNITS
from server.domain.query import Asked
from server.domain.report_services import category_of, part_of
from server.domain.reports import Wanted
from server.domain.who import Who
from server.store.engine import reading
from server.store.people import Audit, User
from sync.schema import KINDS

from .conftest import opened
from .network import START_MS, TestNetwork, TestPhone
from .test_records import count, record_of

HXL = Path(__file__).parents[1] / "hxl"
RECORDS = 2400
FIRST, LAST = date(2026, 7, 1), date(2026, 9, 30)
Row = dict[str, str]


def wanted(audience: str = "org", unit: str = "month", **over: Any) -> Wanted:
    return Wanted(audience, unit, over.get("first", FIRST), over.get("last", LAST))


def read(lines: Iterator[str]) -> list[Row]:
    """The rows by tag."""
    _headings, tags, *rows = list(csv.reader(io.StringIO("".join(lines).removeprefix("\ufeff"))))
    return [dict(zip(tags, row, strict=True)) for row in rows]


def tags(text: str) -> list[str]:
    return next(row for row in csv.reader(io.StringIO(text)) if row[0].startswith("#"))


def problems(text: str, folder: Path) -> list[str]:
    """What HXL's own schema and ours find wrong with a file; that a number is far from the others
    is a hint of theirs, and no fault."""
    local = hxl.InputOptions(allow_local=True)
    path, found = folder / "report.csv", []

    def note(error: Any) -> None:
        if error.rule.severity != "info":
            found.append(f"{error.message} {error.value!r}")

    path.write_text(text, "utf-8", newline="")
    for rules in (None, str(HXL / "maraude-hxl-schema.json")):
        schema = hxl.schema(None if rules is None else hxl.data(rules, local))
        schema.callback = note
        schema.validate(hxl.data(str(path), local))
    return found


# --- the demonstration, against an oracle


@pytest.fixture(scope="module")
def demonstration(
    template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Who]]:
    """The coordinators of the demonstration by organisation, and its network coordinator; its
    tests read only."""
    with opened(template, tmp_path_factory.mktemp("demo")) as app:
        app.config[CLOCK] = lambda: START_MS
        yield filled()


def filled() -> dict[str, Who]:
    made = demo.prepare("a key for tests, of more than thirty-two characters", START_MS)
    demo_rounds.add(made.network_id, RECORDS, 7, START_MS, lambda _done, _wanted: None)
    with reading() as session:
        found = {}
        for member in MEMBERS:
            who = who_is(session.get_one(User, member.id))
            if who.role in ("coordinator", "network"):
                found["network" if who.role == "network" else who.org_id] = who
    assert len(found) > 3
    return found


def everything(who: Who) -> Iterator[listing.Item]:
    for page in range(1, 100):
        asked = Asked(KINDS["activity"], page=page, per_page=200, first_day=FIRST, last_day=LAST)
        items = listing.listed(who, asked, START_MS).items
        yield from items
        if len(items) < 200:
            return


def contested(item: listing.Item) -> set[str]:
    return {str(row["field"]) for row in item.issues if row["issue"] == "conflict"}


def start_of(day: date, unit: str) -> date:
    if unit == "week":
        return max(FIRST, day - timedelta(days=day.weekday()))
    return date(day.year, day.month if unit == "month" else (day.month - 1) // 3 * 3 + 1, 1)


def oracle(who: Who, unit: str) -> dict[tuple[str, ...], dict[str, float]]:
    """One entry after the other, as its list shows it."""
    zones = {site.id: site.hub_zone for site in SITES}
    found: dict[tuple[str, ...], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    rounds = defaultdict(set)
    for item in everything(who):
        fields, split = item.fields, contested(item)
        day = start_of(day_of(item.when_ms, TIME_ZONE), unit)
        key = (day.isoformat(), str(fields["service_type"]), zones[str(fields["site"])])
        row = found[key]
        row["#meta+records"] += 1
        rounds[key].add(fields.get("round"))
        if "quantity" not in split:
            row["#output+num"] += float(str(fields["quantity"]))
        if "people" not in split:
            row["#reached+ind+total"] += int(str(fields["people"]))
            for name, value in fields.items():
                if name.startswith("breakdown/") and name not in split:
                    row[part_of(name.partition("/")[2])] += int(str(value))
    for key, names in rounds.items():
        found[key]["#activity+num"] = len(names - {None})
    return found


@pytest.mark.parametrize("unit", UNITS)
def test_rows_of_services_are_what_the_list_adds_up_to(
    demonstration: dict[str, Who], unit: str
) -> None:
    compared = 0
    for org, who in demonstration.items():
        if org == "network":
            continue
        rows = read(reports.write_services(who, wanted(unit=unit), START_MS))
        expected = oracle(who, unit)
        assert len(rows) == len(expected)
        for row in rows:
            told = expected[row["#date+start"], row["#activity+code"], row["#loc+name"]]
            for tag in ("#meta+records", "#reached+ind+total", "#output+num", "#activity+num"):
                assert float(row[tag] or 0) == told[tag], (row, tag)
            parts = {"#reached+ind+f+adults": "f_adult", "#reached+ind+f+children": "f_child"}
            assert all(int(row[tag] or 0) == told[part] for tag, part in parts.items())
            assert row["#meta+suppressed"] == "0"
            compared += 1
    assert compared > 30


def test_the_page_adds_up_what_the_list_adds_up(demonstration: dict[str, Who]) -> None:
    whole = 0
    for org, who in demonstration.items():
        if org == "network":
            continue
        asked = Asked(KINDS["activity"], first_day=FIRST, last_day=LAST)
        totals = listing.listed(who, asked, START_MS).totals
        found = reports.summary(who, wanted(unit="week"), START_MS).services
        assert found.people == totals["people"].sum and found.unmet == totals["unmet"].sum
        for sums in (found.by_service, found.by_period, found.by_org):
            assert sum(count or 0 for count in sums.values()) == found.people
        whole += found.people
    partners = reports.summary(demonstration["network"], wanted("partners"), START_MS)
    within = reports.summary(who, wanted("org", first=partners.span.first), START_MS)
    assert within.services.people is not None
    assert (partners.services.people or 0) >= whole > 0


@pytest.mark.parametrize(("audience", "least"), [("partners", 5), ("public", 11)])
@pytest.mark.parametrize("unit", UNITS)
def test_what_leaves_the_association_holds_no_small_count(
    demonstration: dict[str, Who], tmp_path: Path, audience: str, least: int, unit: str
) -> None:
    who = demonstration["network"]
    asked = wanted(audience, unit)
    text = "".join(reports.write_services(who, asked, START_MS))
    rows = read(iter([text]))
    assert rows and problems(text, tmp_path) == []
    small = [v for row in rows for tag, v in row.items() if tag.startswith("#reached") and v]
    assert all(int(value) == 0 or int(value) >= least for value in small)
    hidden = [row for row in rows if not row["#reached+ind+total"]]
    assert all(row["#output+num"] == row["#meta+records"] == "" for row in hidden)
    assert all(int(row["#meta+suppressed"]) > 0 for row in hidden)
    found = reports.summary(who, asked, START_MS).services
    for sums in (found.by_service, found.by_period, found.by_org):
        assert all(value is None or value == 0 or value >= least for value in sums.values())
    if audience == "public":
        ends = {date.fromisoformat(row["#date+end"]) for row in rows}
        assert max(ends) <= day_of(START_MS, TIME_ZONE) - timedelta(days=14)
        for row in rows:
            children = int(row["#reached+ind+f+children"] or 0)
            if children or category_of(row["#activity+code"]) in ("health", "child"):
                assert row["#loc+name"] == ""


def test_the_same_is_told_of_the_network_to_whoever_may_ask(
    demonstration: dict[str, Who],
) -> None:
    told = {
        "".join(reports.write_services(who, wanted("partners", "week"), START_MS))
        for who in demonstration.values()
    }
    assert len(told) == 1
    own = reports.write_services(demonstration["network"], wanted("org"), START_MS)
    assert read(own) == [], "a network coordinator reads no entries of others"


# --- what counts


def named(network: TestNetwork) -> None:
    keeper = network.phone("network")
    for org, code in zip(network.orgs, ("one", "two", "three"), strict=True):
        fields = {"name": code.title(), "code": code, "org_type": "local_association"}
        keeper.sync(keeper.change(f"org/{org}", {"org": org, **fields}))


def at(day: str, hour: int = 12) -> dict[str, Any]:
    return {"started_at": f"{day}T{hour:02}:00:00Z"}


def test_what_was_taken_back_or_is_in_dispute_is_in_no_sum(
    network: TestNetwork, desk: TestPhone
) -> None:
    ours, theirs = network.phone(), network.phone()
    ours.create("activity", count(people=7, quantity=7, **at("2026-09-01")))
    voided, gone = (
        ours.create("activity", count(people=500, **at("2026-09-01"))) for _one in range(2)
    )
    ours.write(voided, {"voided": "mistake"})
    page = records.page(desk.who, KINDS["activity"], record_of(gone), network.now_ms)
    seen = [head.wid for heads in page.heads.values() for head in heads]
    records.delete(desk.who, KINDS["activity"], record_of(gone), seen, network.now_ms)
    path = ours.create("activity", count(people=40, quantity=40, **at("2026-09-01")))
    theirs.pull()
    ours.write(path, {"people": 50})
    (row, *others) = read(reports.write_services(desk.who, wanted(), network.now_ms))
    assert (row["#reached+ind+total"], row["#status+code"], others) == ("7", "unsettled", [])
    found = reports.summary(desk.who, wanted(), network.now_ms).services
    assert (found.people, found.unsettled) == (7, 1)


def test_a_night_belongs_to_the_day_it_began_on(network: TestNetwork, desk: TestPhone) -> None:
    phone = network.phone()
    phone.create("activity", count(people=7, **at("2026-08-31", 23)))  # 01:00 on the clock
    phone.create("activity", count(people=9, **at("2026-09-01", 4)))  # 06:00
    rows = read(reports.write_services(desk.who, wanted(), network.now_ms))
    told = {row["#date+start"]: row["#reached+ind+total"] for row in rows}
    assert told == {"2026-08-01": "7", "2026-09-01": "9"}


def test_what_an_association_narrowed_is_in_no_total_of_others(
    network: TestNetwork, desk: TestPhone
) -> None:
    phone = network.phone()
    for people, visibility in ((20, "org"), (30, "parties"), (40, "protection")):
        phone.create("activity", count(people=people, visibility=visibility, **at("2026-08-05")))
    for audience in ("partners", "public"):
        found = reports.summary(desk.who, wanted(audience), network.now_ms).services
        assert found.people == 20


def test_an_own_code_is_exported_as_what_it_is_nearest_to(
    network: TestNetwork, desk: TestPhone
) -> None:
    own = {"list": "service_type", "code": "x_soup", "label/en": "Soup", "label/fr": "Soupe"}
    network.phone("network").create("list_item", {**own, "parent": "food.hot_meal"})
    network.phone().create("activity", count(service_type="x_soup", **at("2026-09-01")))
    (row,) = read(reports.write_services(desk.who, wanted(), network.now_ms))
    assert (row["#activity+code"], row["#activity+name+i_en"]) == ("food.hot_meal", "Soup")
    assert (row["#activity+name+i_fr"], row["#sector+cluster+code"]) == ("Soupe", "FSC")


@pytest.mark.parametrize("role", ["volunteer", "handler", "admin"])
def test_totals_of_the_network_are_not_for_everybody(network: TestNetwork, role: str) -> None:
    with pytest.raises(AssertionError):
        reports.summary(network.phone(role).who, wanted("partners"), network.now_ms)


def test_every_file_is_in_the_audit_with_what_and_for_whom(
    network: TestNetwork, desk: TestPhone
) -> None:
    reports.write_services(desk.who, wanted("partners", "week"), network.now_ms)
    reports.write_referrals(desk.who, wanted("public"), network.now_ms)
    with reading() as session:
        lines = session.execute(select(Audit.user_id, Audit.action, Audit.subject, Audit.reason))
        told = {tuple(line) for line in lines}
    days = f"from={FIRST} to={LAST}"
    assert told == {
        (
            desk.who.user_id,
            "export",
            "export/services",
            f"0 rows, csv; audience=partners period=week {days}",
        ),
        (
            desk.who.user_id,
            "export",
            "export/referrals",
            f"0 rows, csv; audience=public period=month {days}",
        ),
    }


@pytest.mark.parametrize("service", [{"service_type": "food.of_tomorrow"}, {}])
def test_an_entry_of_a_service_that_nobody_knows_is_counted(
    network: TestNetwork, desk: TestPhone, service: dict[str, str]
) -> None:
    fields = count(**{"breakdown/f_a18_59": 3}, **at("2026-09-01"))
    del fields["service_type"]
    network.phone().create("activity", {**fields, **service})
    (row,) = read(reports.write_services(desk.who, wanted(), network.now_ms))
    assert (row["#reached+ind+total"], row["#reached+ind+f+adults"]) == ("10", "3")
    assert reports.summary(desk.who, wanted(), network.now_ms).services.people == 10


def test_with_a_small_total_of_the_network_its_entries_and_rounds_are_hidden(
    network: TestNetwork, desk: TestPhone
) -> None:
    network.phone().create("activity", count(people=3, quantity=3, **at("2026-08-05")))
    for audience, told in (("org", (3, 1)), ("partners", (None, None)), ("public", (None, None))):
        found = reports.summary(desk.who, wanted(audience), network.now_ms).services
        assert (found.people, found.records) == told
        assert (found.rounds is None) == (audience != "org")


# --- HXL


def test_files_have_the_tags_of_the_samples_and_pass_both_schemas(
    network: TestNetwork, desk: TestPhone, tmp_path: Path
) -> None:
    named(network)
    place = {"name": "Dune", "site_kind": "living_site", "hub_zone": "north", "country": "FR"}
    site = network.phone("network").create("site", {**place, "adm1": "A", "adm2": "B"})
    fields = {"site": site.removeprefix("site/"), "breakdown/f_a18_59": 3, "breakdown/u_u": 1}
    network.phone().create("activity", count(**fields, **at("2026-09-01")))
    text = "".join(reports.write_services(desk.who, wanted(), network.now_ms))
    assert problems(text, tmp_path) == []
    assert tags(text) == tags((HXL / "services_3w.csv").read_text())
    (row,) = read(iter([text]))
    assert (row["#country+code+v_iso3"], row["#loc+name"]) == ("FRA", "north")
    assert (row["#reached+ind+f+adults"], row["#reached+ind+unspecified"]) == ("3", "7")
    assert (row["#org+impl+code"], row["#date+reported"]) == ("one", "2026-09-21")


@pytest.mark.parametrize("sample", ["services_3w", "referrals", "incidents"])
def test_the_samples_are_valid(sample: str, tmp_path: Path) -> None:
    assert problems((HXL / f"{sample}.csv").read_text("utf-8"), tmp_path) == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("31200,portion", "<5,portion"),
        ("FRA", "France"),
        ("2026-10-01", "someday"),
        ("#date+start,#date+end", "#when+start,#when+end"),
        ("#meta+suppressed", "#meta+hidden"),
    ],
)
def test_a_fault_in_a_file_is_found(tmp_path: Path, right: str, wrong: str) -> None:
    text = (HXL / "services_3w.csv").read_text("utf-8")
    assert right in text
    planted = text.replace(right, wrong).replace("#date+reported", "#meta+reported")
    assert problems(planted, tmp_path) != []
