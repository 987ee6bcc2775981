"""The first tables, with history and guards on every registry table."""

import sqlalchemy as sa
from alembic import op

from migrations.history import drop_history, guard_events, refresh_history

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
REGISTRY = (
    "asset",
    "exemption",
    "finding",
    "fund_flow",
    "household",
    "income_entry",
    "living_condition",
    "measure_grant",
    "membership",
    "monitoring_case",
    "person",
    "project",
    "project_beneficiary",
    "project_place",
    "visit",
)


def upgrade() -> None:
    op.create_table(
        "area",
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("parent_code", sa.String(length=12), nullable=True),
        sa.Column("full_name", sa.String(length=200), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("predecessor_code", sa.String(length=12), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_area")),
    )
    op.create_index(op.f("ix_area_parent_code"), "area", ["parent_code"], unique=False)
    op.create_table(
        "event",
        sa.Column("id", BIG, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", BIG, nullable=True),
        sa.Column("act", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=True),
        sa.Column("area_code", sa.String(length=12), nullable=True),
        sa.Column("batch_id", BIG, nullable=True),
        sa.Column("request_key", sa.String(length=80), nullable=True),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("request_key", name=op.f("uq_event_request_key")),
    )
    op.create_index(op.f("ix_event_act"), "event", ["act"], unique=False)
    op.create_index(op.f("ix_event_actor_id"), "event", ["actor_id"], unique=False)
    op.create_index(op.f("ix_event_area_code"), "event", ["area_code"], unique=False)
    op.create_index(op.f("ix_event_at"), "event", ["at"], unique=False)
    op.create_index(op.f("ix_event_subject"), "event", ["subject"], unique=False)
    op.create_table(
        "indicator_value",
        sa.Column("id", BIG, nullable=False),
        sa.Column("indicator", sa.String(length=40), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("area_code", sa.String(length=12), nullable=False),
        sa.Column("numerator", sa.Float(), nullable=True),
        sa.Column("denominator", sa.Float(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=True),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator_value")),
        sa.UniqueConstraint(
            "indicator", "period", "area_code", name=op.f("uq_indicator_value_indicator_period_area_code")
        ),
    )
    op.create_table(
        "job",
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("args", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("message", sa.String(length=200), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("max_attempts", sa.Integer(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_by", sa.String(length=80), nullable=True),
        sa.Column("cancel_asked", sa.Boolean(), nullable=False),
        sa.Column("dedup_key", sa.String(length=120), nullable=True),
        sa.Column("created_by", BIG, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("dedup_key", name=op.f("uq_job_dedup_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_job_public_id")),
    )
    op.create_index(
        "ix_job_running",
        "job",
        ["leased_until"],
        unique=False,
        sqlite_where=sa.text("state = 'running'"),
        postgresql_where=sa.text("state = 'running'"),
    )
    op.create_index(
        "ix_job_waiting",
        "job",
        ["not_before", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'queued'"),
        postgresql_where=sa.text("state = 'queued'"),
    )
    op.create_table(
        "job_schedule",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("cron", sa.String(length=60), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_job_schedule")),
    )
    op.create_table(
        "report_request",
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("area_code", sa.String(length=12), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("formats", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=True),
        sa.Column("created_by", BIG, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_request")),
        sa.UniqueConstraint("public_id", name=op.f("uq_report_request_public_id")),
    )
    op.create_index(op.f("ix_report_request_area_code"), "report_request", ["area_code"], unique=False)
    op.create_index(op.f("ix_report_request_created_by"), "report_request", ["created_by"], unique=False)
    op.create_table(
        "rule_result",
        sa.Column("id", BIG, nullable=False),
        sa.Column("rule", sa.String(length=24), nullable=False),
        sa.Column("subject", BIG, nullable=False),
        sa.Column("household_id", BIG, nullable=False),
        sa.Column("area_code", sa.String(length=12), nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_result")),
    )
    op.create_index("ix_rule_result_area", "rule_result", ["rule", "state", "area_code"], unique=False)
    op.create_index(
        "ix_rule_result_household",
        "rule_result",
        ["household_id"],
        unique=False,
        sqlite_where=sa.text("until_at IS NULL"),
        postgresql_where=sa.text("until_at IS NULL"),
    )
    op.create_index(
        "uq_rule_result_open",
        "rule_result",
        ["rule", "subject"],
        unique=True,
        sqlite_where=sa.text("until_at IS NULL"),
        postgresql_where=sa.text("until_at IS NULL"),
    )
    op.create_table(
        "rule_run",
        sa.Column("id", BIG, nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("area_low", sa.String(length=12), nullable=False),
        sa.Column("area_high", sa.String(length=12), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_run")),
    )
    op.create_table(
        "rule_version",
        sa.Column("id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("entry", sa.JSON(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=True),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("author_id", BIG, nullable=True),
        sa.Column("approved_by", BIG, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_version")),
        sa.UniqueConstraint("kind", "code", "version", name=op.f("uq_rule_version_kind_code_version")),
    )
    op.create_table(
        "secret",
        sa.Column("id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("key_no", sa.SmallInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("blind", sa.LargeBinary(length=16), nullable=True),
        sa.Column("masked", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_secret")),
    )
    op.create_index(op.f("ix_secret_blind"), "secret", ["blind"], unique=False)
    op.create_index(op.f("ix_secret_key_no"), "secret", ["key_no"], unique=False)
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", BIG, nullable=False),
        sa.Column("login", sa.String(length=60), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    op.create_index("ix_sign_in_attempt_recent", "sign_in_attempt", ["login", "at"], unique=False)
    op.create_table(
        "stored_file",
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("area_code", sa.String(length=12), nullable=True),
        sa.Column("created_by", BIG, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
        sa.UniqueConstraint("public_id", name=op.f("uq_stored_file_public_id")),
    )
    op.create_index(op.f("ix_stored_file_area_code"), "stored_file", ["area_code"], unique=False)
    op.create_index(op.f("ix_stored_file_digest"), "stored_file", ["digest"], unique=False)
    op.create_table(
        "user",
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(length=60), nullable=False),
        sa.Column("display_name", sa.String(length=60), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("session_key", sa.String(length=40), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("failed_count", sa.SmallInteger(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_signed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("language", sa.String(length=5), nullable=True),
        sa.Column("large_text", sa.Boolean(), nullable=False),
        sa.Column("compact_tables", sa.Boolean(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("login", name=op.f("uq_user_login")),
        sa.UniqueConstraint("public_id", name=op.f("uq_user_public_id")),
    )
    op.create_table(
        "boundary",
        sa.Column("id", BIG, nullable=False),
        sa.Column("area_code", sa.String(length=12), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("wkb", sa.LargeBinary(), nullable=False),
        sa.Column("outline", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("source_crs", sa.String(length=40), nullable=False),
        sa.Column("review_no", sa.String(length=60), nullable=True),
        sa.Column("is_sketch", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["area_code"], ["area.code"], name=op.f("fk_boundary_area_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_boundary")),
    )
    op.create_index(op.f("ix_boundary_area_code"), "boundary", ["area_code"], unique=False)
    op.create_table(
        "event_link",
        sa.Column("seq", BIG, nullable=False),
        sa.Column("event_id", BIG, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_link_event_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_event_link")),
        sa.UniqueConstraint("event_id", name=op.f("uq_event_link_event_id")),
    )
    op.create_table(
        "household",
        sa.Column("household_no", sa.String(length=30), nullable=False),
        sa.Column("area_code", sa.String(length=12), nullable=False),
        sa.Column("group_name", sa.String(length=40), nullable=True),
        sa.Column("address_ref", BIG, nullable=True),
        sa.Column("phone_ref", BIG, nullable=True),
        sa.Column("bank_name", sa.String(length=40), nullable=True),
        sa.Column("bank_ref", BIG, nullable=True),
        sa.Column("head_id", BIG, nullable=True),
        sa.Column("head_name", sa.String(length=60), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("attribute", sa.String(length=40), nullable=True),
        sa.Column("standard", sa.String(length=40), nullable=True),
        sa.Column("monitoring_kind", sa.String(length=40), nullable=True),
        sa.Column("monitored_month", sa.String(length=7), nullable=True),
        sa.Column("risk_main", sa.String(length=40), nullable=True),
        sa.Column("risk_others", sa.String(length=120), nullable=True),
        sa.Column("risk_note", sa.String(length=200), nullable=True),
        sa.Column("risk_cleared", sa.Boolean(), nullable=True),
        sa.Column("cleared_month", sa.String(length=7), nullable=True),
        sa.Column("clear_mode", sa.String(length=40), nullable=True),
        sa.Column("cause_main", sa.String(length=40), nullable=True),
        sa.Column("cause_other_1", sa.String(length=40), nullable=True),
        sa.Column("cause_other_2", sa.String(length=40), nullable=True),
        sa.Column("identified_month", sa.String(length=7), nullable=True),
        sa.Column("exit_year", sa.SmallInteger(), nullable=True),
        sa.Column("is_martyr_family", sa.Boolean(), nullable=True),
        sa.Column("has_no_labor", sa.Boolean(), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("gone_on", sa.Date(), nullable=True),
        sa.Column("gone_reason", sa.String(length=40), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("event_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["address_ref"], ["secret.id"], name=op.f("fk_household_address_ref")),
        sa.ForeignKeyConstraint(["bank_ref"], ["secret.id"], name=op.f("fk_household_bank_ref")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_household_event_id")),
        sa.ForeignKeyConstraint(["phone_ref"], ["secret.id"], name=op.f("fk_household_phone_ref")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household")),
        sa.UniqueConstraint("household_no", name=op.f("uq_household_household_no")),
        sa.UniqueConstraint("public_id", name=op.f("uq_household_public_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_household_area_id", "household", ["area_code", "id"], unique=False)
    op.create_index(op.f("ix_household_event_id"), "household", ["event_id"], unique=False)
    op.create_index(op.f("ix_household_head_id"), "household", ["head_id"], unique=False)
    op.create_table(
        "import_batch",
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("area_code", sa.String(length=12), nullable=False),
        sa.Column("profile", sa.String(length=40), nullable=True),
        sa.Column("bureau", sa.String(length=40), nullable=True),
        sa.Column("dataset", sa.SmallInteger(), nullable=True),
        sa.Column("period", sa.String(length=7), nullable=True),
        sa.Column("file_id", BIG, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("state_words", sa.Text(), nullable=True),
        sa.Column("read", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("created_by", BIG, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("applied_event_id", BIG, nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_event_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_import_batch_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
        sa.UniqueConstraint("public_id", name=op.f("uq_import_batch_public_id")),
    )
    op.create_index(op.f("ix_import_batch_area_code"), "import_batch", ["area_code"], unique=False)
    op.create_index("ix_import_batch_same", "import_batch", ["digest", "profile", "period"], unique=False)
    op.create_table(
        "project",
        sa.Column("project_no", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("area_code", sa.String(length=12), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("sub_category", sa.String(length=40), nullable=True),
        sa.Column("nature", sa.String(length=40), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("bureau", sa.String(length=40), nullable=True),
        sa.Column("builder", sa.String(length=80), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("quantity", sa.Double(), nullable=True),
        sa.Column("unit", sa.String(length=12), nullable=True),
        sa.Column("budget_fen", sa.BigInteger(), nullable=True),
        sa.Column("mechanism", sa.String(length=40), nullable=True),
        sa.Column("target", sa.Text(), nullable=True),
        sa.Column("planned_from", sa.Date(), nullable=True),
        sa.Column("planned_to", sa.Date(), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("finished_on", sa.Date(), nullable=True),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("acceptance", sa.String(length=60), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("event_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_project_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
        sa.UniqueConstraint("project_no", name=op.f("uq_project_project_no")),
        sa.UniqueConstraint("public_id", name=op.f("uq_project_public_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_project_area_id", "project", ["area_code", "id"], unique=False)
    op.create_index(op.f("ix_project_event_id"), "project", ["event_id"], unique=False)
    op.create_index(op.f("ix_project_year"), "project", ["year"], unique=False)
    op.create_table(
        "role_grant",
        sa.Column("id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("area_code", sa.String(length=12), nullable=False),
        sa.Column("bureau", sa.String(length=40), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("granted_by", BIG, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_role_grant_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    op.create_index("ix_role_grant_user", "role_grant", ["user_id"], unique=False)
    op.create_table(
        "sheet_memory",
        sa.Column("id", BIG, nullable=False),
        sa.Column("signature", sa.String(length=64), nullable=False),
        sa.Column("profile", sa.String(length=40), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("event_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_sheet_memory_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet_memory")),
        sa.UniqueConstraint("signature", name=op.f("uq_sheet_memory_signature")),
    )
    op.create_table(
        "asset",
        sa.Column("project_id", BIG, nullable=False),
        sa.Column("area_code", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("value_fen", sa.BigInteger(), nullable=True),
        sa.Column("owner", sa.String(length=40), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=True),
        sa.Column("yearly_income_fen", sa.BigInteger(), nullable=True),
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("event_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_asset_event_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_asset_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset")),
        sa.UniqueConstraint("public_id", name=op.f("uq_asset_public_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_asset_area_code"), "asset", ["area_code"], unique=False)
    op.create_index(op.f("ix_asset_event_id"), "asset", ["event_id"], unique=False)
    op.create_index(op.f("ix_asset_project_id"), "asset", ["project_id"], unique=False)
    op.create_table(
        "assignment",
        sa.Column("id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("household_id", BIG, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_assignment_household_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_assignment_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint("user_id", "household_id", name=op.f("uq_assignment_user_id_household_id")),
    )
    op.create_index(op.f("ix_assignment_household_id"), "assignment", ["household_id"], unique=False)
    op.create_table(
        "clue",
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("area_code", sa.String(length=12), nullable=False),
        sa.Column("batch_id", BIG, nullable=False),
        sa.Column("check_code", sa.String(length=40), nullable=False),
        sa.Column("secret_id", BIG, nullable=False),
        sa.Column("legal_ground", sa.String(length=120), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name=op.f("fk_clue_batch_id")),
        sa.ForeignKeyConstraint(["secret_id"], ["secret.id"], name=op.f("fk_clue_secret_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clue")),
        sa.UniqueConstraint("public_id", name=op.f("uq_clue_public_id")),
    )
    op.create_index(op.f("ix_clue_area_code"), "clue", ["area_code"], unique=False)
    op.create_index(op.f("ix_clue_batch_id"), "clue", ["batch_id"], unique=False)
    op.create_index(op.f("ix_clue_ends_on"), "clue", ["ends_on"], unique=False)
    op.create_table(
        "dataset_coverage",
        sa.Column("id", BIG, nullable=False),
        sa.Column("dataset", sa.SmallInteger(), nullable=False),
        sa.Column("area_low", sa.String(length=12), nullable=False),
        sa.Column("area_high", sa.String(length=12), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("batch_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name=op.f("fk_dataset_coverage_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dataset_coverage")),
    )
    op.create_index(op.f("ix_dataset_coverage_batch_id"), "dataset_coverage", ["batch_id"], unique=False)
    op.create_index(
        "ix_dataset_coverage_find", "dataset_coverage", ["dataset", "area_low", "area_high"], unique=False
    )
    op.create_table(
        "fund_flow",
        sa.Column("project_id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=True),
        sa.Column("document_no", sa.String(length=60), nullable=True),
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("event_id", BIG, nullable=False),
        sa.CheckConstraint("amount_fen >= 0", name=op.f("ck_fund_flow_amount_not_negative")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_fund_flow_event_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_fund_flow_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fund_flow")),
        sa.UniqueConstraint("public_id", name=op.f("uq_fund_flow_public_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_fund_flow_event_id"), "fund_flow", ["event_id"], unique=False)
    op.create_index(op.f("ix_fund_flow_project_id"), "fund_flow", ["project_id"], unique=False)
    op.create_table(
        "import_problem",
        sa.Column("id", BIG, nullable=False),
        sa.Column("batch_id", BIG, nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("sheet", sa.String(length=60), nullable=True),
        sa.Column("cell", sa.String(length=12), nullable=True),
        sa.Column("row_no", sa.Integer(), nullable=True),
        sa.Column("column", sa.String(length=60), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name=op.f("fk_import_problem_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_problem")),
    )
    op.create_index("ix_import_problem_batch", "import_problem", ["batch_id", "code", "row_no"], unique=False)
    op.create_table(
        "import_row",
        sa.Column("id", BIG, nullable=False),
        sa.Column("batch_id", BIG, nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("blind", sa.LargeBinary(length=16), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("person_id", BIG, nullable=True),
        sa.Column("change", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name=op.f("fk_import_row_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_row")),
    )
    op.create_index("ix_import_row_batch", "import_row", ["batch_id", "row_no"], unique=False)
    op.create_index(op.f("ix_import_row_blind"), "import_row", ["blind"], unique=False)
    op.create_table(
        "income_entry",
        sa.Column("household_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=True),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=60), nullable=True),
        sa.Column("quantity", sa.Double(), nullable=True),
        sa.Column("unit", sa.String(length=12), nullable=True),
        sa.Column("unit_price_fen", sa.BigInteger(), nullable=True),
        sa.Column("months", sa.SmallInteger(), nullable=True),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("evidence", sa.String(length=120), nullable=True),
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("event_id", BIG, nullable=False),
        sa.CheckConstraint("amount_fen >= 0", name=op.f("ck_income_entry_amount_not_negative")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_income_entry_event_id")),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_income_entry_household_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_income_entry")),
        sa.UniqueConstraint("public_id", name=op.f("uq_income_entry_public_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_income_entry_event_id"), "income_entry", ["event_id"], unique=False)
    op.create_index("ix_income_entry_household_year", "income_entry", ["household_id", "year"], unique=False)
    op.create_table(
        "living_condition",
        sa.Column("household_id", BIG, nullable=False),
        sa.Column("surveyed_on", sa.Date(), nullable=True),
        sa.Column("land_crop_mu", sa.Double(), nullable=True),
        sa.Column("land_irrigated_mu", sa.Double(), nullable=True),
        sa.Column("land_forest_mu", sa.Double(), nullable=True),
        sa.Column("land_converted_mu", sa.Double(), nullable=True),
        sa.Column("land_fruit_mu", sa.Double(), nullable=True),
        sa.Column("land_grass_mu", sa.Double(), nullable=True),
        sa.Column("water_area_mu", sa.Double(), nullable=True),
        sa.Column("house_area_m2", sa.Double(), nullable=True),
        sa.Column("house_level", sa.String(length=1), nullable=True),
        sa.Column("house_structure", sa.String(length=40), nullable=True),
        sa.Column("house_is_dangerous", sa.Boolean(), nullable=True),
        sa.Column("has_power", sa.Boolean(), nullable=True),
        sa.Column("has_production_power", sa.Boolean(), nullable=True),
        sa.Column("has_tv", sa.Boolean(), nullable=True),
        sa.Column("water_is_safe", sa.Boolean(), nullable=True),
        sa.Column("water_is_hard", sa.Boolean(), nullable=True),
        sa.Column("road_kind", sa.String(length=40), nullable=True),
        sa.Column("road_km", sa.Double(), nullable=True),
        sa.Column("toilet", sa.String(length=40), nullable=True),
        sa.Column("fuel", sa.String(length=40), nullable=True),
        sa.Column("in_cooperative", sa.Boolean(), nullable=True),
        sa.Column("led_by_firm", sa.Boolean(), nullable=True),
        sa.Column("led_by_person", sa.Boolean(), nullable=True),
        sa.Column("relocation", sa.String(length=40), nullable=True),
        sa.Column("relocated_on", sa.Date(), nullable=True),
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("event_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_living_condition_event_id")),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_living_condition_household_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_living_condition")),
        sa.UniqueConstraint("household_id", name=op.f("uq_living_condition_household_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_living_condition_public_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_living_condition_event_id"), "living_condition", ["event_id"], unique=False)
    op.create_table(
        "match_case",
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("batch_id", BIG, nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("candidates", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("chosen_person_id", BIG, nullable=True),
        sa.Column("judged_by", BIG, nullable=True),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name=op.f("fk_match_case_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_case")),
        sa.UniqueConstraint("public_id", name=op.f("uq_match_case_public_id")),
    )
    op.create_index("ix_match_case_batch", "match_case", ["batch_id", "state", "id"], unique=False)
    op.create_table(
        "monitoring_case",
        sa.Column("household_id", BIG, nullable=False),
        sa.Column("area_code", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("risk_main", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("identified_month", sa.String(length=7), nullable=False),
        sa.Column("cleared_month", sa.String(length=7), nullable=True),
        sa.Column("clear_mode", sa.String(length=40), nullable=True),
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("event_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_monitoring_case_event_id")),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_monitoring_case_household_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_monitoring_case")),
        sa.UniqueConstraint("public_id", name=op.f("uq_monitoring_case_public_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_monitoring_case_area_code"), "monitoring_case", ["area_code"], unique=False)
    op.create_index(op.f("ix_monitoring_case_event_id"), "monitoring_case", ["event_id"], unique=False)
    op.create_index(
        op.f("ix_monitoring_case_household_id"), "monitoring_case", ["household_id"], unique=False
    )
    op.create_table(
        "person",
        sa.Column("person_no", sa.String(length=30), nullable=False),
        sa.Column("household_id", BIG, nullable=False),
        sa.Column("area_code", sa.String(length=12), nullable=False),
        sa.Column("relation", sa.String(length=40), nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("name_key", sa.String(length=60), nullable=False),
        sa.Column("name_pinyin", sa.String(length=120), nullable=False),
        sa.Column("name_initials", sa.String(length=30), nullable=False),
        sa.Column("former_name", sa.String(length=60), nullable=True),
        sa.Column("sex", sa.String(length=40), nullable=True),
        sa.Column("born_on", sa.Date(), nullable=True),
        sa.Column("certificate_kind", sa.String(length=40), nullable=True),
        sa.Column("id_ref", BIG, nullable=True),
        sa.Column("id_last4_blind", sa.String(length=24), nullable=True),
        sa.Column("no_id_reason", sa.String(length=40), nullable=True),
        sa.Column("disability_ref", BIG, nullable=True),
        sa.Column("phone_ref", BIG, nullable=True),
        sa.Column("nation", sa.String(length=40), nullable=True),
        sa.Column("politics", sa.String(length=40), nullable=True),
        sa.Column("education", sa.String(length=40), nullable=True),
        sa.Column("school", sa.String(length=40), nullable=True),
        sa.Column("is_boarder", sa.Boolean(), nullable=True),
        sa.Column("dropout_reason", sa.String(length=40), nullable=True),
        sa.Column("labor", sa.String(length=40), nullable=True),
        sa.Column("health_chronic", sa.Boolean(), nullable=True),
        sa.Column("health_serious", sa.Boolean(), nullable=True),
        sa.Column("health_disabled", sa.Boolean(), nullable=True),
        sa.Column("disability_category", sa.String(length=40), nullable=True),
        sa.Column("disability_level", sa.SmallInteger(), nullable=True),
        sa.Column("work_region", sa.String(length=40), nullable=True),
        sa.Column("work_place", sa.String(length=60), nullable=True),
        sa.Column("work_months", sa.SmallInteger(), nullable=True),
        sa.Column("employer", sa.String(length=60), nullable=True),
        sa.Column("public_post", sa.String(length=40), nullable=True),
        sa.Column("public_post_months", sa.SmallInteger(), nullable=True),
        sa.Column("resident_medical", sa.Boolean(), nullable=True),
        sa.Column("employee_medical", sa.Boolean(), nullable=True),
        sa.Column("serious_illness_insured", sa.Boolean(), nullable=True),
        sa.Column("commercial_medical", sa.Boolean(), nullable=True),
        sa.Column("medical_aid", sa.Boolean(), nullable=True),
        sa.Column("resident_pension", sa.Boolean(), nullable=True),
        sa.Column("employee_pension", sa.Boolean(), nullable=True),
        sa.Column("accident_insured", sa.Boolean(), nullable=True),
        sa.Column("dibao", sa.String(length=40), nullable=True),
        sa.Column("tekun", sa.String(length=40), nullable=True),
        sa.Column("is_soldier", sa.Boolean(), nullable=True),
        sa.Column("speaks_mandarin", sa.Boolean(), nullable=True),
        sa.Column("is_orphan", sa.Boolean(), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("gone_on", sa.Date(), nullable=True),
        sa.Column("gone_reason", sa.String(length=40), nullable=True),
        sa.Column("joined_month", sa.String(length=7), nullable=True),
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("event_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["disability_ref"], ["secret.id"], name=op.f("fk_person_disability_ref")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_person_event_id")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_person_household_id")),
        sa.ForeignKeyConstraint(["id_ref"], ["secret.id"], name=op.f("fk_person_id_ref")),
        sa.ForeignKeyConstraint(["phone_ref"], ["secret.id"], name=op.f("fk_person_phone_ref")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("person_no", name=op.f("uq_person_person_no")),
        sa.UniqueConstraint("public_id", name=op.f("uq_person_public_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_person_area_id", "person", ["area_code", "id"], unique=False)
    op.create_index(op.f("ix_person_event_id"), "person", ["event_id"], unique=False)
    op.create_index(op.f("ix_person_household_id"), "person", ["household_id"], unique=False)
    op.create_index(op.f("ix_person_id_ref"), "person", ["id_ref"], unique=False)
    op.create_index("ix_person_last4", "person", ["area_code", "id_last4_blind"], unique=False)
    op.create_index(op.f("ix_person_name_initials"), "person", ["name_initials"], unique=False)
    op.create_index("ix_person_name_key", "person", ["name_key"], unique=False)
    op.create_index(op.f("ix_person_name_pinyin"), "person", ["name_pinyin"], unique=False)
    op.create_table(
        "project_beneficiary",
        sa.Column("project_id", BIG, nullable=False),
        sa.Column("household_id", BIG, nullable=False),
        sa.Column("share_fen", sa.BigInteger(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("event_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_project_beneficiary_event_id")),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_project_beneficiary_household_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_project_beneficiary_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_beneficiary")),
        sa.UniqueConstraint("public_id", name=op.f("uq_project_beneficiary_public_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_project_beneficiary_event_id"), "project_beneficiary", ["event_id"], unique=False
    )
    op.create_index("ix_project_beneficiary_household", "project_beneficiary", ["household_id"], unique=False)
    op.create_index(
        op.f("ix_project_beneficiary_project_id"), "project_beneficiary", ["project_id"], unique=False
    )
    op.create_table(
        "project_place",
        sa.Column("project_id", BIG, nullable=False),
        sa.Column("area_code", sa.String(length=12), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("event_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_project_place_event_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_project_place_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_place")),
        sa.UniqueConstraint("public_id", name=op.f("uq_project_place_public_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_project_place_area_code"), "project_place", ["area_code"], unique=False)
    op.create_index(op.f("ix_project_place_event_id"), "project_place", ["event_id"], unique=False)
    op.create_index(op.f("ix_project_place_project_id"), "project_place", ["project_id"], unique=False)
    op.create_table(
        "visit",
        sa.Column("household_id", BIG, nullable=False),
        sa.Column("area_code", sa.String(length=12), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("visitor_id", BIG, nullable=True),
        sa.Column("visitors", sa.String(length=80), nullable=True),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("note_ref", BIG, nullable=True),
        sa.Column("food_ok", sa.Boolean(), nullable=True),
        sa.Column("clothing_ok", sa.Boolean(), nullable=True),
        sa.Column("satisfied", sa.Boolean(), nullable=True),
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("event_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_visit_event_id")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_visit_household_id")),
        sa.ForeignKeyConstraint(["note_ref"], ["secret.id"], name=op.f("fk_visit_note_ref")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sa.UniqueConstraint("public_id", name=op.f("uq_visit_public_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_visit_area_id", "visit", ["area_code", "id"], unique=False)
    op.create_index(op.f("ix_visit_event_id"), "visit", ["event_id"], unique=False)
    op.create_index(op.f("ix_visit_household_id"), "visit", ["household_id"], unique=False)
    op.create_index(op.f("ix_visit_on_day"), "visit", ["on_day"], unique=False)
    op.create_index(op.f("ix_visit_visitor_id"), "visit", ["visitor_id"], unique=False)
    op.create_table(
        "bureau_record",
        sa.Column("id", BIG, nullable=False),
        sa.Column("dataset", sa.SmallInteger(), nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=True),
        sa.Column("level", sa.String(length=40), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=True),
        sa.Column("batch_id", BIG, nullable=True),
        sa.Column("row_no", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name=op.f("fk_bureau_record_batch_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_bureau_record_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bureau_record")),
    )
    op.create_index("ix_bureau_record_batch", "bureau_record", ["batch_id"], unique=False)
    op.create_index(
        "ix_bureau_record_live",
        "bureau_record",
        ["dataset", "person_id", "status", "starts_on", "ends_on"],
        unique=False,
    )
    op.create_index("ix_bureau_record_person", "bureau_record", ["person_id"], unique=False)
    op.create_table(
        "finding",
        sa.Column("check_code", sa.String(length=40), nullable=False),
        sa.Column("household_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=True),
        sa.Column("area_code", sa.String(length=12), nullable=False),
        sa.Column("bureau", sa.String(length=40), nullable=True),
        sa.Column("severity", sa.String(length=40), nullable=False),
        sa.Column("fact_key", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("last_seen_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("conclusion", sa.String(length=40), nullable=True),
        sa.Column("keep_reason", sa.String(length=40), nullable=True),
        sa.Column("explanation", sa.Text(), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("checkers", sa.String(length=80), nullable=True),
        sa.Column("to_return_fen", sa.BigInteger(), nullable=True),
        sa.Column("returned_fen", sa.BigInteger(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("event_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_finding_event_id")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_finding_household_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_finding_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
        sa.UniqueConstraint("fact_key", name=op.f("uq_finding_fact_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_finding_public_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_finding_area_state", "finding", ["area_code", "state", "id"], unique=False)
    op.create_index(op.f("ix_finding_event_id"), "finding", ["event_id"], unique=False)
    op.create_index("ix_finding_household", "finding", ["household_id"], unique=False)
    op.create_index(op.f("ix_finding_person_id"), "finding", ["person_id"], unique=False)
    op.create_table(
        "judgement",
        sa.Column("id", BIG, nullable=False),
        sa.Column("row_key", sa.String(length=64), nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("is_same", sa.Boolean(), nullable=False),
        sa.Column("event_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_judgement_event_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_judgement_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judgement")),
        sa.UniqueConstraint("row_key", "person_id", name=op.f("uq_judgement_row_key_person_id")),
    )
    op.create_table(
        "measure_grant",
        sa.Column("household_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=True),
        sa.Column("area_code", sa.String(length=12), nullable=False),
        sa.Column("measure", sa.String(length=40), nullable=False),
        sa.Column("bureau", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=True),
        sa.Column("period", sa.String(length=20), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("project_id", BIG, nullable=True),
        sa.Column("refusal", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.Column("proof_file_id", BIG, nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("batch_id", BIG, nullable=True),
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("event_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_measure_grant_event_id")),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_measure_grant_household_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_measure_grant_person_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_measure_grant_project_id")),
        sa.ForeignKeyConstraint(
            ["proof_file_id"], ["stored_file.id"], name=op.f("fk_measure_grant_proof_file_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_grant")),
        sa.UniqueConstraint("public_id", name=op.f("uq_measure_grant_public_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_measure_grant_area_id", "measure_grant", ["area_code", "id"], unique=False)
    op.create_index(op.f("ix_measure_grant_batch_id"), "measure_grant", ["batch_id"], unique=False)
    op.create_index(op.f("ix_measure_grant_event_id"), "measure_grant", ["event_id"], unique=False)
    op.create_index(
        "ix_measure_grant_household", "measure_grant", ["household_id", "measure", "state"], unique=False
    )
    op.create_index(
        "ix_measure_grant_person", "measure_grant", ["person_id", "measure", "state"], unique=False
    )
    op.create_index(op.f("ix_measure_grant_project_id"), "measure_grant", ["project_id"], unique=False)
    op.create_table(
        "membership",
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("household_id", BIG, nullable=False),
        sa.Column("relation", sa.String(length=40), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("joined_reason", sa.String(length=40), nullable=True),
        sa.Column("left_reason", sa.String(length=40), nullable=True),
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("event_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_membership_event_id")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_membership_household_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint("public_id", name=op.f("uq_membership_public_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_membership_event_id"), "membership", ["event_id"], unique=False)
    op.create_index(op.f("ix_membership_household_id"), "membership", ["household_id"], unique=False)
    op.create_index(op.f("ix_membership_person_id"), "membership", ["person_id"], unique=False)
    op.create_table(
        "name_gram",
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("gram", sa.String(length=2), nullable=False),
        sa.Column("area_code", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_name_gram_person_id")),
        sa.PrimaryKeyConstraint("person_id", "gram", name=op.f("pk_name_gram")),
    )
    op.create_index("ix_name_gram_find", "name_gram", ["gram", "area_code", "person_id"], unique=False)
    op.create_table(
        "exemption",
        sa.Column("finding_id", BIG, nullable=True),
        sa.Column("check_code", sa.String(length=40), nullable=False),
        sa.Column("household_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("event_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_exemption_event_id")),
        sa.ForeignKeyConstraint(["finding_id"], ["finding.id"], name=op.f("fk_exemption_finding_id")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_exemption_household_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_exemption_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exemption")),
        sa.UniqueConstraint("public_id", name=op.f("uq_exemption_public_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_exemption_event_id"), "exemption", ["event_id"], unique=False)
    op.create_index(
        "ix_exemption_subject", "exemption", ["check_code", "household_id", "person_id"], unique=False
    )
    op.create_table(
        "finding_step",
        sa.Column("id", BIG, nullable=False),
        sa.Column("finding_id", BIG, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", BIG, nullable=True),
        sa.Column("from_state", sa.String(length=40), nullable=False),
        sa.Column("to_state", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("event_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_finding_step_event_id")),
        sa.ForeignKeyConstraint(["finding_id"], ["finding.id"], name=op.f("fk_finding_step_finding_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_step")),
    )
    op.create_index(op.f("ix_finding_step_finding_id"), "finding_step", ["finding_id"], unique=False)
    guard_events(op)
    for table in REGISTRY:
        refresh_history(op, table)


def downgrade() -> None:
    for table in REGISTRY:
        drop_history(op, table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER event_noted ON event")
    op.drop_index(op.f("ix_finding_step_finding_id"), table_name="finding_step")
    op.drop_table("finding_step")
    op.drop_index("ix_exemption_subject", table_name="exemption")
    op.drop_index(op.f("ix_exemption_event_id"), table_name="exemption")
    op.drop_table("exemption")
    op.drop_index("ix_name_gram_find", table_name="name_gram")
    op.drop_table("name_gram")
    op.drop_index(op.f("ix_membership_person_id"), table_name="membership")
    op.drop_index(op.f("ix_membership_household_id"), table_name="membership")
    op.drop_index(op.f("ix_membership_event_id"), table_name="membership")
    op.drop_table("membership")
    op.drop_index(op.f("ix_measure_grant_project_id"), table_name="measure_grant")
    op.drop_index("ix_measure_grant_person", table_name="measure_grant")
    op.drop_index("ix_measure_grant_household", table_name="measure_grant")
    op.drop_index(op.f("ix_measure_grant_event_id"), table_name="measure_grant")
    op.drop_index(op.f("ix_measure_grant_batch_id"), table_name="measure_grant")
    op.drop_index("ix_measure_grant_area_id", table_name="measure_grant")
    op.drop_table("measure_grant")
    op.drop_table("judgement")
    op.drop_index(op.f("ix_finding_person_id"), table_name="finding")
    op.drop_index("ix_finding_household", table_name="finding")
    op.drop_index(op.f("ix_finding_event_id"), table_name="finding")
    op.drop_index("ix_finding_area_state", table_name="finding")
    op.drop_table("finding")
    op.drop_index("ix_bureau_record_person", table_name="bureau_record")
    op.drop_index("ix_bureau_record_live", table_name="bureau_record")
    op.drop_index("ix_bureau_record_batch", table_name="bureau_record")
    op.drop_table("bureau_record")
    op.drop_index(op.f("ix_visit_visitor_id"), table_name="visit")
    op.drop_index(op.f("ix_visit_on_day"), table_name="visit")
    op.drop_index(op.f("ix_visit_household_id"), table_name="visit")
    op.drop_index(op.f("ix_visit_event_id"), table_name="visit")
    op.drop_index("ix_visit_area_id", table_name="visit")
    op.drop_table("visit")
    op.drop_index(op.f("ix_project_place_project_id"), table_name="project_place")
    op.drop_index(op.f("ix_project_place_event_id"), table_name="project_place")
    op.drop_index(op.f("ix_project_place_area_code"), table_name="project_place")
    op.drop_table("project_place")
    op.drop_index(op.f("ix_project_beneficiary_project_id"), table_name="project_beneficiary")
    op.drop_index("ix_project_beneficiary_household", table_name="project_beneficiary")
    op.drop_index(op.f("ix_project_beneficiary_event_id"), table_name="project_beneficiary")
    op.drop_table("project_beneficiary")
    op.drop_index(op.f("ix_person_name_pinyin"), table_name="person")
    op.drop_index("ix_person_name_key", table_name="person")
    op.drop_index(op.f("ix_person_name_initials"), table_name="person")
    op.drop_index("ix_person_last4", table_name="person")
    op.drop_index(op.f("ix_person_id_ref"), table_name="person")
    op.drop_index(op.f("ix_person_household_id"), table_name="person")
    op.drop_index(op.f("ix_person_event_id"), table_name="person")
    op.drop_index("ix_person_area_id", table_name="person")
    op.drop_table("person")
    op.drop_index(op.f("ix_monitoring_case_household_id"), table_name="monitoring_case")
    op.drop_index(op.f("ix_monitoring_case_event_id"), table_name="monitoring_case")
    op.drop_index(op.f("ix_monitoring_case_area_code"), table_name="monitoring_case")
    op.drop_table("monitoring_case")
    op.drop_index("ix_match_case_batch", table_name="match_case")
    op.drop_table("match_case")
    op.drop_index(op.f("ix_living_condition_event_id"), table_name="living_condition")
    op.drop_table("living_condition")
    op.drop_index("ix_income_entry_household_year", table_name="income_entry")
    op.drop_index(op.f("ix_income_entry_event_id"), table_name="income_entry")
    op.drop_table("income_entry")
    op.drop_index(op.f("ix_import_row_blind"), table_name="import_row")
    op.drop_index("ix_import_row_batch", table_name="import_row")
    op.drop_table("import_row")
    op.drop_index("ix_import_problem_batch", table_name="import_problem")
    op.drop_table("import_problem")
    op.drop_index(op.f("ix_fund_flow_project_id"), table_name="fund_flow")
    op.drop_index(op.f("ix_fund_flow_event_id"), table_name="fund_flow")
    op.drop_table("fund_flow")
    op.drop_index("ix_dataset_coverage_find", table_name="dataset_coverage")
    op.drop_index(op.f("ix_dataset_coverage_batch_id"), table_name="dataset_coverage")
    op.drop_table("dataset_coverage")
    op.drop_index(op.f("ix_clue_ends_on"), table_name="clue")
    op.drop_index(op.f("ix_clue_batch_id"), table_name="clue")
    op.drop_index(op.f("ix_clue_area_code"), table_name="clue")
    op.drop_table("clue")
    op.drop_index(op.f("ix_assignment_household_id"), table_name="assignment")
    op.drop_table("assignment")
    op.drop_index(op.f("ix_asset_project_id"), table_name="asset")
    op.drop_index(op.f("ix_asset_event_id"), table_name="asset")
    op.drop_index(op.f("ix_asset_area_code"), table_name="asset")
    op.drop_table("asset")
    op.drop_table("sheet_memory")
    op.drop_index("ix_role_grant_user", table_name="role_grant")
    op.drop_table("role_grant")
    op.drop_index(op.f("ix_project_year"), table_name="project")
    op.drop_index(op.f("ix_project_event_id"), table_name="project")
    op.drop_index("ix_project_area_id", table_name="project")
    op.drop_table("project")
    op.drop_index("ix_import_batch_same", table_name="import_batch")
    op.drop_index(op.f("ix_import_batch_area_code"), table_name="import_batch")
    op.drop_table("import_batch")
    op.drop_index(op.f("ix_household_head_id"), table_name="household")
    op.drop_index(op.f("ix_household_event_id"), table_name="household")
    op.drop_index("ix_household_area_id", table_name="household")
    op.drop_table("household")
    op.drop_table("event_link")
    op.drop_index(op.f("ix_boundary_area_code"), table_name="boundary")
    op.drop_table("boundary")
    op.drop_table("user")
    op.drop_index(op.f("ix_stored_file_digest"), table_name="stored_file")
    op.drop_index(op.f("ix_stored_file_area_code"), table_name="stored_file")
    op.drop_table("stored_file")
    op.drop_index("ix_sign_in_attempt_recent", table_name="sign_in_attempt")
    op.drop_table("sign_in_attempt")
    op.drop_index(op.f("ix_secret_key_no"), table_name="secret")
    op.drop_index(op.f("ix_secret_blind"), table_name="secret")
    op.drop_table("secret")
    op.drop_table("rule_version")
    op.drop_table("rule_run")
    op.drop_index(
        "uq_rule_result_open",
        table_name="rule_result",
        sqlite_where=sa.text("until_at IS NULL"),
        postgresql_where=sa.text("until_at IS NULL"),
    )
    op.drop_index(
        "ix_rule_result_household",
        table_name="rule_result",
        sqlite_where=sa.text("until_at IS NULL"),
        postgresql_where=sa.text("until_at IS NULL"),
    )
    op.drop_index("ix_rule_result_area", table_name="rule_result")
    op.drop_table("rule_result")
    op.drop_index(op.f("ix_report_request_created_by"), table_name="report_request")
    op.drop_index(op.f("ix_report_request_area_code"), table_name="report_request")
    op.drop_table("report_request")
    op.drop_table("job_schedule")
    op.drop_index(
        "ix_job_waiting",
        table_name="job",
        sqlite_where=sa.text("state = 'queued'"),
        postgresql_where=sa.text("state = 'queued'"),
    )
    op.drop_index(
        "ix_job_running",
        table_name="job",
        sqlite_where=sa.text("state = 'running'"),
        postgresql_where=sa.text("state = 'running'"),
    )
    op.drop_table("job")
    op.drop_table("indicator_value")
    op.drop_index(op.f("ix_event_subject"), table_name="event")
    op.drop_index(op.f("ix_event_at"), table_name="event")
    op.drop_index(op.f("ix_event_area_code"), table_name="event")
    op.drop_index(op.f("ix_event_actor_id"), table_name="event")
    op.drop_index(op.f("ix_event_act"), table_name="event")
    op.drop_table("event")
    op.drop_index(op.f("ix_area_parent_code"), table_name="area")
    op.drop_table("area")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change(), refuse_rewrite(), note_event()")
