"""Making the changes that the server itself writes."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from sync.canonical import Value
from sync.change import Change, Write
from sync.ids import WID_RANDOM_MAX, encode_wid
from sync.schema import SCHEMA_NUMBER


def fresh_wid(now_ms: int) -> str:
    """A write id that nobody else ever makes."""
    return encode_wid(now_ms, secrets.randbelow(WID_RANDOM_MAX + 1))


def new_record(kind: str, record: str, fields: Mapping[str, Value], now_ms: int) -> Change:
    """The first change of a record; it covers nothing."""
    writes = {name: Write(value) for name, value in fields.items()}
    return Change(fresh_wid(now_ms), kind, record, SCHEMA_NUMBER, writes)
