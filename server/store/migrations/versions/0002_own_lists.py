"""Unit, step and rank of a network's own codes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("read_list_item", schema=None) as batch_op:
        batch_op.add_column(sa.Column("unit", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("step", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("rank", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("read_list_item", schema=None) as batch_op:
        batch_op.drop_column("rank")
        batch_op.drop_column("step")
        batch_op.drop_column("unit")
