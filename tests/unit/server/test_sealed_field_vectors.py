"""SEC-K1: a field that was sealed in either language opens here, in its own place alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from server.domain.sealed_contact import open_field
from sync.envelope import Envelope

FILE = Path(__file__).parents[2] / "vectors" / "sealed_field.json"
VECTORS = json.loads(FILE.read_text("utf-8"))
OPENS, CORRUPT = VECTORS["opens"], VECTORS["corrupt"]


def opened(case: dict[str, Any]) -> str | None:
    at = {name: case.get(name, VECTORS[name]) for name in ("network", "record", "place")}
    kind, _, field = at["place"].partition(".")
    return open_field(case["sealed"], at["network"], (kind, at["record"]), field)


@pytest.mark.parametrize("case", OPENS, ids=[f"{case['by']} {case['name']}" for case in OPENS])
def test_sec_k1_what_a_phone_sealed_for_a_field_opens(keyed: Flask, case: dict[str, Any]) -> None:
    assert opened(case) == case["text"]
    assert Envelope.read(case["sealed"]) is None, "and is no envelope"


@pytest.mark.parametrize("case", CORRUPT, ids=[case["name"] for case in CORRUPT])
def test_sec_k1_what_was_changed_or_moved_does_not_open(keyed: Flask, case: dict[str, Any]) -> None:
    assert opened(case) is None


def test_sec_k1_both_languages_sealed_the_same_texts() -> None:
    by = {
        name: {one["text"] for one in OPENS if one["by"] == name}
        for name in ("typescript", "python")
    }
    assert by["typescript"] == by["python"] and len(OPENS) == 2 * len(by["python"])
