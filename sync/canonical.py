"""Values, their one canonical form, and the strict reader of JSON from outside.

Equality everywhere is equality of canonical bytes, because the languages disagree about the rest:
in Python `True == 1`, in JavaScript strings sort by UTF-16 units. `sync.md` section 2.
"""

from __future__ import annotations

import json
import math
from typing import Any, Final

from sync.errors import MalformedChange, Unreadable

Scalar = None | bool | int | str
Value = Scalar | list[Scalar]

INT_MAX: Final = 2**53 - 1
STRING_MAX: Final = 16 * 1024  # code points
ARRAY_MAX: Final = 64
DEPTH_MAX: Final = 16
_INT_DIGITS_MAX: Final = 16


def canonical(value: Any) -> bytes:
    """The canonical JSON of a value or of a whole body, as UTF-8.

    Keys sorted by UTF-8 bytes (the same order as code points), no spaces, only what must be
    escaped is escaped.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.encode("utf-8")


def same(ours: Value, theirs: Value) -> bool:
    """Whether two values are equal, as canonical bytes."""
    return canonical(ours) == canonical(theirs)


def check_value(value: Any, array_max: int = ARRAY_MAX) -> None:
    """Raise MalformedChange unless `value` may stand in a field (`sync.md` section 2)."""
    if type(value) is list:
        if len(value) > array_max:
            raise MalformedChange("array_too_long")
        for item in value:
            if type(item) is list:
                raise MalformedChange("nested_array")
            _check_scalar(item)
    else:
        _check_scalar(value)


def _check_scalar(value: Any) -> None:
    if type(value) is str:
        if len(value) > STRING_MAX:
            raise MalformedChange("string_too_long")
        if not is_text(value):
            raise MalformedChange("bad_character")
    elif type(value) is int:
        if abs(value) > INT_MAX:
            raise MalformedChange("integer_too_large")
    elif value is not None and type(value) is not bool:
        raise MalformedChange("bad_type")


def is_text(text: str) -> bool:
    """Whether a string has neither U+0000 nor a lone surrogate."""
    if "\0" in text:
        return False
    # Encoding is the quickest test for lone surrogates that the standard library has.
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def read_json(body: bytes, *, depth_max: int = DEPTH_MAX) -> Any:
    """Parse bytes from outside, refusing everything on which two readers could disagree.

    Refused with Unreadable: invalid UTF-8, duplicate keys, NaN and infinities, integers beyond
    2^53, nesting deeper than `depth_max`. Fractions are read: values refuse them one by one.
    """
    try:
        parsed = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_without_duplicates,
            parse_constant=_refuse_constant,
            parse_float=_read_float,
            parse_int=_read_int,
        )
    except UnicodeDecodeError as error:
        raise Unreadable("invalid_utf8") from error
    except json.JSONDecodeError as error:
        raise Unreadable(f"invalid_json at {error.pos}") from error
    except RecursionError as error:
        raise Unreadable("too_deep") from error
    _check_depth(parsed, depth_max)
    return parsed


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise Unreadable("duplicate_key")
    return members


def _refuse_constant(_name: str) -> Any:
    raise Unreadable("not_a_number")


def _read_float(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise Unreadable("number_too_large")
    return number


def _read_int(text: str) -> int:
    # The length first: converting thousands of digits is itself an attack.
    if len(text) > _INT_DIGITS_MAX + 1:
        raise Unreadable("integer_too_large")
    number = int(text)
    if abs(number) > INT_MAX:
        raise Unreadable("integer_too_large")
    return number


def _check_depth(parsed: Any, depth_max: int) -> None:
    """Walk containers level by level; scalars, the bulk of a body, are never visited twice."""
    level = [parsed] if isinstance(parsed, dict | list) else []
    for _depth in range(depth_max):
        if not level:
            return
        below: list[Any] = []
        for container in level:
            items = container.values() if isinstance(container, dict) else container
            below.extend(item for item in items if isinstance(item, dict | list))
        level = below
    if level:
        raise Unreadable("too_deep")
