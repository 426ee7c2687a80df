"""SEC-K1: what phones seal, in either language, opens here; what was changed does not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from server.domain import sealing
from server.domain.envelopes import Opened, Origin, open_one
from server.domain.who import Who
from sync.canonical import canonical
from sync.envelope import CORRUPT, OK, Envelope

from .conftest import START_MS

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "envelope.json").read_text("utf-8"))
KEYS = VECTORS["keys"]


def opened(text: str) -> tuple[str | None, Opened]:
    envelope = Envelope.read(text)
    if envelope is None:
        return None, Opened(CORRUPT)
    jwk = json.dumps({name: KEYS["signing"][name] for name in ("crv", "kty", "x", "y")})
    who = Who("user", KEYS["network"], "org", "volunteer", device_id=KEYS["device"])
    known = Origin(who, jwk, revoked=False) if envelope.device == KEYS["device"] else None
    return envelope.id, open_one(envelope, known)


def names(section: str) -> pytest.MarkDecorator:
    cases = VECTORS[section]
    return pytest.mark.parametrize(
        "case", cases, ids=[f"{case.get('by', '')} {case['name']}" for case in cases]
    )


@names("opens")
def test_sec_k1_what_a_phone_sealed_opens(keyed: Flask, case: dict[str, Any]) -> None:
    envelope_id, found = opened(case["envelope"])
    assert (envelope_id, found.answer) == (case["id"], OK)
    assert [json.loads(entry.body) for entry in found.entries] == case["push"]
    assert [entry.body for entry in found.entries] == [canonical(one) for one in case["push"]]


@names("corrupt")
def test_sec_k1_what_was_changed_does_not_open(keyed: Flask, case: dict[str, Any]) -> None:
    envelope_id, found = opened(case["envelope"])
    assert envelope_id == case["id"]
    assert found.answer != OK and not found.entries


def test_sec_k1_both_languages_sealed_and_the_key_is_called_by_its_point(keyed: Flask) -> None:
    assert {case["by"] for case in VECTORS["opens"]} == {"typescript", "python"}
    told = sealing.public(START_MS)
    assert told == {name: KEYS["sealing"][name] for name in ("id", "key")}
