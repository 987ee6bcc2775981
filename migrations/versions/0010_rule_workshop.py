"""Drafts of rules that several people may write on, and dry runs of them over the register."""

import sqlalchemy as sa
from alembic import op

from migrations.history import drop_history, refresh_history

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORD, PUBLIC = sa.String(length=40), sa.String(length=36)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "rule_draft",
        sa.Column("kind", WORD, nullable=False),
        sa.Column("code", WORD, nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("entry", sa.JSON(), nullable=False),
        sa.Column("base_version", sa.Integer(), nullable=True),
        sa.Column("state", WORD, nullable=False),
        sa.Column("author_id", BIG, nullable=True),
        sa.Column("written_by", sa.JSON(), nullable=False),
        sa.Column("rule_version_id", BIG, nullable=True),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", PUBLIC, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("event_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_rule_draft_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_draft")),
        sa.UniqueConstraint("public_id", name=op.f("uq_rule_draft_public_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_rule_draft_event_id"), "rule_draft", ["event_id"], unique=False)
    op.create_index("ix_rule_draft_state_code", "rule_draft", ["state", "code"], unique=False)
    refresh_history(op, "rule_draft")
    op.create_table(
        "rule_trial",
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", PUBLIC, nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("draft_id", BIG, nullable=True),
        sa.Column("draft_version", sa.Integer(), nullable=True),
        sa.Column("wanted", sa.JSON(), nullable=False),
        sa.Column("area_code", sa.String(length=12), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("job", PUBLIC, nullable=False),
        sa.Column("created_by", BIG, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("ready_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["draft_id"], ["rule_draft.id"], name=op.f("fk_rule_trial_draft_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_trial")),
        sa.UniqueConstraint("public_id", name=op.f("uq_rule_trial_public_id")),
    )
    op.create_index(op.f("ix_rule_trial_draft_id"), "rule_trial", ["draft_id"], unique=False)
    op.create_index(op.f("ix_rule_trial_area_code"), "rule_trial", ["area_code"], unique=False)


def downgrade() -> None:
    op.drop_table("rule_trial")
    drop_history(op, "rule_draft")
    op.drop_table("rule_draft")
