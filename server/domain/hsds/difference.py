"""What a file of somebody else's directory would change here."""

from __future__ import annotations

from typing import Final

NEW: Final = "new"
CHANGED: Final = "changed"
SAME: Final = "same"
MISSING_THERE: Final = "missing_there"
STATES: Final = (NEW, CHANGED, SAME, MISSING_THERE)
