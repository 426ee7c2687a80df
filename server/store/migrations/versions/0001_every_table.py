"""Every table."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "element",
        sa.Column("network_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.String(length=36), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(
            "network_id", "kind", "record_id", "field", "key", name=op.f("pk_element")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "exit",
        sa.Column("network_id", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.String(length=36), nullable=False),
        sa.Column("erased", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("network_id", "key", "seq", name=op.f("pk_exit")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("exit", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_exit_network_id_record_id"), ["network_id", "record_id"], unique=False
        )

    op.create_table(
        "failure",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_failure")),
    )
    with op.batch_alter_table("failure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_failure_at_ms"), ["at_ms"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_failure_subject_at_ms"), ["subject", "at_ms"], unique=False
        )

    op.create_table(
        "issue",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("network_id", sa.String(length=36), nullable=False),
        sa.Column("issue", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.String(length=36), nullable=False),
        sa.Column("org_id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("field", sa.String(length=101), nullable=True),
        sa.Column("why", sa.String(length=40), nullable=True),
        sa.Column("record_values", sa.Text(), nullable=False),
        sa.Column("target_kind", sa.String(length=40), nullable=True),
        sa.Column("target_id", sa.String(length=36), nullable=True),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issue")),
    )
    with op.batch_alter_table("issue", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_issue_network_id_kind_record_id"),
            ["network_id", "kind", "record_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_issue_network_id_org_id_at_ms"),
            ["network_id", "org_id", "at_ms"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_issue_network_id_target_id"), ["network_id", "target_id"], unique=False
        )

    op.create_table(
        "link",
        sa.Column("network_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.String(length=36), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("target", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint(
            "network_id", "kind", "record_id", "field", "target", name=op.f("pk_link")
        ),
    )
    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_link_network_id_target"), ["network_id", "target"], unique=False
        )

    op.create_table(
        "network",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("changes", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_network")),
    )
    op.create_table(
        "read_activity",
        sa.Column("network_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("org_id", sa.String(length=36), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=True),
        sa.Column("device_id", sa.String(length=36), nullable=True),
        sa.Column("made_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("received_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("when_ms", sa.BigInteger(), nullable=False),
        sa.Column("effective_visibility", sa.String(length=20), nullable=False),
        sa.Column("sole_key", sa.String(length=120), nullable=False),
        sa.Column("standing", sa.SmallInteger(), nullable=False),
        sa.Column("unsettled", sa.Text(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=True),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("voided", sa.Text(), nullable=True),
        sa.Column("review", sa.Text(), nullable=True),
        sa.Column("queried", sa.Boolean(), nullable=True),
        sa.Column("query", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("captured_locked", sa.Boolean(), nullable=True),
        sa.Column("round", sa.Text(), nullable=True),
        sa.Column("site", sa.Text(), nullable=True),
        sa.Column("service_type", sa.Text(), nullable=True),
        sa.Column("started_at", sa.Text(), nullable=True),
        sa.Column("duration_min", sa.BigInteger(), nullable=True),
        sa.Column("quantity", sa.Double(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("people", sa.BigInteger(), nullable=True),
        sa.Column("people_method", sa.Text(), nullable=True),
        sa.Column("unmet", sa.BigInteger(), nullable=True),
        sa.Column("unmet_reason", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("slot", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("network_id", "id", name=op.f("pk_read_activity")),
    )
    with op.batch_alter_table("read_activity", schema=None) as batch_op:
        batch_op.create_index(
            "ix_read_activity_list",
            [
                "network_id",
                "sole_key",
                "standing",
                "when_ms",
                "id",
                "site",
                "service_type",
                "quantity",
                "people",
                "unmet",
                "unit",
                "unsettled",
            ],
            unique=False,
        )
        batch_op.create_index(
            "ix_read_activity_slot", ["network_id", "slot", "author_id", "round"], unique=False
        )

    op.create_table(
        "read_case",
        sa.Column("network_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("org_id", sa.String(length=36), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=True),
        sa.Column("device_id", sa.String(length=36), nullable=True),
        sa.Column("made_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("received_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("when_ms", sa.BigInteger(), nullable=False),
        sa.Column("effective_visibility", sa.String(length=20), nullable=False),
        sa.Column("sole_key", sa.String(length=120), nullable=False),
        sa.Column("standing", sa.SmallInteger(), nullable=False),
        sa.Column("unsettled", sa.Text(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=True),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("voided", sa.Text(), nullable=True),
        sa.Column("review", sa.Text(), nullable=True),
        sa.Column("queried", sa.Boolean(), nullable=True),
        sa.Column("query", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("captured_locked", sa.Boolean(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("sex", sa.Text(), nullable=True),
        sa.Column("age_band", sa.Text(), nullable=True),
        sa.Column("minor_status", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("network_id", "id", name=op.f("pk_read_case")),
    )
    with op.batch_alter_table("read_case", schema=None) as batch_op:
        batch_op.create_index(
            "ix_read_case_list",
            ["network_id", "sole_key", "standing", "when_ms", "id"],
            unique=False,
        )

    op.create_table(
        "read_consent",
        sa.Column("network_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("org_id", sa.String(length=36), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=True),
        sa.Column("device_id", sa.String(length=36), nullable=True),
        sa.Column("made_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("received_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("when_ms", sa.BigInteger(), nullable=False),
        sa.Column("effective_visibility", sa.String(length=20), nullable=False),
        sa.Column("sole_key", sa.String(length=120), nullable=False),
        sa.Column("standing", sa.SmallInteger(), nullable=False),
        sa.Column("unsettled", sa.Text(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=True),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("voided", sa.Text(), nullable=True),
        sa.Column("review", sa.Text(), nullable=True),
        sa.Column("queried", sa.Boolean(), nullable=True),
        sa.Column("query", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("captured_locked", sa.Boolean(), nullable=True),
        sa.Column("case", sa.Text(), nullable=True),
        sa.Column("to_org", sa.Text(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("method", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("interpreter", sa.Boolean(), nullable=True),
        sa.Column("text_version", sa.Text(), nullable=True),
        sa.Column("given_at", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("network_id", "id", name=op.f("pk_read_consent")),
    )
    with op.batch_alter_table("read_consent", schema=None) as batch_op:
        batch_op.create_index(
            "ix_read_consent_list",
            ["network_id", "sole_key", "standing", "when_ms", "id"],
            unique=False,
        )

    op.create_table(
        "read_consent_approval",
        sa.Column("network_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("org_id", sa.String(length=36), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=True),
        sa.Column("device_id", sa.String(length=36), nullable=True),
        sa.Column("made_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("received_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("when_ms", sa.BigInteger(), nullable=False),
        sa.Column("effective_visibility", sa.String(length=20), nullable=False),
        sa.Column("sole_key", sa.String(length=120), nullable=False),
        sa.Column("standing", sa.SmallInteger(), nullable=False),
        sa.Column("unsettled", sa.Text(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=True),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("voided", sa.Text(), nullable=True),
        sa.Column("review", sa.Text(), nullable=True),
        sa.Column("queried", sa.Boolean(), nullable=True),
        sa.Column("query", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("captured_locked", sa.Boolean(), nullable=True),
        sa.Column("consent", sa.Text(), nullable=True),
        sa.Column("agreed", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("network_id", "id", name=op.f("pk_read_consent_approval")),
    )
    with op.batch_alter_table("read_consent_approval", schema=None) as batch_op:
        batch_op.create_index(
            "ix_read_consent_approval_list",
            ["network_id", "sole_key", "standing", "when_ms", "id"],
            unique=False,
        )

    op.create_table(
        "read_consent_withdrawal",
        sa.Column("network_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("org_id", sa.String(length=36), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=True),
        sa.Column("device_id", sa.String(length=36), nullable=True),
        sa.Column("made_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("received_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("when_ms", sa.BigInteger(), nullable=False),
        sa.Column("effective_visibility", sa.String(length=20), nullable=False),
        sa.Column("sole_key", sa.String(length=120), nullable=False),
        sa.Column("standing", sa.SmallInteger(), nullable=False),
        sa.Column("unsettled", sa.Text(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=True),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("voided", sa.Text(), nullable=True),
        sa.Column("review", sa.Text(), nullable=True),
        sa.Column("queried", sa.Boolean(), nullable=True),
        sa.Column("query", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("captured_locked", sa.Boolean(), nullable=True),
        sa.Column("consent", sa.Text(), nullable=True),
        sa.Column("at", sa.Text(), nullable=True),
        sa.Column("told_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("network_id", "id", name=op.f("pk_read_consent_withdrawal")),
    )
    with op.batch_alter_table("read_consent_withdrawal", schema=None) as batch_op:
        batch_op.create_index(
            "ix_read_consent_withdrawal_list",
            ["network_id", "sole_key", "standing", "when_ms", "id"],
            unique=False,
        )

    op.create_table(
        "read_contact",
        sa.Column("network_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("org_id", sa.String(length=36), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=True),
        sa.Column("device_id", sa.String(length=36), nullable=True),
        sa.Column("made_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("received_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("when_ms", sa.BigInteger(), nullable=False),
        sa.Column("effective_visibility", sa.String(length=20), nullable=False),
        sa.Column("sole_key", sa.String(length=120), nullable=False),
        sa.Column("standing", sa.SmallInteger(), nullable=False),
        sa.Column("unsettled", sa.Text(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=True),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("voided", sa.Text(), nullable=True),
        sa.Column("review", sa.Text(), nullable=True),
        sa.Column("queried", sa.Boolean(), nullable=True),
        sa.Column("query", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("captured_locked", sa.Boolean(), nullable=True),
        sa.Column("round", sa.Text(), nullable=True),
        sa.Column("site", sa.Text(), nullable=True),
        sa.Column("group_size", sa.BigInteger(), nullable=True),
        sa.Column("case", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("interpreter", sa.Text(), nullable=True),
        sa.Column("sex", sa.Text(), nullable=True),
        sa.Column("age_band", sa.Text(), nullable=True),
        sa.Column("minor_status", sa.Text(), nullable=True),
        sa.Column("duration_min", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("network_id", "id", name=op.f("pk_read_contact")),
    )
    with op.batch_alter_table("read_contact", schema=None) as batch_op:
        batch_op.create_index(
            "ix_read_contact_list",
            [
                "network_id",
                "sole_key",
                "standing",
                "when_ms",
                "id",
                "site",
                "group_size",
                "unsettled",
            ],
            unique=False,
        )

    op.create_table(
        "read_directory_service",
        sa.Column("network_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("org_id", sa.String(length=36), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=True),
        sa.Column("device_id", sa.String(length=36), nullable=True),
        sa.Column("made_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("received_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("when_ms", sa.BigInteger(), nullable=False),
        sa.Column("effective_visibility", sa.String(length=20), nullable=False),
        sa.Column("sole_key", sa.String(length=120), nullable=False),
        sa.Column("standing", sa.SmallInteger(), nullable=False),
        sa.Column("unsettled", sa.Text(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=True),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("voided", sa.Text(), nullable=True),
        sa.Column("review", sa.Text(), nullable=True),
        sa.Column("queried", sa.Boolean(), nullable=True),
        sa.Column("query", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("captured_locked", sa.Boolean(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("provider", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("eligibility", sa.Text(), nullable=True),
        sa.Column("min_age", sa.BigInteger(), nullable=True),
        sa.Column("max_age", sa.BigInteger(), nullable=True),
        sa.Column("documents_required", sa.Text(), nullable=True),
        sa.Column("how_to_access", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("accepts_referrals", sa.Text(), nullable=True),
        sa.Column("capacity_note", sa.Text(), nullable=True),
        sa.Column("alert", sa.Text(), nullable=True),
        sa.Column("alert_until", sa.Text(), nullable=True),
        sa.Column("assured_on", sa.Text(), nullable=True),
        sa.Column("assured_by", sa.Text(), nullable=True),
        sa.Column("published", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("network_id", "id", name=op.f("pk_read_directory_service")),
    )
    with op.batch_alter_table("read_directory_service", schema=None) as batch_op:
        batch_op.create_index(
            "ix_read_directory_service_list",
            ["network_id", "sole_key", "standing", "when_ms", "id"],
            unique=False,
        )

    op.create_table(
        "read_incident",
        sa.Column("network_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("org_id", sa.String(length=36), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=True),
        sa.Column("device_id", sa.String(length=36), nullable=True),
        sa.Column("made_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("received_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("when_ms", sa.BigInteger(), nullable=False),
        sa.Column("effective_visibility", sa.String(length=20), nullable=False),
        sa.Column("sole_key", sa.String(length=120), nullable=False),
        sa.Column("standing", sa.SmallInteger(), nullable=False),
        sa.Column("unsettled", sa.Text(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=True),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("voided", sa.Text(), nullable=True),
        sa.Column("review", sa.Text(), nullable=True),
        sa.Column("queried", sa.Boolean(), nullable=True),
        sa.Column("query", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("captured_locked", sa.Boolean(), nullable=True),
        sa.Column("incident_source", sa.Text(), nullable=True),
        sa.Column("site", sa.Text(), nullable=True),
        sa.Column("hub_zone", sa.Text(), nullable=True),
        sa.Column("started_at", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.Text(), nullable=True),
        sa.Column("legal_basis_claimed", sa.Text(), nullable=True),
        sa.Column("interpreter_present", sa.Text(), nullable=True),
        sa.Column("shelter_offered", sa.Text(), nullable=True),
        sa.Column("perimeter", sa.Text(), nullable=True),
        sa.Column("observation_obstructed", sa.Text(), nullable=True),
        sa.Column("medical_help_called", sa.Text(), nullable=True),
        sa.Column("account", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("network_id", "id", name=op.f("pk_read_incident")),
    )
    with op.batch_alter_table("read_incident", schema=None) as batch_op:
        batch_op.create_index(
            "ix_read_incident_list",
            ["network_id", "sole_key", "standing", "when_ms", "id", "site"],
            unique=False,
        )

    op.create_table(
        "read_list_item",
        sa.Column("network_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("org_id", sa.String(length=36), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=True),
        sa.Column("device_id", sa.String(length=36), nullable=True),
        sa.Column("made_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("received_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("when_ms", sa.BigInteger(), nullable=False),
        sa.Column("effective_visibility", sa.String(length=20), nullable=False),
        sa.Column("sole_key", sa.String(length=120), nullable=False),
        sa.Column("standing", sa.SmallInteger(), nullable=False),
        sa.Column("unsettled", sa.Text(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=True),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("voided", sa.Text(), nullable=True),
        sa.Column("review", sa.Text(), nullable=True),
        sa.Column("queried", sa.Boolean(), nullable=True),
        sa.Column("query", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("captured_locked", sa.Boolean(), nullable=True),
        sa.Column("list", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("parent", sa.Text(), nullable=True),
        sa.Column("retired", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("network_id", "id", name=op.f("pk_read_list_item")),
    )
    with op.batch_alter_table("read_list_item", schema=None) as batch_op:
        batch_op.create_index(
            "ix_read_list_item_list",
            ["network_id", "sole_key", "standing", "when_ms", "id"],
            unique=False,
        )

    op.create_table(
        "read_member",
        sa.Column("network_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("org_id", sa.String(length=36), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=True),
        sa.Column("device_id", sa.String(length=36), nullable=True),
        sa.Column("made_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("received_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("when_ms", sa.BigInteger(), nullable=False),
        sa.Column("effective_visibility", sa.String(length=20), nullable=False),
        sa.Column("sole_key", sa.String(length=120), nullable=False),
        sa.Column("standing", sa.SmallInteger(), nullable=False),
        sa.Column("unsettled", sa.Text(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=True),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("voided", sa.Text(), nullable=True),
        sa.Column("review", sa.Text(), nullable=True),
        sa.Column("queried", sa.Boolean(), nullable=True),
        sa.Column("query", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("captured_locked", sa.Boolean(), nullable=True),
        sa.Column("alias", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("network_id", "id", name=op.f("pk_read_member")),
    )
    with op.batch_alter_table("read_member", schema=None) as batch_op:
        batch_op.create_index(
            "ix_read_member_list",
            ["network_id", "sole_key", "standing", "when_ms", "id"],
            unique=False,
        )

    op.create_table(
        "read_message",
        sa.Column("network_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("org_id", sa.String(length=36), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=True),
        sa.Column("device_id", sa.String(length=36), nullable=True),
        sa.Column("made_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("received_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("when_ms", sa.BigInteger(), nullable=False),
        sa.Column("effective_visibility", sa.String(length=20), nullable=False),
        sa.Column("sole_key", sa.String(length=120), nullable=False),
        sa.Column("standing", sa.SmallInteger(), nullable=False),
        sa.Column("unsettled", sa.Text(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=True),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("voided", sa.Text(), nullable=True),
        sa.Column("review", sa.Text(), nullable=True),
        sa.Column("queried", sa.Boolean(), nullable=True),
        sa.Column("query", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("captured_locked", sa.Boolean(), nullable=True),
        sa.Column("referral", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("network_id", "id", name=op.f("pk_read_message")),
    )
    with op.batch_alter_table("read_message", schema=None) as batch_op:
        batch_op.create_index(
            "ix_read_message_list",
            ["network_id", "sole_key", "standing", "when_ms", "id"],
            unique=False,
        )

    op.create_table(
        "read_notice",
        sa.Column("network_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("org_id", sa.String(length=36), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=True),
        sa.Column("device_id", sa.String(length=36), nullable=True),
        sa.Column("made_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("received_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("when_ms", sa.BigInteger(), nullable=False),
        sa.Column("effective_visibility", sa.String(length=20), nullable=False),
        sa.Column("sole_key", sa.String(length=120), nullable=False),
        sa.Column("standing", sa.SmallInteger(), nullable=False),
        sa.Column("unsettled", sa.Text(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=True),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("voided", sa.Text(), nullable=True),
        sa.Column("review", sa.Text(), nullable=True),
        sa.Column("queried", sa.Boolean(), nullable=True),
        sa.Column("query", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("captured_locked", sa.Boolean(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("until", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("network_id", "id", name=op.f("pk_read_notice")),
    )
    with op.batch_alter_table("read_notice", schema=None) as batch_op:
        batch_op.create_index(
            "ix_read_notice_list",
            ["network_id", "sole_key", "standing", "when_ms", "id"],
            unique=False,
        )

    op.create_table(
        "read_org",
        sa.Column("network_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("org_id", sa.String(length=36), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=True),
        sa.Column("device_id", sa.String(length=36), nullable=True),
        sa.Column("made_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("received_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("when_ms", sa.BigInteger(), nullable=False),
        sa.Column("effective_visibility", sa.String(length=20), nullable=False),
        sa.Column("sole_key", sa.String(length=120), nullable=False),
        sa.Column("standing", sa.SmallInteger(), nullable=False),
        sa.Column("unsettled", sa.Text(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=True),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("voided", sa.Text(), nullable=True),
        sa.Column("review", sa.Text(), nullable=True),
        sa.Column("queried", sa.Boolean(), nullable=True),
        sa.Column("query", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("captured_locked", sa.Boolean(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("org_type", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("website", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("member", sa.Boolean(), nullable=True),
        sa.Column("external", sa.Boolean(), nullable=True),
        sa.Column("listed", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("network_id", "id", name=op.f("pk_read_org")),
    )
    with op.batch_alter_table("read_org", schema=None) as batch_op:
        batch_op.create_index(
            "ix_read_org_list",
            ["network_id", "sole_key", "standing", "when_ms", "id"],
            unique=False,
        )

    op.create_table(
        "read_referral",
        sa.Column("network_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("org_id", sa.String(length=36), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=True),
        sa.Column("device_id", sa.String(length=36), nullable=True),
        sa.Column("made_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("received_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("when_ms", sa.BigInteger(), nullable=False),
        sa.Column("effective_visibility", sa.String(length=20), nullable=False),
        sa.Column("sole_key", sa.String(length=120), nullable=False),
        sa.Column("standing", sa.SmallInteger(), nullable=False),
        sa.Column("unsettled", sa.Text(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=True),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("voided", sa.Text(), nullable=True),
        sa.Column("review", sa.Text(), nullable=True),
        sa.Column("queried", sa.Boolean(), nullable=True),
        sa.Column("query", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("captured_locked", sa.Boolean(), nullable=True),
        sa.Column("case", sa.Text(), nullable=True),
        sa.Column("from_org", sa.Text(), nullable=True),
        sa.Column("to_org", sa.Text(), nullable=True),
        sa.Column("to_service", sa.Text(), nullable=True),
        sa.Column("referral_type", sa.Text(), nullable=True),
        sa.Column("urgency", sa.Text(), nullable=True),
        sa.Column("consent", sa.Text(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("handover", sa.Text(), nullable=True),
        sa.Column("meet", sa.Text(), nullable=True),
        sa.Column("sealed_contact", sa.Text(), nullable=True),
        sa.Column("follows", sa.Text(), nullable=True),
        sa.Column("hold", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("network_id", "id", name=op.f("pk_read_referral")),
    )
    with op.batch_alter_table("read_referral", schema=None) as batch_op:
        batch_op.create_index(
            "ix_read_referral_list",
            ["network_id", "sole_key", "standing", "when_ms", "id"],
            unique=False,
        )

    op.create_table(
        "read_referral_event",
        sa.Column("network_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("org_id", sa.String(length=36), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=True),
        sa.Column("device_id", sa.String(length=36), nullable=True),
        sa.Column("made_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("received_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("when_ms", sa.BigInteger(), nullable=False),
        sa.Column("effective_visibility", sa.String(length=20), nullable=False),
        sa.Column("sole_key", sa.String(length=120), nullable=False),
        sa.Column("standing", sa.SmallInteger(), nullable=False),
        sa.Column("unsettled", sa.Text(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=True),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("voided", sa.Text(), nullable=True),
        sa.Column("review", sa.Text(), nullable=True),
        sa.Column("queried", sa.Boolean(), nullable=True),
        sa.Column("query", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("captured_locked", sa.Boolean(), nullable=True),
        sa.Column("referral", sa.Text(), nullable=True),
        sa.Column("to", sa.Text(), nullable=True),
        sa.Column("parents", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("decline_reason", sa.Text(), nullable=True),
        sa.Column("not_completed_reason", sa.Text(), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("redirect_to", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("network_id", "id", name=op.f("pk_read_referral_event")),
    )
    with op.batch_alter_table("read_referral_event", schema=None) as batch_op:
        batch_op.create_index(
            "ix_read_referral_event_list",
            ["network_id", "sole_key", "standing", "when_ms", "id"],
            unique=False,
        )

    op.create_table(
        "read_round",
        sa.Column("network_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("org_id", sa.String(length=36), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=True),
        sa.Column("device_id", sa.String(length=36), nullable=True),
        sa.Column("made_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("received_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("when_ms", sa.BigInteger(), nullable=False),
        sa.Column("effective_visibility", sa.String(length=20), nullable=False),
        sa.Column("sole_key", sa.String(length=120), nullable=False),
        sa.Column("standing", sa.SmallInteger(), nullable=False),
        sa.Column("unsettled", sa.Text(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=True),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("voided", sa.Text(), nullable=True),
        sa.Column("review", sa.Text(), nullable=True),
        sa.Column("queried", sa.Boolean(), nullable=True),
        sa.Column("query", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("captured_locked", sa.Boolean(), nullable=True),
        sa.Column("round_kind", sa.Text(), nullable=True),
        sa.Column("planned_start", sa.Text(), nullable=True),
        sa.Column("planned_end", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("started_at", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.Text(), nullable=True),
        sa.Column("seats", sa.BigInteger(), nullable=True),
        sa.Column("lead", sa.Text(), nullable=True),
        sa.Column("team_size", sa.BigInteger(), nullable=True),
        sa.Column("activity_note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("network_id", "id", name=op.f("pk_read_round")),
    )
    with op.batch_alter_table("read_round", schema=None) as batch_op:
        batch_op.create_index(
            "ix_read_round_list",
            ["network_id", "sole_key", "standing", "when_ms", "id"],
            unique=False,
        )

    op.create_table(
        "read_signup",
        sa.Column("network_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("org_id", sa.String(length=36), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=True),
        sa.Column("device_id", sa.String(length=36), nullable=True),
        sa.Column("made_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("received_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("when_ms", sa.BigInteger(), nullable=False),
        sa.Column("effective_visibility", sa.String(length=20), nullable=False),
        sa.Column("sole_key", sa.String(length=120), nullable=False),
        sa.Column("standing", sa.SmallInteger(), nullable=False),
        sa.Column("unsettled", sa.Text(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=True),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("voided", sa.Text(), nullable=True),
        sa.Column("review", sa.Text(), nullable=True),
        sa.Column("queried", sa.Boolean(), nullable=True),
        sa.Column("query", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("captured_locked", sa.Boolean(), nullable=True),
        sa.Column("round", sa.Text(), nullable=True),
        sa.Column("user", sa.Text(), nullable=True),
        sa.Column("going", sa.Boolean(), nullable=True),
        sa.Column("role", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("network_id", "id", name=op.f("pk_read_signup")),
    )
    with op.batch_alter_table("read_signup", schema=None) as batch_op:
        batch_op.create_index(
            "ix_read_signup_list",
            ["network_id", "sole_key", "standing", "when_ms", "id"],
            unique=False,
        )

    op.create_table(
        "read_site",
        sa.Column("network_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("org_id", sa.String(length=36), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=True),
        sa.Column("device_id", sa.String(length=36), nullable=True),
        sa.Column("made_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("received_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("when_ms", sa.BigInteger(), nullable=False),
        sa.Column("effective_visibility", sa.String(length=20), nullable=False),
        sa.Column("sole_key", sa.String(length=120), nullable=False),
        sa.Column("standing", sa.SmallInteger(), nullable=False),
        sa.Column("unsettled", sa.Text(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=True),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("voided", sa.Text(), nullable=True),
        sa.Column("review", sa.Text(), nullable=True),
        sa.Column("queried", sa.Boolean(), nullable=True),
        sa.Column("query", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("captured_locked", sa.Boolean(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("site_kind", sa.Text(), nullable=True),
        sa.Column("hub_zone", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("adm1", sa.Text(), nullable=True),
        sa.Column("adm2", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=True),
        sa.Column("access_note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("network_id", "id", name=op.f("pk_read_site")),
    )
    with op.batch_alter_table("read_site", schema=None) as batch_op:
        batch_op.create_index(
            "ix_read_site_list",
            ["network_id", "sole_key", "standing", "when_ms", "id"],
            unique=False,
        )

    op.create_table(
        "read_stock_move",
        sa.Column("network_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("org_id", sa.String(length=36), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=True),
        sa.Column("device_id", sa.String(length=36), nullable=True),
        sa.Column("made_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("received_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("when_ms", sa.BigInteger(), nullable=False),
        sa.Column("effective_visibility", sa.String(length=20), nullable=False),
        sa.Column("sole_key", sa.String(length=120), nullable=False),
        sa.Column("standing", sa.SmallInteger(), nullable=False),
        sa.Column("unsettled", sa.Text(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=True),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("voided", sa.Text(), nullable=True),
        sa.Column("review", sa.Text(), nullable=True),
        sa.Column("queried", sa.Boolean(), nullable=True),
        sa.Column("query", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("captured_locked", sa.Boolean(), nullable=True),
        sa.Column("move_kind", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("item", sa.Text(), nullable=True),
        sa.Column("size", sa.Text(), nullable=True),
        sa.Column("fit", sa.Text(), nullable=True),
        sa.Column("quantity", sa.Double(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("other_place", sa.Text(), nullable=True),
        sa.Column("round", sa.Text(), nullable=True),
        sa.Column("donor_type", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("network_id", "id", name=op.f("pk_read_stock_move")),
    )
    with op.batch_alter_table("read_stock_move", schema=None) as batch_op:
        batch_op.create_index(
            "ix_read_stock_move_list",
            [
                "network_id",
                "sole_key",
                "standing",
                "when_ms",
                "id",
                "quantity",
                "unit",
                "unsettled",
            ],
            unique=False,
        )

    op.create_table(
        "scope",
        sa.Column("network_id", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("grade", sa.SmallInteger(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("window_ms", sa.BigInteger(), nullable=False),
        sa.Column("until_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("network_id", "key", "seq", name=op.f("pk_scope")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("network_id", sa.String(length=36), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("org_id", sa.String(length=36), nullable=False),
        sa.Column("device_id", sa.String(length=36), nullable=True),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=280), nullable=True),
        sa.ForeignKeyConstraint(["network_id"], ["network.id"], name=op.f("fk_audit_network_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_audit_network_id_at_ms"), ["network_id", "at_ms"], unique=False
        )

    op.create_table(
        "change",
        sa.Column("network_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=True),
        sa.Column("record_id", sa.String(length=36), nullable=True),
        sa.Column("user_id", sa.String(length=36), nullable=True),
        sa.Column("device_id", sa.String(length=36), nullable=True),
        sa.Column("via", sa.String(length=20), nullable=False),
        sa.Column("received_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("sha256", sa.LargeBinary(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["network_id"], ["network.id"], name=op.f("fk_change_network_id")),
        sa.PrimaryKeyConstraint("network_id", "id", name=op.f("pk_change")),
    )
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_change_network_id_kind_record_id"),
            ["network_id", "kind", "record_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_change_network_id_number"), ["network_id", "number"], unique=True
        )

    op.create_table(
        "erased",
        sa.Column("network_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("erased_at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["network_id"], ["network.id"], name=op.f("fk_erased_network_id")),
        sa.PrimaryKeyConstraint("network_id", "kind", "record_id", name=op.f("pk_erased")),
    )
    op.create_table(
        "held",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("network_id", sa.String(length=36), nullable=False),
        sa.Column("change_id", sa.String(length=20), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=True),
        sa.Column("record_id", sa.String(length=36), nullable=True),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("org_id", sa.String(length=36), nullable=False),
        sa.Column("record_org_id", sa.String(length=36), nullable=True),
        sa.Column("device_id", sa.String(length=36), nullable=True),
        sa.Column("via", sa.String(length=20), nullable=False),
        sa.Column("received_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("decided_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("decided_by", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["network_id"], ["network.id"], name=op.f("fk_held_network_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held")),
    )
    with op.batch_alter_table("held", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_held_network_id_change_id_sha256"),
            ["network_id", "change_id", "sha256"],
            unique=True,
        )
        batch_op.create_index(
            batch_op.f("ix_held_network_id_record_id"), ["network_id", "record_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_held_network_id_state_received_at_ms"),
            ["network_id", "state", "received_at_ms"],
            unique=False,
        )

    op.create_table(
        "record",
        sa.Column("network_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("org_id", sa.String(length=36), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=True),
        sa.Column("device_id", sa.String(length=36), nullable=True),
        sa.Column("org_declared", sa.Boolean(), nullable=False),
        sa.Column("made_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("received_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("changed_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("visibility", sa.String(length=20), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column("stub", sa.LargeBinary(), nullable=True),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["network_id"], ["network.id"], name=op.f("fk_record_network_id")),
        sa.PrimaryKeyConstraint("network_id", "kind", "id", name=op.f("pk_record")),
    )
    with op.batch_alter_table("record", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_record_network_id_seq"), ["network_id", "seq"], unique=True
        )

    op.create_table(
        "tick",
        sa.Column("network_id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("tag", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["network_id"], ["network.id"], name=op.f("fk_tick_network_id")),
        sa.PrimaryKeyConstraint("network_id", "seq", name=op.f("pk_tick")),
    )
    op.create_table(
        "user",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("network_id", sa.String(length=36), nullable=False),
        sa.Column("org_id", sa.String(length=36), nullable=False),
        sa.Column("alias", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("clearances", sa.String(length=60), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["network_id"], ["network.id"], name=op.f("fk_user_network_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("email", name=op.f("uq_user_email")),
    )
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_network_id"), ["network_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_user_org_id"), ["org_id"], unique=False)

    op.create_table(
        "desk_session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("csrf", sa.String(length=64), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("last_seen_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_desk_session_user_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_desk_session")),
    )
    with op.batch_alter_table("desk_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_session_user_id"), ["user_id"], unique=False)

    op.create_table(
        "device",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("network_id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("label", sa.String(length=60), nullable=True),
        sa.Column("public_key", sa.Text(), nullable=True),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("last_seen_ms", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("made", sa.BigInteger(), nullable=False),
        sa.Column("unsent", sa.BigInteger(), nullable=False),
        sa.Column("stored", sa.BigInteger(), nullable=False),
        sa.Column("app", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["network_id"], ["network.id"], name=op.f("fk_device_network_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_device_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_device_token_hash")),
    )
    with op.batch_alter_table("device", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_device_network_id"), ["network_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_device_user_id"), ["user_id"], unique=False)

    op.create_table(
        "invite",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("network_id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.String(length=36), nullable=True),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("expires_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("used_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("asked_device", sa.String(length=36), nullable=True),
        sa.Column("device_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_invite_device_id")),
        sa.ForeignKeyConstraint(["made_by"], ["user.id"], name=op.f("fk_invite_made_by")),
        sa.ForeignKeyConstraint(["network_id"], ["network.id"], name=op.f("fk_invite_network_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_invite_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invite")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_invite_code_hash")),
    )
    with op.batch_alter_table("invite", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invite_network_id"), ["network_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invite_user_id"), ["user_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("invite", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invite_user_id"))
        batch_op.drop_index(batch_op.f("ix_invite_network_id"))

    op.drop_table("invite")
    with op.batch_alter_table("device", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_device_user_id"))
        batch_op.drop_index(batch_op.f("ix_device_network_id"))

    op.drop_table("device")
    with op.batch_alter_table("desk_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_desk_session_user_id"))

    op.drop_table("desk_session")
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_user_org_id"))
        batch_op.drop_index(batch_op.f("ix_user_network_id"))

    op.drop_table("user")
    op.drop_table("tick")
    with op.batch_alter_table("record", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_record_network_id_seq"))

    op.drop_table("record")
    with op.batch_alter_table("held", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_held_network_id_state_received_at_ms"))
        batch_op.drop_index(batch_op.f("ix_held_network_id_record_id"))
        batch_op.drop_index(batch_op.f("ix_held_network_id_change_id_sha256"))

    op.drop_table("held")
    op.drop_table("erased")
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_change_network_id_number"))
        batch_op.drop_index(batch_op.f("ix_change_network_id_kind_record_id"))

    op.drop_table("change")
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_network_id_at_ms"))

    op.drop_table("audit")
    op.drop_table("scope")
    with op.batch_alter_table("read_stock_move", schema=None) as batch_op:
        batch_op.drop_index("ix_read_stock_move_list")

    op.drop_table("read_stock_move")
    with op.batch_alter_table("read_site", schema=None) as batch_op:
        batch_op.drop_index("ix_read_site_list")

    op.drop_table("read_site")
    with op.batch_alter_table("read_signup", schema=None) as batch_op:
        batch_op.drop_index("ix_read_signup_list")

    op.drop_table("read_signup")
    with op.batch_alter_table("read_round", schema=None) as batch_op:
        batch_op.drop_index("ix_read_round_list")

    op.drop_table("read_round")
    with op.batch_alter_table("read_referral_event", schema=None) as batch_op:
        batch_op.drop_index("ix_read_referral_event_list")

    op.drop_table("read_referral_event")
    with op.batch_alter_table("read_referral", schema=None) as batch_op:
        batch_op.drop_index("ix_read_referral_list")

    op.drop_table("read_referral")
    with op.batch_alter_table("read_org", schema=None) as batch_op:
        batch_op.drop_index("ix_read_org_list")

    op.drop_table("read_org")
    with op.batch_alter_table("read_notice", schema=None) as batch_op:
        batch_op.drop_index("ix_read_notice_list")

    op.drop_table("read_notice")
    with op.batch_alter_table("read_message", schema=None) as batch_op:
        batch_op.drop_index("ix_read_message_list")

    op.drop_table("read_message")
    with op.batch_alter_table("read_member", schema=None) as batch_op:
        batch_op.drop_index("ix_read_member_list")

    op.drop_table("read_member")
    with op.batch_alter_table("read_list_item", schema=None) as batch_op:
        batch_op.drop_index("ix_read_list_item_list")

    op.drop_table("read_list_item")
    with op.batch_alter_table("read_incident", schema=None) as batch_op:
        batch_op.drop_index("ix_read_incident_list")

    op.drop_table("read_incident")
    with op.batch_alter_table("read_directory_service", schema=None) as batch_op:
        batch_op.drop_index("ix_read_directory_service_list")

    op.drop_table("read_directory_service")
    with op.batch_alter_table("read_contact", schema=None) as batch_op:
        batch_op.drop_index("ix_read_contact_list")

    op.drop_table("read_contact")
    with op.batch_alter_table("read_consent_withdrawal", schema=None) as batch_op:
        batch_op.drop_index("ix_read_consent_withdrawal_list")

    op.drop_table("read_consent_withdrawal")
    with op.batch_alter_table("read_consent_approval", schema=None) as batch_op:
        batch_op.drop_index("ix_read_consent_approval_list")

    op.drop_table("read_consent_approval")
    with op.batch_alter_table("read_consent", schema=None) as batch_op:
        batch_op.drop_index("ix_read_consent_list")

    op.drop_table("read_consent")
    with op.batch_alter_table("read_case", schema=None) as batch_op:
        batch_op.drop_index("ix_read_case_list")

    op.drop_table("read_case")
    with op.batch_alter_table("read_activity", schema=None) as batch_op:
        batch_op.drop_index("ix_read_activity_slot")
        batch_op.drop_index("ix_read_activity_list")

    op.drop_table("read_activity")
    op.drop_table("network")
    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_link_network_id_target"))

    op.drop_table("link")
    with op.batch_alter_table("issue", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_issue_network_id_target_id"))
        batch_op.drop_index(batch_op.f("ix_issue_network_id_org_id_at_ms"))
        batch_op.drop_index(batch_op.f("ix_issue_network_id_kind_record_id"))

    op.drop_table("issue")
    with op.batch_alter_table("failure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_failure_subject_at_ms"))
        batch_op.drop_index(batch_op.f("ix_failure_at_ms"))

    op.drop_table("failure")
    with op.batch_alter_table("exit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exit_network_id_record_id"))

    op.drop_table("exit")
    op.drop_table("element")
