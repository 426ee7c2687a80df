"""Counts are found by their round, so that those outside its time are."""

from __future__ import annotations

from alembic import op


revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_read_activity_round", "read_activity", ["network_id", "round", "started_at", "id"]
    )


def downgrade() -> None:
    op.drop_index("ix_read_activity_round", table_name="read_activity")
