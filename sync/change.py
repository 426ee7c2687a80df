"""A change: the only thing that is ever written, on a phone or anywhere. `sync.md` section 2."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sync.canonical import INT_MAX, Value, canonical, check_value
from sync.errors import MalformedChange
from sync.ids import is_field, is_kind, is_record_id, is_wid

FIELDS_MAX: Final = 256
COVERS_MAX: Final = 64
CHANGE_BYTES_MAX: Final = 64 * 1024
GONE_MAX: Final = 1024

_MEMBERS: Final = frozenset(("id", "c", "r", "s", "set"))


@dataclass(frozen=True, slots=True)
class Write:
    """One field of a change: the value, and the ids of the writes that it replaces."""

    value: Value
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One atomic, immutable write of one record."""

    id: str
    kind: str
    record: str
    schema: int
    writes: Mapping[str, Write]
    # As read; not an argument, so that a changed copy does not keep it.
    _body: bytes | None = field(default=None, init=False, compare=False, repr=False)

    @property
    def path(self) -> str:
        return f"{self.kind}/{self.record}"

    @classmethod
    def from_wire(cls, wire: Any) -> Change:
        """Read one entry of a push. Raises MalformedChange with the reason, never with a value.

        Unknown members are refused, not dropped: what this version does not understand must
        not be acknowledged and lost.
        """
        if type(wire) is not dict or wire.keys() != _MEMBERS:
            raise MalformedChange("members")
        if not is_wid(wire["id"]):
            raise MalformedChange("id")
        if not is_kind(wire["c"]):
            raise MalformedChange("kind")
        if not is_record_id(wire["r"]):
            raise MalformedChange("record")
        schema = wire["s"]
        if type(schema) is not int or not 0 <= schema <= INT_MAX:
            raise MalformedChange("schema")
        fields = wire["set"]
        if type(fields) is not dict or not 1 <= len(fields) <= FIELDS_MAX:
            raise MalformedChange("set")
        writes = {name: _read_write(wire["id"], name, body) for name, body in fields.items()}
        body = canonical(wire)
        if len(body) > CHANGE_BYTES_MAX:
            raise MalformedChange("too_large")
        change = cls(wire["id"], wire["c"], wire["r"], schema, writes)
        object.__setattr__(change, "_body", body)
        return change

    def to_wire(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "c": self.kind,
            "r": self.record,
            "s": self.schema,
            "set": {name: [write.value, *write.covers] for name, write in self.writes.items()},
        }

    def body(self) -> bytes:
        """The canonical bytes; equal bytes are what "the same body" means."""
        return canonical(self.to_wire()) if self._body is None else self._body


def _read_write(own_id: str, name: Any, body: Any) -> Write:
    if not is_field(name):
        raise MalformedChange("field")
    if type(body) is not list or not 1 <= len(body) <= COVERS_MAX + 1:
        raise MalformedChange("covers")
    value, covers = body[0], tuple(body[1:])
    check_value(value, GONE_MAX if name == "$gone" else 64)
    if name == "$gone" and not is_gone_value(value):
        raise MalformedChange("gone")
    if name == "$into" and value is not None and not is_record_id(value):
        raise MalformedChange("into")
    for cover in covers:
        # A write that covers itself would be dead on arrival and its value unseen for ever.
        if not is_wid(cover) or cover == own_id:
            raise MalformedChange("covers")
    return Write(value, covers)


def is_gone_value(value: Value) -> bool:
    """Whether `value` may stand in `$gone`: null, or the list of write ids that were seen."""
    return value is None or (type(value) is list and all(is_wid(wid) for wid in value))
