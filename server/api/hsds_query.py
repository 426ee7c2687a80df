"""Reading the query string of the public directory. What is not known is wrong, never ignored."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from server.api.filters import PAGE_MAX, TEXT_MAX
from server.domain.errors import Invalid
from server.domain.hsds import terms
from sync.canonical import is_text

PER_PAGE_DEFAULT: Final = 50
PER_PAGE_MAX: Final = 1_000
FORMATS: Final = ("json", "ndjson")
_WHOLE: Final = re.compile(r"[0-9]{1,7}")
_BOOLS: Final = {"true": True, "1": True, "false": False, "0": False}
_MOMENT: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?"
    r"(?:[Zz]|[+-][0-9]{2}:[0-9]{2}))?"
)


@dataclass(frozen=True, slots=True)
class Query:
    """The parameters of a list, checked. Times are milliseconds since 1970."""

    page: int = 1
    per_page: int = PER_PAGE_DEFAULT
    search: str | None = None
    taxonomy_term_id: str | None = None
    taxonomy_id: str | None = None
    organization_id: str | None = None
    modified_after: int | None = None
    minimal: bool = False
    full: bool = False
    format: str = "json"

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.per_page

    def signature(self) -> str:
        return repr(self)


class _Wrong(Exception):
    """What is wrong with one parameter, as a code."""


def read_query(given: Mapping[str, Sequence[str]], allowed: Collection[str]) -> Query:
    """Raises Invalid, naming every parameter that is unknown here, repeated or wrong."""
    found: dict[str, Any] = {}
    wrong: dict[str, list[str]] = {}
    for name, values in given.items():
        try:
            if name not in allowed:
                raise _Wrong("unknown_parameter")
            if len(values) != 1:
                raise _Wrong("repeated")
            found[name] = _READERS[name](values[0])
        except _Wrong as error:
            wrong[name] = [str(error)]
    if wrong:
        raise Invalid(wrong)
    return Query(**found)


def _number(most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not _WHOLE.fullmatch(text):
            raise _Wrong("wrong_type")
        if not 1 <= int(text) <= most:
            raise _Wrong("out_of_range")
        return int(text)

    return read


def _search(text: str) -> str | None:
    if not is_text(text):
        raise _Wrong("bad_character")
    if len(text) > TEXT_MAX:
        raise _Wrong("too_long")
    return text if text.strip() else None


def _uuid(text: str) -> str:
    if not terms.is_uuid(text.lower()):
        raise _Wrong("bad_format")
    return text.lower()


def _flag(text: str) -> bool:
    if text.lower() not in _BOOLS:
        raise _Wrong("wrong_type")
    return _BOOLS[text.lower()]


def _moment(text: str) -> int:
    """A day, which begins in UTC, or a moment with its offset."""
    # A plus that was not encoded arrives as a space.
    mended = re.sub(r" (?=[0-9]{2}:[0-9]{2}$)", "+", text)
    if not _MOMENT.fullmatch(mended):
        raise _Wrong("bad_format")
    try:
        if len(mended) == len("YYYY-MM-DD"):
            day = date.fromisoformat(mended)
            moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
        else:
            moment = datetime.fromisoformat(mended.upper())
        return int(moment.timestamp() * 1000)
    except (ValueError, OverflowError) as error:
        raise _Wrong("bad_format") from error


def _format(text: str) -> str:
    if text not in FORMATS:
        raise _Wrong("unknown_code")
    return text


_READERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "page": _number(PAGE_MAX),
    "per_page": _number(PER_PAGE_MAX),
    "search": _search,
    "taxonomy_term_id": _uuid,
    "taxonomy_id": _uuid,
    "organization_id": _uuid,
    "modified_after": _moment,
    "minimal": _flag,
    "full": _flag,
    "format": _format,
}
