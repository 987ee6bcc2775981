"""Work orders complete (escalation, receipts, second looks, rules that cried wolf), measures owed, supervision."""

import sqlalchemy as sa
from alembic import op

from migrations.history import drop_history, drop_triggers, refresh_history

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORD, AREA, DAY, TEXT = sa.String(length=40), sa.String(length=12), sa.Date(), sa.Text()
MOMENT, FEN, SHARE = sa.DateTime(timezone=True), sa.BigInteger(), sa.Double()

#: Columns that tables of before gain.
ADDED = {
    "finding": {"escalated_to": WORD, "escalated_on": DAY},
    "measure_grant": {
        "task_key": WORD,
        "found_on": DAY,
        "wanted": sa.String(length=200),
        "returns_to": WORD,
    },
}


def upgrade() -> None:
    for table, columns in ADDED.items():
        for name, kind in columns.items():
            op.add_column(table, sa.Column(name, kind, nullable=True))
        refresh_history(op, table)
    op.create_index(op.f("ix_measure_grant_task_key"), "measure_grant", ["task_key"], unique=True)
    _create_receipts()
    _create_rechecks()
    _create_demotions()
    _create_appeals()
    _create_supervision()


def downgrade() -> None:
    op.drop_table("supervision_step")
    for table in ("supervision_case", "grant_appeal"):
        drop_history(op, table)
        op.drop_table(table)
    op.drop_table("check_demotion")
    op.drop_index(op.f("ix_measure_grant_task_key"), "measure_grant")
    drop_history(op, "finding_recheck")
    op.drop_table("finding_recheck")
    op.drop_table("finding_receipt")
    for table, columns in ADDED.items():
        for statement in drop_triggers(op.get_bind().dialect.name, table):
            op.execute(sa.text(statement))
        for name in columns:
            op.drop_column(table, name)
            op.drop_column(f"{table}_history", name)
        refresh_history(op, table)


def _create_receipts() -> None:
    op.create_table(
        "finding_receipt",
        sa.Column("id", BIG, nullable=False),
        sa.Column("finding_id", BIG, nullable=False),
        sa.Column("amount_fen", FEN, nullable=False),
        sa.Column("returned_on", DAY, nullable=False),
        sa.Column("receipt_no", sa.String(length=60), nullable=False),
        sa.Column("actor_id", BIG, nullable=True),
        sa.Column("event_id", BIG, nullable=False),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_finding_receipt_something_came")),
        sa.ForeignKeyConstraint(["finding_id"], ["finding.id"], name=op.f("fk_finding_receipt_finding_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_finding_receipt_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_receipt")),
        sa.UniqueConstraint(
            "finding_id", "receipt_no", name=op.f("uq_finding_receipt_finding_id_receipt_no")
        ),
    )


def _create_rechecks() -> None:
    _registered(
        "finding_recheck",
        sa.Column("finding_id", BIG, nullable=False),
        sa.Column("household_id", BIG, nullable=False),
        sa.Column("area_code", AREA, nullable=False),
        sa.Column("bureau", WORD, nullable=True),
        sa.Column("state", WORD, nullable=False),
        sa.Column("drawn_on", DAY, nullable=False),
        sa.Column("due_on", DAY, nullable=True),
        sa.Column("closed_by", BIG, nullable=True),
        sa.Column("answered_by", BIG, nullable=True),
        sa.Column("checked_by", BIG, nullable=True),
        sa.Column("checked_on", DAY, nullable=True),
        sa.Column("words", TEXT, nullable=True),
        sa.ForeignKeyConstraint(["finding_id"], ["finding.id"], name=op.f("fk_finding_recheck_finding_id")),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_finding_recheck_household_id")
        ),
        sa.UniqueConstraint("finding_id", "drawn_on", name=op.f("uq_finding_recheck_finding_id_drawn_on")),
    )
    op.create_index(op.f("ix_finding_recheck_household_id"), "finding_recheck", ["household_id"])
    op.create_index("ix_finding_recheck_area_state", "finding_recheck", ["area_code", "state", "id"])


def _create_demotions() -> None:
    op.create_table(
        "check_demotion",
        sa.Column("id", BIG, nullable=False),
        sa.Column("check_code", WORD, nullable=False),
        sa.Column("from_severity", WORD, nullable=False),
        sa.Column("to_severity", WORD, nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("confirmed", sa.Integer(), nullable=False),
        sa.Column("share_low", SHARE, nullable=False),
        sa.Column("share_high", SHARE, nullable=False),
        sa.Column("since_at", MOMENT, nullable=False),
        sa.Column("event_id", BIG, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("ended_by", BIG, nullable=True),
        sa.Column("ended_reason", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_check_demotion_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_demotion")),
    )
    op.create_index(op.f("ix_check_demotion_check_code"), "check_demotion", ["check_code"])


def _create_appeals() -> None:
    _registered(
        "grant_appeal",
        sa.Column("grant_id", BIG, nullable=False),
        sa.Column("household_id", BIG, nullable=False),
        sa.Column("area_code", AREA, nullable=False),
        sa.Column("bureau", WORD, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("words", TEXT, nullable=False),
        sa.Column("filed_on", DAY, nullable=False),
        sa.Column("filed_by", BIG, nullable=True),
        sa.Column("refused_by", BIG, nullable=True),
        sa.Column("due_on", DAY, nullable=True),
        sa.Column("decided_on", DAY, nullable=True),
        sa.Column("decided_by", BIG, nullable=True),
        sa.Column("decision", TEXT, nullable=True),
        sa.ForeignKeyConstraint(["grant_id"], ["measure_grant.id"], name=op.f("fk_grant_appeal_grant_id")),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_grant_appeal_household_id")
        ),
    )
    op.create_index(op.f("ix_grant_appeal_grant_id"), "grant_appeal", ["grant_id"])
    op.create_index(op.f("ix_grant_appeal_household_id"), "grant_appeal", ["household_id"])
    op.create_index("ix_grant_appeal_area_state", "grant_appeal", ["area_code", "state", "id"])


def _create_supervision() -> None:
    _registered(
        "supervision_case",
        sa.Column("condition", WORD, nullable=False),
        sa.Column("fact_key", sa.String(length=120), nullable=False),
        sa.Column("area_code", AREA, nullable=False),
        sa.Column("user_id", BIG, nullable=True),
        sa.Column("household_id", BIG, nullable=True),
        sa.Column("subject", sa.String(length=80), nullable=True),
        sa.Column("seen", sa.BigInteger(), nullable=True),
        sa.Column("allowed", sa.BigInteger(), nullable=True),
        sa.Column("state", WORD, nullable=False),
        sa.Column("found_on", DAY, nullable=False),
        sa.Column("last_seen_on", DAY, nullable=False),
        sa.Column("due_on", DAY, nullable=True),
        sa.Column("explanation", TEXT, nullable=True),
        sa.Column("explained_on", DAY, nullable=True),
        sa.Column("judgement", WORD, nullable=True),
        sa.Column("judged_by", BIG, nullable=True),
        sa.Column("judged_on", DAY, nullable=True),
        sa.Column("judged_words", TEXT, nullable=True),
        sa.Column("closed_on", DAY, nullable=True),
        sa.UniqueConstraint("fact_key", name=op.f("uq_supervision_case_fact_key")),
    )
    op.create_index("ix_supervision_case_area_state", "supervision_case", ["area_code", "state", "id"])
    op.create_index(op.f("ix_supervision_case_user_id"), "supervision_case", ["user_id"])
    op.create_table(
        "supervision_step",
        sa.Column("id", BIG, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor_id", BIG, nullable=True),
        sa.Column("from_state", WORD, nullable=False),
        sa.Column("to_state", WORD, nullable=False),
        sa.Column("words", TEXT, nullable=True),
        sa.Column("event_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["supervision_case.id"], name=op.f("fk_supervision_step_case_id")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_supervision_step_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision_step")),
    )
    op.create_index(op.f("ix_supervision_step_case_id"), "supervision_step", ["case_id"])


def _registered(name: str, *columns: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("event_id", BIG, nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f(f"fk_{name}_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{name}_public_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f(f"ix_{name}_event_id"), name, ["event_id"])
    refresh_history(op, name)
