"""What an exported table is made of: its columns, and the values of a record as typed cells.

Which device wrote is never exported, nor the language and sex of single persons (`domain.md`
section 6, point 8).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from server.domain.labels import Labels
from server.domain.listing import Item
from sync.canonical import Value
from sync.merge import holds
from sync.schema import Field, Kind, key_of

Cell = None | bool | int | Decimal | str | datetime | date
"""A `datetime` has a zone, a `date` is a day of the calendar; a text is never a formula."""

# `when` comes first, so that the byte order mark never becomes part of the name of the id column.
LEADING: Final = ("when", "id", "org", "author", "made_at", "received_at", "visibility", "issues")
STATE: Final = "state"
# What a spreadsheet would calculate, also in the wide letters of East Asian keyboards.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Of these kinds a row is a person, or a few.
_PERSONAL_KINDS: Final = frozenset(("contact", "case", "consent", "referral"))
_PERSONAL_LISTS: Final = frozenset(("language", "sex"))


@dataclass(frozen=True, slots=True)
class Layout:
    """How somebody wants the table: with `columns`, as on their screen; without, as stored.

    `headings` are the names of these columns for people. With a `language` codes are written in
    its words, and places, people and organisations by their names. `words` are those for states
    and for the values of enumerations, which have no code list.
    """

    columns: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    language: str | None = None
    words: Mapping[str, str] = field(default_factory=dict)


AS_STORED: Final = Layout()


def column_names(kind: Kind) -> list[str]:
    """Every column that may be asked for by name. Elements of a set or map share one."""
    fields = [name for name, declared in kind.fields.items() if _is_exported(kind, declared)]
    return [*LEADING, STATE, *fields]


def every_column(kind: Kind, keys: Sequence[tuple[str, str]]) -> list[str]:
    """The leading columns, then flat names in declared order; of sets and maps the given keys.

    Elements with keys of their own making (ids) would be columns without end: those share one.
    """
    columns = list(LEADING)
    for name, declared in kind.fields.items():
        if not _is_exported(kind, declared):
            continue
        if declared.container is None or not _has_columns(declared):
            columns.append(name)
        else:
            columns += [f"{name}/{key}" for field, key in keys if field == name]
    return columns


def _is_exported(kind: Kind, declared: Field) -> bool:
    if declared.name in LEADING or declared.derived or declared.type == "ciphertext":
        return False
    listed = declared.list or (declared.key.list if declared.key is not None else None)
    return not (kind.name in _PERSONAL_KINDS and listed in _PERSONAL_LISTS)


def _has_columns(declared: Field) -> bool:
    return declared.key is not None and declared.key.type in ("code", "enum", "sex_age")


class Rows:
    """Makes the cells of records, for one kind and one choice of columns."""

    def __init__(
        self,
        kind: Kind,
        columns: Iterable[str],
        time_zone: str,
        labels: Labels | None = None,
        words: Mapping[str, str] = MappingProxyType({}),
        *,
        deleted: bool = False,
    ) -> None:
        """`deleted`: these records are, and their state says so."""
        self._kind = kind
        self._zone = ZoneInfo(time_zone)
        self._labels = labels
        self._words = words
        self._deleted = deleted
        self._columns = [self._column(name) for name in columns]

    def cells(self, item: Item) -> list[Cell]:
        return [column(item) for column in self._columns]

    def _column(self, name: str) -> Callable[[Item], Cell]:
        leading: Mapping[str, Callable[[Item], Cell]] = {
            "when": lambda item: self._moment(item.when_ms),
            "id": lambda item: item.id,
            "org": lambda item: self._named("org", item.org),
            "author": lambda item: self._named("member", item.author),
            "made_at": lambda item: self._moment(item.made_at_ms),
            "received_at": lambda item: self._moment(item.received_at_ms),
            "visibility": lambda item: self._coded("visibility", item.visibility),
            "issues": lambda item: " ".join(sorted({row["issue"] for row in item.issues})),
            STATE: lambda item: self._worded("deleted" if self._deleted else state_of(item)),
        }
        if name in leading:
            return leading[name]
        declared = self._kind.fields[name.partition("/")[0]]
        if declared.container is not None and "/" not in name:
            return lambda item: self._joined(item, declared)
        return lambda item: self._value(item, name, declared)

    def _value(self, item: Item, name: str, declared: Field) -> Cell:
        if self._labels is not None:
            unsettled = _unsettled(item, name)
            if len(unsettled) > 1:
                return " | ".join(_text(value) for value in unsettled)
        return self._typed(declared, key_of(name), item.fields.get(name))

    def _typed(self, declared: Field, key: str | None, value: Value) -> Cell:
        """As its declared type; what does not fit it stays as it was written."""
        if not isinstance(value, str) or declared.check(value, key) is not None:
            return safe(value)
        match declared.type:
            case "datetime":
                return self._local(datetime.fromisoformat(value))
            case "date":
                return date.fromisoformat(value)
            case "number":
                return Decimal(value)
            case "code":
                return self._coded(declared.list, value)
            case "enum":
                return self._worded(value)
            case "uuid":
                return self._named(declared.of, value)
        return safe(value)

    def _moment(self, ms: int | None) -> Cell:
        if ms is None:
            return None
        return self._local(datetime.fromtimestamp(ms // 1000, UTC))

    def _local(self, moment: datetime) -> datetime:
        try:
            return moment.astimezone(self._zone)
        except OverflowError:  # in the first or the last hours that there are
            return moment

    def _coded(self, listed: str | None, code: str) -> Cell:
        if self._labels is None or listed is None:
            return safe(code)
        return safe(self._labels.of_code(listed, code))

    def _worded(self, code: str) -> Cell:
        return safe(self._words.get(code, code))

    def _named(self, target: str | None, record_id: str | None) -> Cell:
        if self._labels is None or target is None or record_id is None:
            return record_id
        return safe(self._labels.of_record(target, record_id))

    def _joined(self, item: Item, declared: Field) -> Cell:
        """One cell for all elements of a set or map."""
        parts = []
        for name, value in item.fields.items():
            base, slash, key = name.partition("/")
            if slash and base == declared.name and holds(value):
                told = self._key(declared, key)
                parts.append(told if value is True else f"{told}={_text(value)}")
        return safe("; ".join(parts)) if parts else None

    def _key(self, declared: Field, key: str) -> str:
        if self._labels is None or declared.key is None:
            return key
        return self._labels.of_element(declared.key, key)


def state_of(item: Item) -> str:
    """What a list says of a record's state, as a code."""
    fields, issues = item.fields, {row["issue"] for row in item.issues}
    if holds(fields.get("voided")):
        return "voided"
    if holds(fields.get("queried")):
        return "answered" if holds(fields.get("answer")) else "asked"
    for issue in ("conflict", "duplicate"):
        if issue in issues:
            return issue
    if issues:
        return "to_look_at"
    return "sealed" if item.stub else str(fields.get("review") or "new")


def _unsettled(item: Item, name: str) -> list[Value]:
    """The values that people wrote without having seen each other, newest first."""
    for row in item.issues:
        if row["issue"] == "conflict" and row["field"] == name:
            told = sorted(json.loads(row["record_values"]), key=lambda one: one["wid"])
            return [one["value"] for one in reversed(told)]
    return []


def safe(value: Value) -> Cell:
    """A value as a cell that no spreadsheet calculates. Only texts can be formulas; a number
    keeps its sign."""
    if isinstance(value, list):
        return _text(value)
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


def _text(value: Value) -> str:
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return "" if value is None else str(value)
