"""Phones that a coordinator has looked at; people who never repeat each other."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("device", schema=None) as batch_op:
        batch_op.add_column(sa.Column("looked_at_ms", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("looked_missing", sa.BigInteger(), nullable=True))
    op.create_index(
        "ix_element_distinct",
        "element",
        ["network_id", "key"],
        sqlite_where=sa.text("field = 'distinct'"),
        postgresql_where=sa.text("field = 'distinct'"),
    )


def downgrade() -> None:
    op.drop_index("ix_element_distinct", table_name="element")
    with op.batch_alter_table("device", schema=None) as batch_op:
        batch_op.drop_column("looked_missing")
        batch_op.drop_column("looked_at_ms")
