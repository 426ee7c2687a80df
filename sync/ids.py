"""Names of things: write ids, record ids, kinds, fields, case codes. `sync.md` section 2."""

from __future__ import annotations

import re
from typing import Final

ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
WID_MS_MAX: Final = 2**50 - 1
WID_RANDOM_MAX: Final = 2**50 - 1

_DIGIT: Final = {letter: digit for digit, letter in enumerate(ALPHABET)}
_WID: Final = re.compile(r"[0-9a-hjkmnp-tv-z]{20}")
_RECORD: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_KIND: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_FIELD: Final = re.compile(r"[a-z][a-z0-9_]{0,39}(/[a-z0-9_.-]{1,60})?|\$gone|\$into")
_CASE_BODY_LENGTH: Final = 8
_CASE_MISREAD: Final = str.maketrans({"i": "1", "l": "1", "o": "0", " ": None, "-": None})


def encode_wid(ms: int, random50: int) -> str:
    """A write id from milliseconds since 1970 and 50 random bits; ASCII order is time order."""
    assert 0 <= ms <= WID_MS_MAX and 0 <= random50 <= WID_RANDOM_MAX
    return _encode50(ms) + _encode50(random50)


def wid_ms(wid: str) -> int:
    """The milliseconds since 1970 that a well-formed write id carries."""
    ms = 0
    for letter in wid[:10]:
        ms = ms * 32 + _DIGIT[letter]
    return ms


def is_wid(text: object) -> bool:
    return type(text) is str and _WID.fullmatch(text) is not None


def is_record_id(text: object) -> bool:
    """Whether `text` is a lower-case UUID of version 4."""
    return type(text) is str and _RECORD.fullmatch(text) is not None


def is_kind(text: object) -> bool:
    return type(text) is str and _KIND.fullmatch(text) is not None


def is_field(text: object) -> bool:
    """Whether `text` may name a field on the wire, the reserved `$gone` and `$into` included."""
    return type(text) is str and _FIELD.fullmatch(text) is not None


def case_check(body: str) -> str:
    """The check character of the eight characters of a case code (Luhn modulo 32)."""
    total = 0
    for place, letter in enumerate(reversed(body)):
        doubled = _DIGIT[letter] * (2 if place % 2 == 0 else 1)
        total += doubled // 32 + doubled % 32
    return ALPHABET[-total % 32]


def is_case_code(text: object) -> bool:
    """Whether `text` is a case code in its stored form: nine characters, the last one right."""
    if type(text) is not str or len(text) != _CASE_BODY_LENGTH + 1:
        return False
    return all(letter in _DIGIT for letter in text) and case_check(text[:-1]) == text[-1]


def read_case_code(typed: str) -> str | None:
    """The case code a person typed, in its stored form, or None when it cannot be one."""
    code = typed.lower().translate(_CASE_MISREAD)
    return code if is_case_code(code) else None


def _encode50(number: int) -> str:
    return "".join(ALPHABET[number >> shift & 31] for shift in range(45, -1, -5))
