"""The scripted phone itself keeps to the shared cases, or the tests above would show nothing."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from .phone import COVERED, canonical, delta, join

VECTORS = Path(__file__).parents[1] / "vectors"


def cases(file: str, section: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((VECTORS / file).read_text("utf-8"))[section]
    assert found
    return found


@pytest.mark.parametrize("case", cases("canonical.json", "text"), ids=lambda c: c["text"][:30])
def test_the_scripted_phone_writes_canonical_json(case: dict[str, Any]) -> None:
    assert canonical(case["value"]) == case["text"].encode()


@pytest.mark.parametrize("case", cases("merge.json", "apply"), ids=lambda c: c["name"])
def test_the_scripted_phone_merges_like_everybody(case: dict[str, Any]) -> None:
    for changes in itertools.permutations(case["changes"]):
        cells: dict[str, dict[str, Any]] = {}
        for made in changes:
            join(cells, *delta(made))
        live = {
            name: found
            for name, writes in cells.items()
            if (found := {wid: value for wid, value in writes.items() if value is not COVERED})
        }
        covered = {
            name: wids
            for name, writes in cells.items()
            if (wids := sorted(wid for wid, value in writes.items() if value is COVERED))
        }
        assert (live, covered) == (case["live"], case["covered"])
