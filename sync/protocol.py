"""Request and reply of `POST /api/sync`, verdicts, cursor, limits. `sync.md` sections 8 and 9."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sync.canonical import is_text
from sync.errors import InvalidRequest, MalformedChange, ProtocolTooOld, TooLarge
from sync.ids import is_kind, is_record_id, is_wid

PROTOCOL: Final = 1
SCHEMA_MIN: Final = 1
PUSH_MAX: Final = 200
BODY_BYTES_MAX: Final = 1024 * 1024
WANT_MAX: Final = 200
SEALED_MAX: Final = 200
LIMIT_DEFAULT: Final = 500
LIMIT_MAX: Final = 2000
PAGE_BYTES_MAX: Final = 512 * 1024
CURSOR_LENGTH_MAX: Final = 100
APP_LENGTH_MAX: Final = 40

ACK: Final = "ack"
HELD: Final = "held"
BAD: Final = "bad"
VOID: Final = "void"

HELD_REASONS: Final = (
    "not_in_scope",
    "not_permitted",
    "unknown_kind",
    "id_reuse",
    "device_revoked",
)
BAD_REASONS: Final = ("malformed", "immutable", "refused")
VOID_REASONS: Final = ("erased",)

RESET_TIMELINE: Final = "timeline"
RESET_SCOPE: Final = "scope"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one pushed change. `reason` is empty for ack."""

    kind: str
    reason: str = ""


ACKNOWLEDGED: Final = Verdict(ACK)


@dataclass(frozen=True, slots=True)
class PhoneReport:
    """What a phone says of itself: version, changes ever made, changes without a verdict."""

    app: str
    made: int
    unsent: int


@dataclass(frozen=True, slots=True)
class SyncRequest:
    """A request that is well-formed as a whole; the entries of `push` are still unread.

    Each push entry is a dict with a valid `id` and nothing else promised: what is wrong with one
    entry is a verdict, not an error of the request.
    """

    push: tuple[Mapping[str, Any], ...] = ()
    want: tuple[tuple[str, str], ...] = ()
    sealed: tuple[str, ...] = ()
    cursor: str | None = None
    limit: int = LIMIT_DEFAULT
    schema: int | None = None
    sent_ms: int | None = None
    phone: PhoneReport | None = None

    @classmethod
    def read(cls, wire: Any) -> SyncRequest:
        """Read a parsed body.

        Raises InvalidRequest (400), ProtocolTooOld (426), TooLarge (413), or MalformedChange
        with `index` (400) for a push entry without a valid id.
        """
        if type(wire) is not dict:
            raise InvalidRequest("body", "object")
        version = wire.get("v")
        if type(version) is not int:
            raise InvalidRequest("v", "integer")
        if version != PROTOCOL:
            raise ProtocolTooOld(str(version))
        return cls(
            push=_read_push(wire.get("push", [])),
            want=_read_want(wire.get("want", [])),
            sealed=_read_sealed(wire.get("sealed", [])),
            cursor=_read_cursor(wire.get("cursor")),
            limit=_read_limit(wire.get("limit", LIMIT_DEFAULT)),
            schema=_read_optional_count(wire, "schema"),
            sent_ms=_read_optional_count(wire, "t"),
            phone=_read_phone(wire.get("phone")),
        )


@dataclass(slots=True)
class SyncReply:
    """The reply; `pull` holds stored fragments or stubs as canonical bytes, joined, not parsed.

    `sealed` has an answer for each envelope, `sealing` the key to seal to from now on.
    """

    now_ms: int
    cursor: str
    more: bool = False
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    pull: list[bytes] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    erased: list[str] = field(default_factory=list)
    sealed: dict[str, str] = field(default_factory=dict)
    sealing: dict[str, str] | None = None
    reset: str | None = None

    def head(self) -> dict[str, Any]:
        """Every member of the body but `pull`."""
        by_kind: dict[str, dict[str, str]] = {HELD: {}, VOID: {}, BAD: {}}
        for change_id, verdict in self.verdicts.items():
            if verdict.kind != ACK:
                by_kind[verdict.kind][change_id] = verdict.reason
        return {
            "v": PROTOCOL,
            "now": self.now_ms,
            "cursor": self.cursor,
            "more": self.more,
            "ack": [one for one, verdict in self.verdicts.items() if verdict.kind == ACK],
            **by_kind,
            "gone": self.gone,
            "erased": self.erased,
            "sealed": self.sealed,
            "sealing": self.sealing,
            "reset": self.reset,
            "min_schema": SCHEMA_MIN,
        }


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a phone stands: opaque to the phone, `position.anchor_seq.anchor_tag.scope_hash`.

    `position` is the end of the page sent; the anchor is the newest committed tick in the
    snapshot of the reply, which proves that this timeline is the one the phone knows.
    """

    position: int
    anchor_seq: int
    anchor_tag: str
    scope_hash: str

    def encode(self) -> str:
        return f"{self.position}.{self.anchor_seq}.{self.anchor_tag}.{self.scope_hash}"

    @classmethod
    def decode(cls, text: str) -> Cursor | None:
        """None for anything this server cannot have sent; the phone then starts over."""
        parts = text.split(".")
        if len(parts) != 4 or not all(part.isascii() and part.isalnum() for part in parts):
            return None
        if not (_is_count(parts[0]) and _is_count(parts[1])):
            return None
        return cls(int(parts[0]), int(parts[1]), parts[2], parts[3])


def _is_count(text: str) -> bool:
    return text.isdigit() and len(text) <= 18


def _read_push(push: Any) -> tuple[Mapping[str, Any], ...]:
    if type(push) is not list:
        raise InvalidRequest("push", "array")
    if len(push) > PUSH_MAX:
        raise TooLarge("push")
    for index, entry in enumerate(push):
        if type(entry) is not dict or not is_wid(entry.get("id")):
            raise MalformedChange("id", index)
    return tuple(push)


def _read_want(want: Any) -> tuple[tuple[str, str], ...]:
    if type(want) is not list:
        raise InvalidRequest("want", "array")
    if len(want) > WANT_MAX:
        raise TooLarge("want")
    return tuple(_read_path(path) for path in want)


def _read_path(path: Any) -> tuple[str, str]:
    kind, _slash, record = path.partition("/") if type(path) is str else ("", "", "")
    if not is_kind(kind) or not is_record_id(record):
        raise InvalidRequest("want", "kind/uuid")
    return kind, record


def read_relay(wire: Any) -> tuple[str, ...]:
    """The envelopes of a parsed `POST /api/relay`. Raises InvalidRequest (400), TooLarge (413)."""
    if type(wire) is not dict:
        raise InvalidRequest("body", "object")
    return _read_sealed(wire.get("sealed"))


def _read_sealed(sealed: Any) -> tuple[str, ...]:
    if type(sealed) is not list or not all(type(item) is str for item in sealed):
        raise InvalidRequest("sealed", "array of strings")
    if len(sealed) > SEALED_MAX:
        raise TooLarge("sealed")
    return tuple(sealed)


def _read_cursor(cursor: Any) -> str | None:
    if cursor is None:
        return None
    if type(cursor) is not str or len(cursor) > CURSOR_LENGTH_MAX:
        raise InvalidRequest("cursor", "string")
    return cursor


def _read_limit(limit: Any) -> int:
    if type(limit) is not int or not 1 <= limit <= LIMIT_MAX:
        raise InvalidRequest("limit", f"integer 1 to {LIMIT_MAX}")
    return limit


def _read_optional_count(wire: Mapping[str, Any], name: str) -> int | None:
    number = wire.get(name)
    if number is not None and (type(number) is not int or number < 0):
        raise InvalidRequest(name, "integer")
    return number


def _read_phone(phone: Any) -> PhoneReport | None:
    if phone is None:
        return None
    if type(phone) is not dict:
        raise InvalidRequest("phone", "object")
    app, made, unsent = phone.get("app", ""), phone.get("made", 0), phone.get("unsent", 0)
    if type(app) is not str or len(app) > APP_LENGTH_MAX or not is_text(app):
        raise InvalidRequest("phone", "app: short text")
    if type(made) is not int or type(unsent) is not int or made < 0 or unsent < 0:
        raise InvalidRequest("phone", "made, unsent: counts")
    return PhoneReport(app, made, unsent)
