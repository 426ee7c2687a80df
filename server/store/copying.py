"""What copying a database has in common, whichever it is."""

from __future__ import annotations

from typing import Final

PIECE_BYTES: Final = 1024 * 1024


class CannotCopy(Exception):
    """The text says what is missing or went wrong, and what to do."""


class InUse(Exception):
    """Somebody else has the database open."""
