"""How an organisation has its phones locked: four words, no counting while locked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ADDED = ("lock_words", "count_locked_off")


def upgrade() -> None:
    with op.batch_alter_table("read_org", schema=None) as batch_op:
        for name in ADDED:
            batch_op.add_column(sa.Column(name, sa.Boolean(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("read_org", schema=None) as batch_op:
        for name in ADDED:
            batch_op.drop_column(name)
