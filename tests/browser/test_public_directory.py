"""The published directory as a page: on an old phone, at a desk, on paper, from right to left."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from server.domain.hsds.leaflet import LANGUAGES, TEXTS
from tests.api.world import World

from .makers import ContextMaker
from .watch import Watch

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
SERIOUS = ("serious", "critical")


def visit(context: ContextMaker, world: World, language: str, **options: object) -> Page:
    page = context(**options).new_page()
    page.goto(f"{world.server.base}/directory?language={language}")
    expect(page.get_by_role("heading", level=1)).to_have_text(TEXTS[language]["title"])
    return page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_anybody_can_read_the_page(
    lively_world: World, desk_context: ContextMaker, watch: Watch, language: str, scheme: str
) -> None:
    """Axe, nothing wider than the phone, and a page that runs nothing."""
    page = visit(desk_context, lively_world, language, viewport=PHONE, color_scheme=scheme)
    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in SERIOUS] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.evaluate("document.dir") == TEXTS[language]["dir"]
    expect(page.get_by_role("article").first).to_be_visible()


def test_the_page_needs_no_script(
    lively_world: World, desk_context: ContextMaker, watch: Watch
) -> None:
    page = visit(desk_context, lively_world, "fr", viewport=DESK, java_script_enabled=False)
    call = page.get_by_role("link", name="03 53 01 10 11")
    expect(call).to_have_attribute("href", "tel:0353011011")
    page.get_by_role("link", name="العربية").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TEXTS["ar"]["title"])


def test_the_page_is_printed_black_on_white(
    lively_world: World, desk_context: ContextMaker, watch: Watch, tmp_path: Path
) -> None:
    page = visit(desk_context, lively_world, "fr", viewport=DESK, color_scheme="dark")
    made = page.pdf(prefer_css_page_size=True)
    assert made.startswith(b"%PDF")
    # A4 in points, and no more than a leaflet of a few sheets.
    assert b"/MediaBox [0 0 594.95" in made or b"/MediaBox [0 0 595" in made
    assert 1 < made.count(b"/Type /Page\n") <= 8
    page.emulate_media(media="print")
    style = "getComputedStyle(document.body)"
    assert page.evaluate(f"[{style}.color, {style}.backgroundColor]") == [
        "rgb(0, 0, 0)",
        "rgb(255, 255, 255)",
    ]
    expect(page.get_by_role("navigation")).to_have_count(0)
