"""The vocabulary: what `records.json` and `taxonomy.json` declare, typed.

A field is declared once, there; validation, merging, tables, forms, filters and exports are
derived from what this module reads. Unknown fields and kinds are not errors of a replica: it
keeps and passes them on. `check` says what a person must put right.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

from sync.canonical import STRING_MAX, Value
from sync.ids import is_case_code, is_record_id

URL_MAX: Final = 500
EMAIL_MAX: Final = 254
# ASCII: JavaScript's `\d` knows no other digits.
_DATETIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_DECIMAL: Final = re.compile(r"-?(0|[1-9]\d{0,15})\.\d{0,9}[1-9]", re.ASCII)
_PATTERNS: Final = {
    "slug": re.compile(r"[a-z0-9][a-z0-9_-]{0,59}"),
    "token": re.compile(r"[a-z0-9_.-]{1,60}"),
    "url": re.compile(r"https?://[^\s/?#]+([/?#]\S*)?"),
    "email": re.compile(r"[^\s@]+@[^\s@.]+(\.[^\s@.]+)+"),
    "phone": re.compile(r"\+?[0-9][0-9 ().-]{1,29}"),
    "iso2": re.compile(r"[A-Z]{2}"),
    "ciphertext": re.compile(r"[A-Za-z0-9_-]+"),
}
_LENGTHS: Final = {"url": URL_MAX, "email": EMAIL_MAX}
# A network may add codes of its own under this prefix (list_item, domain.md section 3).
_OWN_CODE: Final = re.compile(r"x_[a-z0-9_.]{1,58}")


@dataclass(frozen=True, slots=True)
class Key:
    """What the part of a wire name after the slash may be."""

    type: str
    list: str | None = None
    of: str | None = None
    values: tuple[str, ...] = ()
    # The list of sizes that may follow the code: `coat.l`.
    sizes: str | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One declared field. `merge` is its policy; `key` is set for sets, maps and elements."""

    name: str
    type: str
    merge: str
    required: bool = False
    container: str | None = None
    key: Key | None = None
    of: str | None = None
    list: str | None = None
    values: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    each: str | None = None
    min: int | None = None
    max: int | None = None
    order: frozenset[tuple[str, str]] = frozenset()
    write: tuple[str, ...] = ()
    stub: bool = False
    owner: bool = False
    filter: bool = False
    search: bool = False
    sum: bool = False
    implies: Mapping[str, Any] = field(default_factory=dict)

    @property
    def derived(self) -> bool:
        """Computed by the server, never on the wire."""
        return self.merge == "derived"

    def check(self, value: Value, key: str | None = None) -> str | None:
        """The code of what is wrong with a value of this field, or None.

        Codes: required, wrong_type, out_of_range, too_long, unknown_code, bad_format, bad_key.
        """
        if self.container is not None and not self._is_key(key):
            return "bad_key"
        if self.container is None and key is not None:
            return "bad_key"
        if value is None:
            return "required" if self.required and self.container is None else None
        return _CHECKS[self.type](self, value)

    def implied_class(self, value: Value, key: str | None) -> str | None:
        """The visibility class that a head of this field implies; None when it implies none."""
        if not self.implies or value is None or value is False:
            return None
        if "any" in self.implies:
            return str(self.implies["any"])
        code = key if self.container is not None else value
        if "values" in self.implies:
            found = self.implies["values"].get(code) if isinstance(code, str) else None
        else:
            entry = codes(self.implies["list"]).get(code) if isinstance(code, str) else None
            found = entry["visibility"] if entry else None
        return None if found is None else str(found)

    def _is_key(self, key: str | None) -> bool:
        if key is None or self.key is None:
            return False
        if self.key.type == "code":
            assert self.key.list is not None
            return is_code(self.key.list, key) or _is_sized_code(self.key, key)
        if self.key.type == "enum":
            return key in self.key.values
        if self.key.type == "uuid":
            return is_record_id(key)
        if self.key.type == "case_code":
            return is_case_code(key)
        if self.key.type == "sex_age":
            sex, _, band = key.partition("_")
            return sex in codes("sex") and band in codes("age_band")
        return _PATTERNS["token"].fullmatch(key) is not None


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record. `fields` has the envelope's fields too; `own` only its own."""

    name: str
    description: str
    when: tuple[str, ...]
    visibility: str
    window: bool
    immutable: bool
    scope_from: str | None
    create: tuple[str, ...]
    fields: Mapping[str, Field]
    own: Mapping[str, Field]

    def field(self, wire_name: str) -> Field | None:
        """The declaration behind `breakdown/f_child` or `quantity`; None when unknown."""
        base, slash, _key = wire_name.partition("/")
        found = self.fields.get(base)
        if found is None or (found.container is None) == bool(slash):
            return None
        return found

    def check(self, wire_name: str, value: Value) -> str | None:
        """As Field.check, by wire name; `unknown_field` when nothing is declared under it."""
        found = self.field(wire_name)
        if found is None:
            return "unknown_field"
        return found.check(value, key_of(wire_name))


def key_of(wire_name: str) -> str | None:
    """The element's key in a wire name: `f_child` of `breakdown/f_child`, None of `quantity`."""
    _base, slash, key = wire_name.partition("/")
    return key if slash else None


def codes(name: str) -> Mapping[str, Mapping[str, Any]]:
    """A code list by code, in the declared order."""
    return _TAXONOMY[name]


def is_code(name: str, code: str) -> bool:
    """Whether a list has this code, or a network may have added it."""
    return code in codes(name) or _OWN_CODE.fullmatch(code) is not None


def _is_sized_code(key: Key, name: str) -> bool:
    """`coat.l`: a code and one of its list's sizes."""
    code, dot, size = name.rpartition(".")
    if key.list is None or key.sizes is None or not dot:
        return False
    return is_code(key.list, code) and size in codes(key.sizes)


def _load(name: str) -> Any:
    return json.loads(files("sync").joinpath(name).read_text(encoding="utf-8"))


def _read_field(entry: Mapping[str, Any]) -> Field:
    known = {name: entry[name] for name in Field.__slots__ if name in entry}
    for name in ("values", "items", "write"):
        if name in known:
            known[name] = tuple(known[name])
    if "order" in known:
        known["order"] = _transitive({(low, high) for low, high in known["order"]})
    if "key" in known:
        key = dict(known["key"])
        known["key"] = Key(**{**key, "values": tuple(key.get("values", ()))})
    return Field(**known)


def _transitive(pairs: set[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    closed = set(pairs)
    while True:
        more = {(a, d) for a, b in closed for c, d in closed if b == c} - closed
        if not more:
            return frozenset(closed)
        closed |= more


def _read_kind(name: str, entry: Mapping[str, Any], envelope: Mapping[str, Field]) -> Kind:
    own = {item["name"]: _read_field(item) for item in entry["fields"]}
    return Kind(
        name=name,
        description=entry["description"],
        when=tuple(entry["when"]),
        visibility=entry["visibility"],
        window=entry["window"],
        immutable=entry["immutable"],
        scope_from=entry["scope_from"],
        create=tuple(entry["create"]),
        fields=MappingProxyType({**envelope, **own}),
        own=MappingProxyType(own),
    )


def _check_int(declared: Field, value: Value) -> str | None:
    if type(value) is not int:
        return "wrong_type"
    return _check_range(declared, value)


def _check_number(declared: Field, value: Value) -> str | None:
    if type(value) is int:
        return _check_range(declared, value)
    if type(value) is not str or not _DECIMAL.fullmatch(value):
        return "wrong_type"
    return _check_range(declared, float(value))


def _check_range(declared: Field, number: float) -> str | None:
    below = declared.min is not None and number < declared.min
    above = declared.max is not None and number > declared.max
    return "out_of_range" if below or above else None


def _check_flag(_declared: Field, value: Value) -> str | None:
    return None if type(value) is bool else "wrong_type"


def _check_text(declared: Field, value: Value) -> str | None:
    if type(value) is not str:
        return "wrong_type"
    return "too_long" if declared.max is not None and len(value) > declared.max else None


def _check_code(declared: Field, value: Value) -> str | None:
    if type(value) is not str:
        return "wrong_type"
    assert declared.list is not None
    return None if is_code(declared.list, value) else "unknown_code"


def _check_enum(declared: Field, value: Value) -> str | None:
    if type(value) is not str:
        return "wrong_type"
    return None if value in declared.values else "unknown_code"


def _check_uuid(_declared: Field, value: Value) -> str | None:
    if type(value) is not str:
        return "wrong_type"
    return None if is_record_id(value) else "bad_format"


def _check_case_code(_declared: Field, value: Value) -> str | None:
    if type(value) is not str:
        return "wrong_type"
    return None if is_case_code(value) else "bad_format"


def _check_datetime(_declared: Field, value: Value) -> str | None:
    return _check_time(value, _DATETIME, "%Y-%m-%dT%H:%M:%SZ")


def _check_date(_declared: Field, value: Value) -> str | None:
    return _check_time(value, _DATE, "%Y-%m-%d")


def _check_time(value: Value, pattern: re.Pattern[str], layout: str) -> str | None:
    if type(value) is not str:
        return "wrong_type"
    if not pattern.fullmatch(value):
        return "bad_format"
    try:
        if layout.endswith("Z"):
            datetime.fromisoformat(value[:-1])
        else:
            date.fromisoformat(value)
    except ValueError:
        return "bad_format"
    return None


def _check_pattern(declared: Field, value: Value) -> str | None:
    if type(value) is not str:
        return "wrong_type"
    if len(value) > _LENGTHS.get(declared.type, STRING_MAX):
        return "too_long"
    return None if _PATTERNS[declared.type].fullmatch(value) else "bad_format"


def _check_array(declared: Field, value: Value) -> str | None:
    if type(value) is not list:
        return "wrong_type"
    if declared.items and len(value) != len(declared.items):
        return "bad_format"
    if declared.each == "uuid" and not all(is_record_id(item) for item in value):
        return "bad_format"
    return None


_CHECKS: Final = {
    "int": _check_int,
    "number": _check_number,
    "flag": _check_flag,
    "bool": _check_flag,
    "text": _check_text,
    "code": _check_code,
    "enum": _check_enum,
    "uuid": _check_uuid,
    "case_code": _check_case_code,
    "datetime": _check_datetime,
    "date": _check_date,
    "array": _check_array,
    **dict.fromkeys(_PATTERNS, _check_pattern),
}

_DECLARED: Final = _load("records.json")
_TAXONOMY: Final[Mapping[str, Mapping[str, Mapping[str, Any]]]] = {
    name: MappingProxyType({item["code"]: item for item in entry["items"]})
    for name, entry in _load("taxonomy.json")["lists"].items()
}
_ENVELOPE: Final = {item["name"]: _read_field(item) for item in _DECLARED["envelope"]}

SCHEMA_NUMBER: Final[int] = _DECLARED["schema"]
ENVELOPE: Final[Mapping[str, Field]] = MappingProxyType(_ENVELOPE)
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {name: _read_kind(name, entry, _ENVELOPE) for name, entry in _DECLARED["kinds"].items()}
)
