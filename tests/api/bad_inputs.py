"""Named bad inputs: bodies, members, entries, changes, queries and paths that no client sends.

Each table maps a name to the input. What must come back is said where the table is used.
"""

from __future__ import annotations

from typing import Any, Final

from .phone import new_wid

UUID: Final = "6f7f0c5e-5b0c-4e0f-9d3b-0a1b2c3d4e5f"
WID: Final = "01kzt3m5c0q8w2e4r6ty"
DEEP: Final = 20_000

# --- bodies that are no JSON of ours: 400 `unreadable` on every route that takes a body

BODIES: Final[dict[str, bytes]] = {
    "empty": b"",
    "space": b" \r\n\t ",
    "truncated object": b'{"v":1,"push":[{"id":"01kzt3m5',
    "truncated string": b'{"v":1,"cursor":"184',
    "truncated escape": b'{"v":1,"cursor":"\\u00',
    "truncated character": '{"v":1,"x":"é'.encode()[:-1] + b'"}',
    "two values": b'{"v":1}{"v":1}',
    "trailing text": b'{"v":1} x',
    "trailing comma": b'{"v":1,}',
    "leading comma": b'{,"v":1}',
    "single quotes": b"{'v':1}",
    "bare key": b"{v:1}",
    "comment": b'{"v":1/* one */}',
    "byte order mark": b'\xef\xbb\xbf{"v":1}',
    "UTF-16": '{"v":1}'.encode("utf-16"),
    "UTF-32": '{"v":1}'.encode("utf-32"),
    "latin-1": '{"v":1,"cursor":"é"}'.encode("latin-1"),
    "overlong slash": b'{"v":1,"cursor":"\xc0\xaf"}',
    "encoded surrogate": b'{"v":1,"cursor":"\xed\xa0\x80"}',
    "beyond Unicode": b'{"v":1,"cursor":"\xf4\x90\x80\x80"}',
    "lone continuation": b'{"v":1,"cursor":"\x80"}',
    "raw NUL in a string": b'{"v":1,"cursor":"a\x00b"}',
    "raw newline in a string": b'{"v":1,"cursor":"a\nb"}',
    "NUL after the value": b'{"v":1}\x00',
    "bad escape": b'{"v":1,"cursor":"\\x41"}',
    "duplicate keys": b'{"v":1,"v":1}',
    "duplicate keys inside": b'{"v":1,"phone":{"app":"a","app":"b"}}',
    "duplicate keys, escaped": b'{"v":1,"\\u0076":1}',
    "duplicate keys in a change": (
        b'{"v":1,"push":[{"id":"%s","id":"%s","c":"case","r":"%s","s":1,"set":{"note":["x"]}}]}'
        % (WID.encode(), new_wid().encode(), UUID.encode())
    ),
    "NaN": b'{"v":1,"t":NaN}',
    "Infinity": b'{"v":1,"t":Infinity}',
    "minus Infinity": b'{"v":1,"t":-Infinity}',
    "nan in lower case": b'{"v":1,"t":nan}',
    "a number with a plus": b'{"v":1,"t":+1}',
    "a number with a leading zero": b'{"v":1,"t":01}',
    "a number that ends with a dot": b'{"v":1,"t":1.}',
    "a number in hexadecimal": b'{"v":1,"t":0x10}',
    "an integer of 2^53": b'{"v":1,"t":9007199254740992}',
    "an integer of -2^53": b'{"v":1,"t":-9007199254740992}',
    "an integer of 5,000 digits": b'{"v":1,"t":' + b"9" * 5_000 + b"}",
    "an integer of 500,000 digits": b'{"v":1,"t":' + b"9" * 500_000 + b"}",
    "an exponent without end": b'{"v":1,"t":1e999999999}',
    "arrays 17 deep": b'{"v":1,"want":' + b"[" * 17 + b"]" * 17 + b"}",
    "arrays 20,000 deep": b'{"v":1,"want":' + b"[" * DEEP + b"]" * DEEP + b"}",
    "arrays 20,000 deep, never closed": b"[" * DEEP,
    "arrays 500,000 deep": b"[" * 500_000,
    "objects 20,000 deep": b'{"v":' * DEEP + b"1" + b"}" * DEEP,
    "objects 20,000 deep, never closed": b'{"v":' * DEEP,
    "a form": b"v=1&push=%5B%5D",
    "HTML": b"<!doctype html><title>Free Wi-Fi</title>",
    "gzip without its header": b"\x1f\x8b\x08\x00\x00\x00\x00\x00",
    "True in Python": b'{"v":True}',
    "undefined": b'{"v":undefined}',
}

# --- values that are JSON but not an object

NOT_OBJECTS: Final[dict[str, Any]] = {
    "null": None,
    "true": True,
    "zero": 0,
    "a string": "v",
    "an empty array": [],
    "an array of objects": [{"v": 1}],
}

# --- members of a sync request with values of a wrong type or beyond a limit

_ANY: Final[dict[str, Any]] = {
    "true": True,
    "minus one": -1,
    "a fraction": 1.5,
    "a string": "x",
    "an empty object": {},
    "an array of arrays": [[]],
    "an array of numbers": [1],
    "a lone surrogate": "\ud800",
    "NUL": "\u0000",
}


def _wrong(*fitting: str, **more: Any) -> dict[str, Any]:
    return {name: value for name, value in _ANY.items() if name not in fitting} | more


MEMBERS: Final[dict[str, dict[str, Any]]] = {
    "schema": _wrong(zero_in_a_list=[0], null_in_a_list=[None]),
    "t": _wrong("minus one", text_number="1764000000123"),
    "cursor": _wrong(
        zero=0, empty="", dots="...", five="1.1.a.b.c", words="a.b.c.d", long="1" * 70_000
    ),
    "limit": _wrong(zero=0, beyond=2_001, text_number="500"),
    "phone": _wrong(
        "an empty object",
        wrong_app={"app": 1},
        wrong_made={"made": "x"},
        wrong_unsent={"unsent": []},
        negative_made={"made": -1},
        long_app={"app": "x" * 5_000},
    ),
    "push": _wrong("an array of arrays", "an array of numbers", object={"id": WID}),
    "want": _wrong(
        without_slash=["case"],
        bad_id=["case/x"],
        upper_case=[f"case/{UUID.upper()}"],
        bad_kind=[f"Case/{UUID}"],
        three_parts=[f"case/{UUID}/x"],
        too_many=[f"case/{UUID}"] * 201,
        null=[None],
    ),
    "sealed": _wrong(null=[None], object=[{}]),
}

# --- envelopes that are none: each has its answer

_HEADER: Final = "AQE" + "A" * 75  # version 1, suite 1, zeros: 58 bytes in base64url
SEALED: Final[dict[str, list[str]]] = {
    "empty": [""],
    "one letter": ["A"],
    "padding": [_HEADER + "="],
    "not base64url": [_HEADER[:-1] + "+"],
    "bits that mean nothing": ["AB"],
    "Arabic digits": ["٠" * 80],
    "a lone surrogate": ["\ud800" * 80],
    "NUL": ["\u0000" * 80],
    "a line feed": [_HEADER + "\n"],
    "a header alone": [_HEADER],
    "a header and zeros": [_HEADER + "A" * 200],
    "a header one byte short": [_HEADER[:76]],
    "version 2": ["AgE" + _HEADER[3:]],
    "suite 2": ["AQI" + _HEADER[3:]],
    "the same twice": [_HEADER, _HEADER],
    "200 of them": [f"{number:04d}" for number in range(200)],
    "a long one": ["A" * 900_000],
    "JSON": ['{"push":[]}'],
}

# --- push entries without a valid id: 400 `malformed_change` with the entry's index

ENTRIES: Final[dict[str, Any]] = {
    "null": None,
    "a number": 1,
    "a string": WID,
    "an array": [WID],
    "an empty object": {},
    "no id": {"c": "activity", "r": UUID, "s": 1, "set": {"note": ["x"]}},
    **{
        f"id {name}": {"id": value, "c": "activity", "r": UUID, "s": 1, "set": {"note": ["x"]}}
        for name, value in {
            "null": None,
            "true": True,
            "a number": 1,
            "an array": [WID],
            "an object": {"wid": WID},
            "empty": "",
            "too short": WID[:-1],
            "too long": WID + "0",
            "upper case": WID.upper(),
            "with i": "i" + WID[1:],
            "with l": "l" + WID[1:],
            "with o": "o" + WID[1:],
            "with u": "u" + WID[1:],
            "with a dash": "-" + WID[1:],
            "with a newline": WID + "\n",
            "with NUL": WID[:-1] + "\u0000",
            "with a lone surrogate": WID[:-1] + "\ud800",
            "in Arabic digits": "٠" * 20,
            "a UUID": UUID,
        }.items()
    },
}
