"""How a referral stands and until when it should be answered, beside its record."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("record", schema=None) as batch_op:
        batch_op.add_column(sa.Column("derived", sa.Text(), nullable=True))
    with op.batch_alter_table("read_referral", schema=None) as batch_op:
        batch_op.add_column(sa.Column("respond_by", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("status", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("read_referral", schema=None) as batch_op:
        batch_op.drop_column("status")
        batch_op.drop_column("respond_by")
    with op.batch_alter_table("record", schema=None) as batch_op:
        batch_op.drop_column("derived")
