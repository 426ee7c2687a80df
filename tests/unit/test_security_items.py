"""Every numbered item of `docs/design/security.md` has a test that carries its number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.unit.test_repository import ROOT, committed

ITEM: Final = re.compile(r"^- \*\*([KPLYUH]\d+)\*\* ", re.MULTILINE)
PYTHON: Final = re.compile(r"^ *def test_sec_([a-z]\d+)_", re.MULTILINE)
TYPESCRIPT: Final = re.compile(
    r"\b(?:describe|it|test)(?:\.each\([^)]*\))?\(\s*[\"'`](?:SEC-|test_sec_)([A-Za-z]\d+)[ :_]"
)
ITEMS: Final = ITEM.findall((ROOT / "docs" / "design" / "security.md").read_text("utf-8"))


def numbers(path: Path) -> Iterator[str]:
    text = path.read_text("utf-8")
    if path.suffix == ".py" and path.name.startswith("test_"):
        yield from (found.upper() for found in PYTHON.findall(text))
    elif ".test." in path.name:
        yield from (found.upper() for found in TYPESCRIPT.findall(text))


@pytest.fixture(scope="module")
def tested() -> set[str]:
    return {number for path in committed(".py", ".ts", ".tsx") for number in numbers(path)}


def test_the_page_has_its_items() -> None:
    assert len(set(ITEMS)) == len(ITEMS) > 35


@pytest.mark.parametrize("item", ITEMS)
def test_an_item_of_the_security_page_has_a_test_with_its_number(
    tested: set[str], item: str
) -> None:
    assert item in tested


def test_no_test_carries_the_number_of_no_item(tested: set[str]) -> None:
    assert tested - set(ITEMS) == set()
