"""Sessions of browsers that keep nothing: each counts as a phone of its own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_KEY = "fk_desk_session_device_id"


def upgrade() -> None:
    with op.batch_alter_table("desk_session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("device_id", sa.String(length=36), nullable=True))
        batch_op.create_foreign_key(batch_op.f(_KEY), "device", ["device_id"], ["id"])


def downgrade() -> None:
    # An older server would take them for sessions of the desk.
    op.execute("DELETE FROM desk_session WHERE device_id IS NOT NULL")
    with op.batch_alter_table("desk_session", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f(_KEY), type_="foreignkey")
        batch_op.drop_column("device_id")
