"""Issues know under which key their record is read, so that the inbox needs one index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("issue", schema=None) as batch_op:
        # "*" says that the key is to be looked up, which is right for every record.
        batch_op.add_column(
            sa.Column("sole_key", sa.String(length=120), nullable=False, server_default="*")
        )
    kinds = sa.text("SELECT DISTINCT kind FROM issue")
    for kind in list(op.get_bind().execute(kinds).scalars()):
        table = sa.table(f"read_{kind}", *map(sa.column, ("network_id", "id", "sole_key")))
        issue = sa.table("issue", *map(sa.column, ("network_id", "kind", "record_id", "sole_key")))
        key = sa.select(table.c.sole_key).where(
            table.c.network_id == issue.c.network_id, table.c.id == issue.c.record_id
        )
        known = sa.func.coalesce(key.scalar_subquery(), "*")
        op.execute(issue.update().where(issue.c.kind == kind).values(sole_key=known))
    with op.batch_alter_table("issue", schema=None) as batch_op:
        batch_op.alter_column("sole_key", server_default=None)
        batch_op.drop_index("ix_issue_network_id_org_id_at_ms")
        batch_op.create_index(
            "ix_issue_inbox", ["network_id", "org_id", "at_ms", "id", "sole_key", "issue"]
        )
        batch_op.create_index(
            "ix_issue_network", ["network_id", "sole_key", "at_ms", "id", "issue"]
        )


def downgrade() -> None:
    with op.batch_alter_table("issue", schema=None) as batch_op:
        batch_op.drop_index("ix_issue_network")
        batch_op.drop_index("ix_issue_inbox")
        batch_op.create_index(
            "ix_issue_network_id_org_id_at_ms", ["network_id", "org_id", "at_ms"]
        )
        batch_op.drop_column("sole_key")
