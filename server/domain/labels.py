"""The words for codes, and the names of what records refer to, for tables that people read.

How a network's own words lie over the shipped ones is told twice: here, and for the screens in
`webclient/src/schema/lists.ts`. Both answer alike.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import RowMapping, Select, case, select
from sqlalchemy.orm import Session

from server.domain.access import scoped_by_sole_key
from server.domain.who import Who
from server.store.at_rest import CannotOpen
from server.store.read_closed import shown_of
from server.store.read_models import TABLES, Element
from server.store.read_rows import PLAIN
from sync.canonical import Value
from sync.merge import RESTRICTED
from sync.schema import Key, codes

FALLBACK: Final = "en"
_ELSEWHERE: Final = ("en", "fr")
# Per kind that others refer to, the field that names it.
_NAMED_BY: Final = {"org": "name", "site": "name", "member": "alias"}


@dataclass(frozen=True, slots=True)
class Labels:
    """Words in one language; the network's own words for codes lie over the shipped ones."""

    language: str
    names: Mapping[str, str]
    """By record id, of places, organisations and people."""
    own: Mapping[tuple[str, str], Mapping[str, str]]
    """The network's own words by list and code, then by language."""

    def of_code(self, listed: str, code: str) -> str:
        own = self.own.get((listed, code), {})
        shipped = codes(listed).get(code, {})
        here = own.get(self.language) or shipped.get(self.language) or shipped.get(FALLBACK)
        elsewhere = (*(own.get(language) for language in _ELSEWHERE), *own.values())
        return str(here or next(filter(None, elsewhere), code))

    def of_element(self, key: Key, element: str) -> str:
        """The words for the key of an element of a set or map; `coat.l` is "Coat, L"."""
        if key.of is not None:
            return self.of_record(key.of, element)
        if key.list is None:
            return element
        code, dot, size = element.rpartition(".")
        whole = element in codes(key.list) or (key.list, element) in self.own
        if whole or not dot or key.sizes is None or size not in codes(key.sizes):
            return self.of_code(key.list, element)
        return f"{self.of_code(key.list, code)}, {self.of_code(key.sizes, size)}"

    def of_record(self, target: str, record_id: str) -> str:
        """The name; nothing when there is none that this reader knows. Rounds keep their id."""
        kind = "member" if target == "user" else target
        return self.names.get(record_id, "" if kind in _NAMED_BY else record_id)


def load(session: Session, who: Who, language: str) -> Labels:
    """Only names that this user may read."""
    names: dict[str, str] = {}
    for kind, field in _NAMED_BY.items():
        table = TABLES[kind].c
        sealed = case((table.effective_visibility.in_(RESTRICTED), table.shown)).label("shown")
        named = (table.network_id, table.id, table.org_id, table[field].label("name"))
        query: Select[Any] = scoped_by_sole_key(select(*named, sealed), who, table, full=True)
        for row in session.execute(query).mappings():
            name = row["name"] if row["shown"] is None else _sealed_name(kind, field, row)
            if name is not None:
                names[row["id"]] = str(name)
    return Labels(language, names, _own(session, who))


def _sealed_name(kind: str, field: str, row: RowMapping) -> Value:
    try:
        return shown_of(kind, row).get(field)
    except CannotOpen:
        return None


def _own(session: Session, who: Who) -> dict[tuple[str, str], dict[str, str]]:
    """Of several entries for one code the later made wins; of one minute, by id."""
    table = TABLES["list_item"].c
    query: Select[Any] = select(table.list, table.code, Element.key, Element.value).where(
        table.standing == PLAIN,
        Element.network_id == table.network_id,
        Element.kind == "list_item",
        Element.record_id == table.id,
        Element.field == "label",
    )
    query = query.order_by(table.made_at_ms, table.id)
    found: dict[tuple[str, str], dict[str, str]] = {}
    for listed, code, language, value in session.execute(
        scoped_by_sole_key(query, who, table, full=True)
    ):
        if listed and code:
            found.setdefault((listed, code), {})[language] = json.loads(value)
    return found
