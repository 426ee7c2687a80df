"""The desk on a screen as narrow as a phone's: rows are cards, and all can be done with them."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.api.world import World, utc

from .desk_page import DeskPage
from .inbox_cases import fields, named, wrote
from .makers import ContextMaker
from .watch import Watch

WIDTHS = (360, 320)
BOX_MIN_PX = 44


@pytest.mark.parametrize("width", WIDTHS)
def test_several_cards_are_selected_and_reviewed_by_touch(
    own_world: World, desk_context: ContextMaker, watch: Watch, width: int
) -> None:
    phone = named(own_world, "Alix")
    entries = [wrote(phone, own_world, people=n, started_at=utc(-3600 * n)) for n in (1, 2, 3)]
    options = {"viewport": {"width": width, "height": 740}, "has_touch": True}
    desk = DeskPage.open(desk_context(**options), own_world)
    desk.sign_in()
    desk.open_entries()
    expect(desk.rows()).to_have_count(3)
    labels = desk.rows().locator("label")
    for label in labels.all()[:2]:
        box = label.bounding_box()
        assert box is not None and min(box["width"], box["height"]) >= BOX_MIN_PX
        label.tap()
    selected = desk.page.get_by_text(desk.texts.pattern("list.selected"))
    expect(selected).to_contain_text("2")
    desk.at("nav.entries")
    assert desk.page.evaluate("document.documentElement.scrollWidth") <= width

    desk.page.get_by_role("button", name=desk.texts.pattern("record.review")).tap()
    desk.confirm()
    desk.says_done("bulk.did.review")
    reviewed = [fields(own_world, entry).get("review") for entry in entries]
    assert reviewed == ["reviewed", "reviewed", None], "the newest two stand first"

    desk.page.get_by_text(desk.texts("list.select.all"), exact=True).tap()
    expect(selected).to_contain_text("3")
