"""Second factor, spare codes, recovery; sessions that prove who asks; an audit nobody changes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# What records of before belonged to: "<kind>/<id>", the id being the last 36 characters.
_ABOUT = """
UPDATE audit SET about_org_id = (
    SELECT record.org_id FROM record
    WHERE record.network_id = audit.network_id
    AND record.kind = substr(audit.subject, 1, length(audit.subject) - 37)
    AND record.id = substr(audit.subject, length(audit.subject) - 35)
) WHERE length(subject) > 37
"""
_REFUSED = "audit is append-only"
_SQLITE = (
    f"""CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END""",
    f"""CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
    WHEN OLD.at_ms >= coalesce((SELECT max(before_ms) FROM audit_horizon), 0)
    BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END""",
)
_POSTGRESQL = (
    f"""CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            IF OLD.at_ms < coalesce((SELECT max(before_ms) FROM audit_horizon), 0) THEN
                RETURN OLD;
            END IF;
        END IF;
        RAISE EXCEPTION '{_REFUSED}';
    END $$""",
    """CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit
    FOR EACH ROW EXECUTE FUNCTION audit_refuse()""",
    """CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
)


def upgrade() -> None:
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.add_column(sa.Column("otp_sealed", sa.String(length=120), nullable=True))
        batch_op.add_column(sa.Column("otp_step", sa.BigInteger(), nullable=True))
    op.create_table(
        "spare_code",
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_spare_code_user_id")),
        sa.PrimaryKeyConstraint("user_id", "code_hash", name=op.f("pk_spare_code")),
    )
    op.create_table(
        "recovery",
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.String(length=36), nullable=True),
        sa.Column("expires_at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["user.id"], name=op.f("fk_recovery_made_by")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_recovery_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_recovery")),
    )
    # Everybody signs in anew.
    op.execute("DELETE FROM desk_session")
    with op.batch_alter_table("desk_session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("id", sa.String(length=36), nullable=False))
        batch_op.add_column(sa.Column("proved_at_ms", sa.BigInteger(), nullable=False))
        batch_op.add_column(sa.Column("otp_offered", sa.String(length=120), nullable=True))
        batch_op.add_column(sa.Column("label", sa.String(length=60), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_desk_session_id"), ["id"])
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("about_org_id", sa.String(length=36), nullable=True))
    op.execute(_ABOUT)
    op.create_table(
        "audit_horizon",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("before_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_horizon")),
    )
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER audit_no_update")
        op.execute("DROP TRIGGER audit_no_delete")
    else:
        op.execute("DROP TRIGGER audit_no_change ON audit")
        op.execute("DROP TRIGGER audit_no_truncate ON audit")
        op.execute("DROP FUNCTION audit_refuse()")
    op.drop_table("audit_horizon")
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_column("about_org_id")
    with op.batch_alter_table("desk_session", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_desk_session_id"), type_="unique")
        for column in ("id", "proved_at_ms", "otp_offered", "label"):
            batch_op.drop_column(column)
    op.drop_table("recovery")
    op.drop_table("spare_code")
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.drop_column("otp_step")
        batch_op.drop_column("otp_sealed")
