"""Who names a record, and the changes of one, are found without reading those of a network."""

from __future__ import annotations

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

# Table, what its index had, what it has now.
_INDEXES = (
    ("link", ["network_id", "target"], ["kind", "record_id", "field"]),
    ("change", ["network_id", "kind", "record_id"], ["number"]),
)


def _name(table: str, columns: list[str]) -> str:
    return op.f(f"ix_{table}_{'_'.join(columns)}")


def upgrade() -> None:
    for table, had, more in _INDEXES:
        op.create_index(_name(table, had + more), table, had + more)
        op.drop_index(_name(table, had), table)


def downgrade() -> None:
    for table, had, more in _INDEXES:
        op.create_index(_name(table, had), table, had)
        op.drop_index(_name(table, had + more), table)
