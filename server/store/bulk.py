"""Many rows at once: one Core statement with a list of parameters.

Measured on 200 changes of 20 fields: the ORM's bulk insert costs twice as much, one `VALUES` list
with all rows ten times.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Insert, insert
from sqlalchemy.orm import Session

from server.store.base import Base


def insert_rows(session: Session, model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows that all have the same columns; nothing happens for none."""
    if rows:
        session.connection().execute(_insert_into(model), rows)


@cache
def _insert_into(model: type[Base]) -> Insert:
    return insert(model.__table__)  # type: ignore[arg-type]  # __table__ is typed too widely
