"""What reports count of referrals that were erased when their time was over."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "past_referral",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("network_id", sa.String(length=36), nullable=False),
        sa.Column("when_ms", sa.BigInteger(), nullable=False),
        sa.Column("org_id", sa.String(length=36), nullable=False),
        sa.Column("to_org", sa.String(length=36), nullable=False),
        sa.Column("referral_type", sa.String(length=40), nullable=False),
        sa.Column("urgency", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("overdue", sa.Boolean(), nullable=False),
        sa.Column("answer_days", sa.Double(), nullable=True),
        sa.Column("close_days", sa.Double(), nullable=True),
        sa.Column("reviewed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["network_id"], ["network.id"], name=op.f("fk_past_referral_network_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_past_referral")),
    )
    with op.batch_alter_table("past_referral", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_past_referral_network_id_when_ms"),
            ["network_id", "when_ms"],
            unique=False,
        )


def downgrade() -> None:
    op.drop_table("past_referral")
