"""Which keys a network's restricted content may be sealed under, and what is not sealed yet.

`server/store/resealing.py` seals it afterwards, in batches. A server of before cannot read what is
sealed: going back needs a backup of before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("network", sa.Column("content_keys", sa.Text(), nullable=True))
    op.add_column("network", sa.Column("unsealed_seq", sa.BigInteger(), nullable=True))
    network = sa.table("network", sa.column("seq"), sa.column("unsealed_seq"))
    op.execute(sa.update(network).values(unsealed_seq=network.c.seq))


def downgrade() -> None:
    # Not in a batch: SQLite would make the table anew, and others refer to it.
    op.drop_column("network", "unsealed_seq")
    op.drop_column("network", "content_keys")
