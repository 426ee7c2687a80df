"""Bringing a database to the newest schema; an empty one gets all of it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import flask_migrate

FOLDER: Final = Path(__file__).parent / "migrations"


def upgrade() -> None:
    flask_migrate.upgrade(directory=str(FOLDER))
