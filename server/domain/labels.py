"""The words for codes, and the names of what records refer to, for tables that people read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from server.domain.access import scoped_by_sole_key
from server.domain.who import Who
from server.store.read_models import TABLES, Element
from sync.schema import codes

FALLBACK: Final = "en"
# Per kind that others refer to, the field that names it.
_NAMED_BY: Final = {"org": "name", "site": "name", "member": "alias"}


@dataclass(frozen=True, slots=True)
class Labels:
    """Words in one language; the network's own words for codes lie over the shipped ones."""

    language: str
    names: Mapping[str, str]
    """By record id, of places, organisations and people."""
    own: Mapping[tuple[str, str], str]
    """By list and code."""

    def of_code(self, listed: str, code: str) -> str:
        found = self.own.get((listed, code))
        if found is None:
            shipped = codes(listed).get(code, {})
            found = shipped.get(self.language) or shipped.get(FALLBACK)
        return code if found is None else str(found)

    def of_record(self, target: str, record_id: str) -> str:
        """The name; nothing when there is none that this reader knows. Rounds keep their id."""
        kind = "member" if target == "user" else target
        return self.names.get(record_id, "" if kind in _NAMED_BY else record_id)


def load(session: Session, who: Who, language: str) -> Labels:
    """Only names that this user may read."""
    names: dict[str, str] = {}
    for kind, field in _NAMED_BY.items():
        table = TABLES[kind].c
        query: Select[Any] = select(table.id, table[field])
        query = scoped_by_sole_key(query, who, table, full=True)
        names |= {row[0]: row[1] for row in session.execute(query) if row[1] is not None}
    return Labels(language, names, _own(session, who, language))


def _own(session: Session, who: Who, language: str) -> dict[tuple[str, str], str]:
    table = TABLES["list_item"].c
    query: Select[Any] = select(table.list, table.code, Element.value).where(
        Element.network_id == table.network_id,
        Element.kind == "list_item",
        Element.record_id == table.id,
        Element.field == "label",
        Element.key == language,
    )
    found = session.execute(scoped_by_sole_key(query, who, table, full=True))
    return {(row[0], row[1]): json.loads(row[2]) for row in found if row[0] and row[1]}
