"""The tables of the read models, built from the declaration.

A scalar field is a column of its kind's table, the elements of sets and maps are rows of
`element`, what a person must look at are rows of `issue`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    Index,
    SmallInteger,
    String,
    Table,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeEngine

from server.store.base import Base
from sync.schema import KINDS, Kind

# What lists are filtered by most, so that the index alone can tell.
_FILTERED: Final = ("site", "service_type")


class Element(Base):
    """One element of a set or map that holds. `value` is JSON."""

    __tablename__ = "element"
    __table_args__ = (
        # Which two people never repeat each other, see `read_duplicates.py`: few rows.
        Index(
            "ix_element_distinct",
            *("network_id", "key"),
            sqlite_where=text("field = 'distinct'"),
            postgresql_where=text("field = 'distinct'"),
        ),
        {"sqlite_with_rowid": False},
    )

    network_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    record_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    field: Mapped[str] = mapped_column(String(40), primary_key=True)
    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class Issue(Base):
    """Something about a record that a person should look at.

    `seq` and `sole_key` are those of its record, so that the same scope decides who sees it.
    `record_values` is a JSON list of the values concerned; `target_*` name the other record, where
    there is one.
    """

    __tablename__ = "issue"
    __table_args__ = (
        Index(None, "network_id", "kind", "record_id"),
        Index(None, "network_id", "target_id"),
        # Whose, the newest first; then who reads: the index alone finds a page and counts.
        Index("ix_issue_inbox", *("network_id", "org_id", "at_ms", "id", "sole_key", "issue")),
        Index("ix_issue_network", *("network_id", "sole_key", "at_ms", "id", "issue")),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    network_id: Mapped[str] = mapped_column(String(36))
    issue: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[str] = mapped_column(String(36))
    org_id: Mapped[str] = mapped_column(String(36))
    seq: Mapped[int] = mapped_column(BigInteger)
    sole_key: Mapped[str] = mapped_column(String(120))
    field: Mapped[str | None] = mapped_column(String(101))
    why: Mapped[str | None] = mapped_column(String(40))
    record_values: Mapped[str] = mapped_column(Text)
    target_kind: Mapped[str | None] = mapped_column(String(40))
    target_id: Mapped[str | None] = mapped_column(String(36))
    at_ms: Mapped[int] = mapped_column(BigInteger)


def _column_type(declared_type: str) -> TypeEngine[Any]:
    if declared_type == "int":
        return BigInteger()
    if declared_type == "number":
        return Double()
    return Boolean() if declared_type in ("flag", "bool") else Text()


def scalars(kind: Kind) -> list[str]:
    """The fields of a kind that have a column of their own."""
    return [
        name
        for name, declared in kind.fields.items()
        if declared.container is None
        and (name in kind.own or not declared.derived)
        and name not in ("org", "visibility")
    ]


def _summed(kind: Kind) -> list[str]:
    names = [name for name, declared in kind.own.items() if declared.sum]
    units = [name for name in ("unit",) if name in kind.own]
    return [*names, *units, "unsettled"] if names else []


def _to_find(kind: Kind) -> list[SchemaItem]:
    """How counts that may be one and the same are found, see `read_duplicates.py`; and those of
    a round, see `read_times.py`; and the referrals that wait, with what their scope needs.
    """
    if kind.name == "referral":
        waiting = ("network_id", "status", "respond_by", "id")
        return [Index("ix_referral_waiting", *waiting, "standing", "when_ms", "sole_key", "seq")]
    if kind.name != "activity":
        return []
    return [
        Column("slot", BigInteger),
        Index("ix_read_activity_slot", "network_id", "slot", "author_id", "round"),
        Index("ix_read_activity_round", "network_id", "round", "started_at", "id"),
    ]


def _table(kind: Kind) -> Table:
    """Derived columns first, then one per scalar field, under the field's own name."""
    name = f"read_{kind.name}"
    return Table(
        name,
        Base.metadata,
        Column("network_id", String(36), primary_key=True),
        Column("id", String(36), primary_key=True),
        Column("seq", BigInteger, nullable=False),
        Column("org_id", String(36), nullable=False),
        Column("author_id", String(36)),
        Column("device_id", String(36)),
        Column("made_at_ms", BigInteger, nullable=False),
        Column("received_at_ms", BigInteger, nullable=False),
        Column("when_ms", BigInteger, nullable=False),
        Column("effective_visibility", String(20), nullable=False),
        Column("sole_key", String(120), nullable=False),
        Column("standing", SmallInteger, nullable=False),
        Column("unsettled", Text),
        Column("search_text", Text),
        Column("shown", Text, nullable=False),
        *(Column(field, _column_type(kind.fields[field].type)) for field in scalars(kind)),
        # Who reads, what stands, when; then what filters and totals need: the index alone answers.
        Index(
            f"ix_{name}_list",
            *("network_id", "sole_key", "standing", "when_ms", "id"),
            *(field for field in _FILTERED if field in kind.own),
            *_summed(kind),
        ),
        *_to_find(kind),
    )


TABLES: Final[Mapping[str, Table]] = {name: _table(kind) for name, kind in KINDS.items()}
SCALARS: Final = {name: frozenset(scalars(kind)) for name, kind in KINDS.items()}
# Inserting into the table costs a tenth of inserting into the mapped class.
ELEMENTS: Final = Base.metadata.tables[Element.__tablename__]
ISSUES: Final = Base.metadata.tables[Issue.__tablename__]
