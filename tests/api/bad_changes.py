"""Named bad changes, and values of every type that no form would give a field."""

from __future__ import annotations

import json
from typing import Any, Final

from .bad_inputs import UUID, WID
from .phone import new_wid

# --- changes with a valid id that can never be accepted: verdict `bad: malformed`


def _change(**over: Any) -> dict[str, Any]:
    return {"c": "activity", "r": UUID, "s": 1, "set": {"note": ["x"]}} | over


def _without(name: str) -> dict[str, Any]:
    return {member: value for member, value in _change().items() if member != name}


CHANGES: Final[dict[str, dict[str, Any]]] = {
    **{f"without {name}": _without(name) for name in ("c", "r", "s", "set")},
    **{
        f"{member} {name}": _change(**{member: value})
        for member in ("c", "r", "s", "set")
        for name, value in {
            "null": None,
            "true": True,
            "minus one": -1,
            "a string": "Not A Name",
            "an empty string": "",
            "an array": ["x"],
            "an object": {"A": 1},
        }.items()
    },
    "kind with a capital": _change(c="Activity"),
    "kind with a dash": _change(c="stock-move"),
    "kind of 41 characters": _change(c="a" * 41),
    "kind with a newline": _change(c="activity\n"),
    "record in upper case": _change(r=UUID.upper()),
    "record in braces": _change(r="{" + UUID + "}"),
    "record without dashes": _change(r=UUID.replace("-", "")),
    "record of version 1": _change(r="6f7f0c5e-5b0c-1e0f-9d3b-0a1b2c3d4e5f"),
    "record of a wrong variant": _change(r="6f7f0c5e-5b0c-4e0f-1d3b-0a1b2c3d4e5f"),
    "record with a newline": _change(r=UUID + "\n"),
    "an empty set": _change(set={}),
    "257 fields": _change(set={f"f{number}": [1] for number in range(257)}),
    **{
        f"field {name}": _change(set={name: ["x"]})
        for name in (
            "",
            "Note",
            "nöte",
            "1note",
            "_note",
            "note ",
            "note\n",
            "note/",
            "/note",
            "note/a/b",
            "note/A",
            "note/ü",
            "note/" + "a" * 61,
            "a" * 41,
            "$",
            "$other",
            "$gone/x",
            "__proto__",
            "no.te",
            "no\u0000te",
        )
    },
    **{
        f"entry {name}": _change(set={"note": entry})
        for name, entry in {
            "empty": [],
            "null": None,
            "a bare value": "x",
            "an object": {"value": "x"},
            "with a number as cover": ["x", 1],
            "with null as cover": ["x", None],
            "with an array as covers": ["x", [WID]],
            "with a bad cover": ["x", "u" * 20],
            "with an upper case cover": ["x", WID.upper()],
            "with a UUID as cover": ["x", UUID],
            "with 65 covers": ["x", *(new_wid() for _ in range(65))],
            "with an object as value": [{"a": 1}],
            "with nested arrays": [[[1]]],
            "with an object in an array": [[{"a": 1}]],
            "with 65 elements": [[1] * 65],
            "with 16,385 characters": ["x" * 16_385],
            "with a long string in an array": [["x" * 16_385]],
            "with NUL": ["a\u0000b"],
            "with NUL in an array": [["\u0000"]],
            "with a lone high surrogate": ["a\ud83d"],
            "with a lone low surrogate": ["\udf72a"],
            "with surrogates the wrong way round": ["\udf72\ud83c"],
            "with a surrogate in an array": [["\ud800"]],
        }.items()
    },
    "gone of 1,025": _change(set={"$gone": [[WID] * 1_025]}),
    "gone of no ids": _change(set={"$gone": [["x"]]}),
    "gone of numbers": _change(set={"$gone": [[1]]}),
    "gone true": _change(set={"$gone": [True]}),
    "into itself in words": _change(set={"$into": ["itself"]}),
    "into a number": _change(set={"$into": [1]}),
    "64 KiB and more": _change(set={f"f{number}": ["x" * 16_000] for number in range(5)}),
    "covering itself": _change(set={"note": ["x", "SELF"]}),
}

# --- changes with a float: no floats anywhere, whoever notices it first

FLOATS: Final[dict[str, bytes]] = {
    name: json.dumps(_change(set={"quantity": ["F"]})).replace('"F"', text).encode()
    for name, text in {
        "a fraction": "12.5",
        "a whole float": "1.0",
        "an exponent": "1e3",
        "minus zero": "-0.0",
        "in an array": "[1.5]",
        "2^53": "9007199254740992",
        "NaN": "NaN",
    }.items()
}

# --- values of every type for every field: stored and shown as an issue, never an error

VALUES: Final[dict[str, Any]] = {
    "null": None,
    "true": True,
    "false": False,
    "zero": 0,
    "minus one": -1,
    "the largest integer": 2**53 - 1,
    "the smallest integer": -(2**53) + 1,
    "an empty string": "",
    "a word": "x",
    "a number as text": "12.5",
    "a formula": "=1+1",
    "a long text": "x" * 16_384,
    "an emoji": "\U0001f9e5",
    "right to left": "\u202eاكتب\u202c",
    "a date": "2026-02-30",
    "a time": "9999-12-31T23:59:60Z",
    "a year zero": "0000-00-00T00:00:00Z",
    "a UUID": UUID,
    "an empty array": [],
    "an array": [1, "x", None, True],
}
