"""The reports of the desk: numbers that the list has too, for whom, as a file, by key, on paper."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.api.world import World

from .desk_page import DeskPage
from .makers import ContextMaker

WIDE = {"width": 1280, "height": 800}
FROM = "2026-01-05"
HXL_ROW = "#date+start"


@pytest.fixture
def desk(lively_world: World, desk_context: ContextMaker) -> DeskPage:
    found = DeskPage.open(desk_context(accept_downloads=True, viewport=WIDE), lively_world)
    found.sign_in()
    return found


def open_reports(desk: DeskPage, more: str = "") -> None:
    desk.go(f"/reports{more}")
    desk.at("nav.reports")
    expect(desk.page.locator(".report-tile").first).to_be_visible(timeout=20_000)


def number(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def tile(desk: DeskPage, key: str) -> int:
    found = desk.page.locator(".report-tile", has_text=desk.texts(key)).locator("b")
    return number(found.inner_text())


def services(desk: DeskPage) -> list[str]:
    """The counts of now, a line each."""
    table = desk.page.locator(".report-panel", has_text=desk.texts("reports.services"))
    return [
        row.get_by_role("cell").nth(1).inner_text()
        for row in table.locator("tbody").get_by_role("row").all()
    ]


def test_the_page_tells_what_the_list_adds_up_to(desk: DeskPage, lively_world: World) -> None:
    open_reports(desk)
    query = desk.page.get_by_role("link", name=desk.texts("reports.file.services"))
    asked = dict(re.findall(r"(from|to)=([\d-]+)", query.get_attribute("href") or ""))
    answer = lively_world.desk().get("/api/records/activity", **asked).json()
    assert tile(desk, "reports.people") == answer["totals"]["people"]["sum"] > 0
    assert tile(desk, "reports.unmet") == answer["totals"]["unmet"]["sum"]
    assert sum(map(number, services(desk))) == answer["totals"]["people"]["sum"]


def test_for_partners_small_counts_are_hidden_and_it_is_said_so(desk: DeskPage) -> None:
    open_reports(desk)
    desk.press("reports.for.partners")
    expect(desk.reads("reports.hides.partners")).to_be_visible()
    hidden = desk.page.locator(".hidden-count")
    expect(hidden.first).to_have_text(desk.texts("reports.hidden"))
    told = [text for text in services(desk) if text != desk.texts("reports.hidden")]
    assert told and all(number(text) == 0 or number(text) >= 5 for text in told)
    expect(desk.page).to_have_url(re.compile("for=partners"))
    desk.press("reports.for.public")
    expect(desk.reads("reports.hides.public")).to_be_visible()


@pytest.mark.parametrize("file", ["services", "referrals"])
def test_a_file_is_what_the_page_is_about(desk: DeskPage, tmp_path: Path, file: str) -> None:
    open_reports(desk, "?for=partners")
    with desk.page.expect_download() as download:
        desk.page.get_by_role("link", name=desk.texts(f"reports.file.{file}")).click()
    path = tmp_path / f"{file}.csv"
    download.value.save_as(path)
    rows = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
    assert rows[1][0] == HXL_ROW
    if file == "services":
        people = [row[rows[1].index("#reached+ind+total")] for row in rows[2:]]
        assert people and all(not n or int(n) == 0 or int(n) >= 5 for n in people)


def test_reports_are_reached_and_asked_by_key(desk: DeskPage) -> None:
    desk.key("g", "t")
    desk.at("nav.reports")
    month = desk.button("reports.by.month")
    month.focus()
    desk.key("Enter")
    expect(month).to_have_attribute("aria-pressed", "true")
    expect(
        desk.page.get_by_role("heading", name=desk.texts("reports.people.month"))
    ).to_be_visible()
    desk.page.get_by_text(desk.texts("reports.table"), exact=True).focus()
    desk.key("Enter")
    expect(desk.page.locator("details.report-table table")).to_be_visible()
    desk.page.get_by_label(desk.texts("reports.from"), exact=True).fill(FROM)
    expect(desk.page).to_have_url(re.compile(f"from={FROM}"))


def test_a_reader_finds_its_way_in_every_dress(desk: DeskPage) -> None:
    for scheme, width in (("light", 1280), ("dark", 360)):
        desk.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # a literal
        desk.page.set_viewport_size({"width": width, "height": 800})
        open_reports(desk, "?for=partners&by=week")
        found = Axe().run(desk.page).response["violations"]
        assert [one["id"] for one in found] == []
        assert desk.page.evaluate("document.documentElement.scrollWidth") <= width


def test_paper_shows_the_report_and_nothing_round_it(desk: DeskPage) -> None:
    open_reports(desk)
    desk.page.emulate_media(media="print", color_scheme="dark")
    expect(desk.page.locator(".report-choices")).to_be_hidden()
    expect(desk.page.get_by_role("navigation")).to_be_hidden()
    tile_of = desk.page.locator(".report-tile").first
    colours = tile_of.evaluate(
        "(e) => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]"
    )
    assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
