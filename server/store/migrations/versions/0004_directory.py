"""Where a service is, what it costs, and its id in the system it was imported from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ADDED = {
    "read_directory_service": ("on_holidays", "interpretation", "fees", "address", "hsds_id"),
    "read_org": ("hsds_id",),
    "read_site": ("hsds_id",),
}


def upgrade() -> None:
    for table, names in ADDED.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name in names:
                batch_op.add_column(sa.Column(name, sa.Text(), nullable=True))


def downgrade() -> None:
    for table, names in ADDED.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name in names:
                batch_op.drop_column(name)
