"""The styles hold for right-to-left scripts as they stand: no side is called left or right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "webclient" / "src"
SHEETS = sorted(SOURCE.rglob("*.css"))
DECLARATION = re.compile(r"^\s*([a-z-]+):\s*([^;{}]+);", re.MULTILINE)
PHYSICAL = re.compile(r"(^|-)(left|right)(-|$)")
SIDES = {"text-align", "float", "clear", "background-position", "transform-origin"}
FOUR_SIDED = {"margin", "padding", "inset", "border-width", "border-color", "border-radius"}


def physical(css: str) -> list[str]:
    """The declarations that name a side, or give the two sides of a line different values."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return [
        f"{name}: {value}"
        for name, value in DECLARATION.findall(css)
        if PHYSICAL.search(name)
        or (name in SIDES and PHYSICAL.search(re.sub(r"[ ,]", "-", value)))
        or (name in FOUR_SIDED and is_lopsided(name, value))
    ]


def is_lopsided(name: str, value: str) -> bool:
    parts = re.sub(r"\([^)]*\)", "()", value).split()
    if name == "border-radius":  # the corners, from the top start round
        top_left, top_right, bottom_right, bottom_left = (*parts, *parts, *parts, *parts)[:4]
        return (top_left, bottom_left) != (top_right, bottom_right) and len(parts) > 1
    return len(parts) == 4 and parts[1] != parts[3]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_styles_name_the_start_and_the_end_of_a_line_never_left_and_right(sheet: Path) -> None:
    assert physical(sheet.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "bad",
    [
        "margin-left: 4px;",
        "left: 0;",
        "border-top-right-radius: 2px;",
        "text-align: right;",
        "padding: 1px 2px 3px 4px;",
        "border-radius: 9px 0 0 9px;",
    ],
)
def test_the_check_of_styles_sees_a_side(bad: str) -> None:
    assert physical(f".one {{\n  {bad}\n}}")


def test_there_are_styles_to_check() -> None:
    assert len(SHEETS) > 10
