"""A minor's case says until when it is kept longer, and why."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_ADDED = ("keep_until", "keep_reason")


def upgrade() -> None:
    for name in _ADDED:
        op.add_column("read_case", sa.Column(name, sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("read_case", schema=None) as batch_op:
        for name in _ADDED:
            batch_op.drop_column(name)
