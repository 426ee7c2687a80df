"""Sealed envelopes that could not be opened."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unopened",
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("network_id", sa.String(length=36), nullable=True),
        sa.Column("device_id", sa.String(length=36), nullable=True),
        sa.Column("counted_for", sa.String(length=36), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("received_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_unopened")),
    )
    with op.batch_alter_table("unopened", schema=None) as batch_op:
        for column in ("device_id", "network_id", "received_at_ms"):
            batch_op.create_index(batch_op.f(f"ix_unopened_{column}"), [column], unique=False)


def downgrade() -> None:
    op.drop_table("unopened")
