"""Reading the query string of lists and exports, as the declaration of the kind allows it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from server.api.schemas import DAY, YEARS
from server.domain.errors import Invalid
from server.domain.query import ANY_ISSUE, DERIVED_SORTS, ISSUES, OWN_FIRST, Asked, Switch
from server.store.read_tables import SCALARS
from sync.canonical import Value, is_text
from sync.ids import is_record_id
from sync.schema import KINDS, Kind

PER_PAGE_MAX: Final = 200
PAGE_MAX: Final = 1_000_000
TEXT_MAX: Final = 200
_WHOLE: Final = re.compile(r"[0-9]{1,7}")
_BOOLS: Final = {"1": True, "true": True, "0": False, "false": False}
_SWITCH: Final[Mapping[str, Switch]] = {"0": "no", "1": "yes", "only": "only"}
_SWITCHES: Final = ("deleted", "voided")

Query = Mapping[str, Sequence[str]]


class _Wrong(Exception):
    """What is wrong with one parameter, as a code."""


def read_question(kind: Kind, query: Query) -> Asked:
    """Raises Invalid, naming every parameter that is unknown or has a bad value."""
    found: dict[str, Any] = {}
    filters: list[tuple[str, tuple[Value, ...]]] = []
    wrong: dict[str, list[str]] = {}
    for name, given in query.items():
        try:
            if name in _PARAMETERS and (name not in _SWITCHES or given[0] in _SWITCH):
                found |= _PARAMETERS[name](kind, name, _single(given))
            else:
                filters.append((name, tuple(_wanted(kind, name, value) for value in given)))
        except _Wrong as error:
            wrong[name] = [str(error)]
    if wrong:
        raise Invalid(wrong)
    return Asked(kind, filters=tuple(sorted(filters, key=lambda pair: pair[0])), **found)


def read_page(query: Query, choices: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """`page`, `per_page` and parameters that take one of a list of words. Raises Invalid."""
    found: dict[str, Any] = {"page": 1, "per_page": 50, **dict.fromkeys(choices)}
    wrong: dict[str, list[str]] = {}
    for name, given in query.items():
        try:
            value = _single(given)
            if name in ("page", "per_page"):
                found |= _PARAMETERS[name](None, name, value)
            elif name not in choices:
                raise _Wrong("unknown_parameter")
            elif value not in choices[name]:
                raise _Wrong("unknown_code")
            else:
                found[name] = value
        except _Wrong as error:
            wrong[name] = [str(error)]
    if wrong:
        raise Invalid(wrong)
    return found


def _single(given: Sequence[str]) -> str:
    if len(given) != 1:
        raise _Wrong("repeated")
    return given[0]


def _page(_kind: Kind | None, name: str, value: str) -> dict[str, Any]:
    if not _WHOLE.fullmatch(value):
        raise _Wrong("wrong_type")
    if not 1 <= int(value) <= (PER_PAGE_MAX if name == "per_page" else PAGE_MAX):
        raise _Wrong("out_of_range")
    return {name: int(value)}


def _sort(kind: Kind | None, _name: str, value: str) -> dict[str, Any]:
    assert kind is not None
    plain = value.removeprefix("-")
    if value != OWN_FIRST and plain not in DERIVED_SORTS and plain not in SCALARS[kind.name]:
        raise _Wrong("unknown_field")
    return {"sort": plain, "descending": value.startswith("-")}


def _text(_kind: Kind | None, _name: str, value: str) -> dict[str, Any]:
    if not is_text(value):
        raise _Wrong("bad_character")
    if len(value) > TEXT_MAX:
        raise _Wrong("too_long")
    return {"text": value if value.strip() else None}


def _day(_kind: Kind | None, name: str, value: str) -> dict[str, Any]:
    if not DAY.fullmatch(value):
        raise _Wrong("bad_format")
    try:
        day = date.fromisoformat(value)
    except ValueError as error:
        raise _Wrong("bad_format") from error
    if day.year not in YEARS:
        raise _Wrong("out_of_range")
    return {"first_day" if name == "from" else "last_day": day}


def _issue(_kind: Kind | None, _name: str, value: str) -> dict[str, Any]:
    if value != ANY_ISSUE and value not in ISSUES:
        raise _Wrong("unknown_code")
    return {"issue": value}


def _switch(_kind: Kind | None, name: str, value: str) -> dict[str, Any]:
    return {name: _SWITCH[value]}


_PARAMETERS: Final = {
    "page": _page,
    "per_page": _page,
    "sort": _sort,
    "q": _text,
    "from": _day,
    "to": _day,
    "issue": _issue,
    "deleted": _switch,
    "voided": _switch,
}


def filter_names(kind: Kind) -> list[str]:
    """The fields of a kind that a list can be filtered by."""
    return ["org", "author", *(name for name, field in kind.fields.items() if field.filter)]


def _wanted(kind: Kind, name: str, text: str) -> Value:
    """The value that a filter asks for, of the field's own type; for a set, the element's key."""
    if name in ("org", "author"):
        if not is_record_id(text):
            raise _Wrong("bad_format")
        return text
    if name in _SWITCHES and name not in filter_names(kind):
        raise _Wrong("unknown_code")
    if name not in filter_names(kind):
        raise _Wrong("unknown_parameter")
    declared = KINDS[kind.name].fields[name]
    if declared.container is not None:
        wrong = declared.check(True, text)
        value: Value = text
    else:
        value = _BOOLS.get(text) if declared.type in ("flag", "bool") else text
        wrong = "wrong_type" if value is None else declared.check(value)
    if wrong is not None:
        raise _Wrong(wrong)
    return value
