"""The audit no longer tells why nobody agreed: that is about a person, and lies sealed elsewhere."""

from __future__ import annotations

from alembic import op

from server.store import append_only

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_FORGET = "UPDATE audit SET reason = NULL WHERE action = 'exception'"


def upgrade() -> None:
    """The lines stay, without that word; for this one statement they may be changed."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER audit_no_update")
        op.execute(_FORGET)
        op.execute(append_only.SQLITE[0])
    else:
        op.execute("ALTER TABLE audit DISABLE TRIGGER audit_no_change")
        op.execute(_FORGET)
        op.execute("ALTER TABLE audit ENABLE TRIGGER audit_no_change")


def downgrade() -> None:
    pass
