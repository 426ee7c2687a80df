"""Referrals that wait are found by an index alone."""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_INDEX = "ix_referral_waiting"
_COLUMNS = ("network_id", "status", "respond_by", "id", "standing", "when_ms", "sole_key", "seq")


def upgrade() -> None:
    op.create_index(_INDEX, "read_referral", list(_COLUMNS))


def downgrade() -> None:
    op.drop_index(_INDEX, "read_referral")
