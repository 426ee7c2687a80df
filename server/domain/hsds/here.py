"""Our directory as the reader of a file may see it, and what of it the file speaks of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.domain.access import scoped_by_sole_key
from server.domain.hsds import terms
from server.domain.hsds.catalogue import valid
from server.domain.who import Who
from server.store.read_models import TABLES
from server.store.read_rows import LIVING_SITE, PLAIN, fold
from sync.canonical import Value

KINDS: Final = ("org", "site", "directory_service")

Key = tuple[str, str]
Match = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Ours:
    """One record of ours: its id, what it shows, and whether it still stands."""

    id: str
    fields: Mapping[str, Value]
    stands: bool

    def text(self, name: str) -> str:
        found = self.fields.get(name)
        return found if isinstance(found, str) else ""


@dataclass(frozen=True, slots=True)
class Here:
    """Records by kind and id, and the ways to find them. A living site is found by nothing."""

    records: Mapping[Key, Ours]
    by_foreign: Mapping[Key, str]
    by_name: Mapping[tuple[str, str, str], str | None]

    def match(self, kind: str, foreign: str, name: str, provider: str | None) -> Match | None:
        """(our id, by what) of an object of a file; None when it is new."""
        if (kind, foreign) in self.records:
            return foreign, "id"
        if (kind, foreign) in self.by_foreign:
            return self.by_foreign[kind, foreign], "hsds_id"
        made = terms.record_id(kind, foreign)
        if (kind, made) in self.records:
            return made, "hsds_id"
        named = self.by_name.get((kind, fold(name), provider or ""))
        return (named, "name") if named else None


def load(session: Session, who: Who) -> Here:
    records: dict[Key, Ours] = {}
    by_foreign: dict[Key, str] = {}
    by_name: dict[tuple[str, str, str], str | None] = {}
    for kind in KINDS:
        table = TABLES[kind].c
        query: Any = select(table.id, table.hsds_id, table.standing, table.shown)
        for row in session.execute(scoped_by_sole_key(query, who, table, full=True)):
            ours = Ours(row.id, valid(kind, json.loads(row.shown)), row.standing == PLAIN)
            if kind == "site" and ours.fields.get("site_kind") == LIVING_SITE:
                continue
            records[kind, row.id] = ours
            if row.hsds_id and ours.stands:
                by_foreign[kind, row.hsds_id] = row.id
            if ours.stands:
                named = (kind, fold(ours.text("name")), _of(kind, ours))
                # Two of one name are not told apart by it.
                by_name[named] = None if named in by_name else row.id
    return Here(records, by_foreign, by_name)


def _of(kind: str, ours: Ours) -> str:
    """Services are compared by name within their organisation."""
    return ours.text("provider") if kind == "directory_service" else ""
