"""What a network confirms before people are referred."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "read_charter",
        sa.Column("network_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("org_id", sa.String(length=36), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=True),
        sa.Column("device_id", sa.String(length=36), nullable=True),
        sa.Column("made_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("received_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("when_ms", sa.BigInteger(), nullable=False),
        sa.Column("effective_visibility", sa.String(length=20), nullable=False),
        sa.Column("sole_key", sa.String(length=120), nullable=False),
        sa.Column("standing", sa.SmallInteger(), nullable=False),
        sa.Column("unsettled", sa.Text(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=True),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("voided", sa.Text(), nullable=True),
        sa.Column("review", sa.Text(), nullable=True),
        sa.Column("queried", sa.Boolean(), nullable=True),
        sa.Column("query", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("captured_locked", sa.Boolean(), nullable=True),
        sa.Column("agreement", sa.Boolean(), nullable=True),
        sa.Column("assessment", sa.Boolean(), nullable=True),
        sa.Column("notices", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("network_id", "id", name=op.f("pk_read_charter")),
    )
    with op.batch_alter_table("read_charter", schema=None) as batch_op:
        batch_op.create_index(
            "ix_read_charter_list",
            ["network_id", "sole_key", "standing", "when_ms", "id"],
            unique=False,
        )


def downgrade() -> None:
    op.drop_table("read_charter")
