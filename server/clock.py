"""The only place where the server reads the clock."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime

from flask import current_app, has_app_context

SETTING = "MARAUDE_CLOCK"
_WIRE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)


def now_ms() -> int:
    """Milliseconds since 1970; a test replaces the clock in `app.config["MARAUDE_CLOCK"]`."""
    if has_app_context() and (clock := current_app.config.get(SETTING)) is not None:
        return int(clock())
    return time.time_ns() // 1_000_000


def to_wire_time(ms: int) -> str:
    """The `YYYY-MM-DDTHH:MM:SSZ` of a time in milliseconds, as every answer writes it."""
    # Not strftime: its %Y writes the year 1 as "1".
    return datetime.fromtimestamp(ms // 1000, UTC).replace(tzinfo=None).isoformat() + "Z"


def from_wire_time(text: str) -> int | None:
    """Milliseconds since 1970 of a time of the wire; None when it is none."""
    if not _WIRE_TIME.fullmatch(text):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return max(0, int(moment.timestamp() * 1000))
