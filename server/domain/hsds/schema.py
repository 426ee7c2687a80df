"""The official schemas of HSDS 3.1, and what of a file is not as they say.

They use few words of JSON Schema: `type`, `format`, `enum`, `required`, `$ref` and lists. Beyond
them, times, days and days of the week are checked, which the standard describes in words only.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlsplit

from server.domain.hsds import hours
from server.domain.hsds.node import Node, Problems
from sync.canonical import is_text

_SCHEMAS: Final = files("server.domain.hsds").joinpath("official/schema")
_BYDAY: Final = re.compile(r"(?:[+-]?[0-9]{1,2})?(?:MO|TU|WE|TH|FR|SA|SU)")
_MOMENT: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?"
    r"(?:[Zz]|[+-][0-9]{2}:[0-9]{2})"
)
_URI: Final = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*"
)


@dataclass(frozen=True, slots=True)
class Member:
    """One member of an object. `of` is the kind of the object or objects that it holds."""

    type: str
    format: str | None = None
    enum: tuple[str, ...] = ()
    of: str | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of object; `path` is the file of its table."""

    name: str
    path: str
    required: tuple[str, ...]
    members: Mapping[str, Member]

    def columns(self) -> list[str]:
        """The members that a table of this kind has as columns."""
        return [name for name, member in self.members.items() if member.of is None]


def check(kind: str, node: Node, problems: Problems) -> None:
    """Note what of an object, and of all that belongs to it, is not as the schema says."""
    declared = KINDS[kind]
    for name in declared.required:
        if node.get(name) is None:
            problems.add(node.at(name), "required")
    for name, value in node.items():
        member = declared.members.get(name)
        if member is None or value is None:
            continue
        if member.of is None:
            if why := _scalar(kind, name, member, value):
                problems.add(node.at(name), why)
        else:
            _check_below(member, node, name, problems)


def _check_below(member: Member, node: Node, name: str, problems: Problems) -> None:
    assert member.of is not None
    value = node[name]
    if member.type != "array":
        if isinstance(value, Node):
            check(member.of, value, problems)
        else:
            problems.add(node.at(name), "wrong_type")
    elif not isinstance(value, list):
        problems.add(node.at(name), "wrong_type")
    else:
        for number, one in enumerate(value):
            if isinstance(one, Node):
                check(member.of, one, problems)
            else:
                problems.add(f"{node.at(name)}/{number}", "wrong_type")


def _scalar(kind: str, name: str, member: Member, value: Any) -> str | None:
    if member.type == "number":
        return None if type(value) in (int, float) else "wrong_type"
    if type(value) is not str:
        return "wrong_type"
    if not is_text(value):
        return "bad_character"
    if member.enum:
        return None if value in member.enum else "unknown_code"
    if not value:
        return None
    told = _FORMATS.get(member.format or "") or _BY_NAME.get((kind, name))
    return None if told is None or told(value) else "bad_format"


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return len(text) == 36


def _is_uri(text: str) -> bool:
    if not _URI.fullmatch(text):
        return False
    try:
        parts = urlsplit(text)
        return bool(parts.scheme) and (parts.port is None or parts.port >= 0)
    except ValueError:
        return False


def _is_moment(text: str) -> bool:
    if not _MOMENT.fullmatch(text):
        return False
    try:
        # Fractions of any length, of which Python takes six digits.
        datetime.fromisoformat(re.sub(r"\.[0-9]+", "", text).upper())
    except ValueError:
        return False
    return True


def _is_byday(text: str) -> bool:
    return all(_BYDAY.fullmatch(part.strip()) for part in text.split(","))


def _is_time(text: str) -> bool:
    return hours.read_time(text) is not None


_FORMATS: Final[Mapping[str, Callable[[str], bool]]] = {
    "uuid": _is_uuid,
    "uri": _is_uri,
    "email": lambda text: "@" in text,
    "date-time": _is_moment,
}
_BY_NAME: Final[Mapping[tuple[str, str], Callable[[str], bool]]] = {
    ("service", "assured_date"): hours.is_day,
    ("schedule", "valid_from"): hours.is_day,
    ("schedule", "valid_to"): hours.is_day,
    ("schedule", "dtstart"): hours.is_day,
    ("schedule", "until"): hours.is_day,
    ("schedule", "opens_at"): _is_time,
    ("schedule", "closes_at"): _is_time,
    ("schedule", "byday"): _is_byday,
}


def _member(entry: Mapping[str, Any]) -> Member:
    ref = entry.get("$ref") or entry.get("items", {}).get("$ref")
    of = str(ref).removesuffix(".json") if ref else None
    kind = str(entry.get("type", "object"))
    return Member(kind, entry.get("format"), tuple(entry.get("enum", ())), of)


def _load() -> Mapping[str, Kind]:
    found = {}
    for path in _SCHEMAS.iterdir():
        if not path.name.endswith(".json") or path.name == "openapi.json":
            continue
        entry = json.loads(path.read_text(encoding="utf-8"))
        name = path.name.removesuffix(".json")
        members = {key: _member(one) for key, one in entry["properties"].items()}
        required = tuple(entry.get("required", ()))
        found[name] = Kind(name, entry["path"], required, MappingProxyType(members))
    return MappingProxyType(found)


KINDS: Final = _load()
