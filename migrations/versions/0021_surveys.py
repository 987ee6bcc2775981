"""Third-party style checks: drawn lists and questionnaires."""

import sqlalchemy as sa
from alembic import op

from migrations.history import drop_history, refresh_history

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORD = sa.String(length=40)
AREA = sa.String(length=12)


def upgrade() -> None:
    op.create_table(
        "survey",
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("area_code", AREA, nullable=False),
        sa.Column("frame_on", sa.Date(), nullable=False),
        sa.Column("frame_event", BIG, nullable=False),
        sa.Column("seed", WORD, nullable=False),
        sa.Column("form", WORD, nullable=False),
        sa.Column("sizes", sa.JSON(), nullable=False),
        sa.Column("strata", sa.JSON(), nullable=False),
        sa.Column("frame_digest", sa.String(length=64), nullable=False),
        sa.Column("list_digest", sa.String(length=64), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("drawn_by", BIG, nullable=True),
        sa.Column("drawn_on", sa.Date(), nullable=False),
        sa.Column("asked_by", BIG, nullable=True),
        sa.Column("closed_by", BIG, nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
        sa.UniqueConstraint("public_id", name=op.f("uq_survey_public_id")),
    )
    op.create_index("ix_survey_area_code", "survey", ["area_code"], unique=False)
    _create_cases()
    refresh_history(op, "survey_case")


def downgrade() -> None:
    drop_history(op, "survey_case")
    op.drop_table("survey_case")
    op.drop_table("survey")


def _create_cases() -> None:
    op.create_table(
        "survey_case",
        sa.Column("survey_id", BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("area_code", AREA, nullable=False),
        sa.Column("household_id", BIG, nullable=True),
        sa.Column("roster_no", sa.Integer(), nullable=True),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("persons", sa.SmallInteger(), nullable=True),
        sa.Column("answers", sa.String(length=300), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("interviewer_id", BIG, nullable=True),
        sa.Column("suspicion", WORD, nullable=True),
        sa.Column("proof", sa.Text(), nullable=True),
        sa.Column("proof_by", BIG, nullable=True),
        sa.Column("judged", WORD, nullable=True),
        sa.Column("judged_by", BIG, nullable=True),
        sa.Column("judged_words", sa.Text(), nullable=True),
        sa.Column("finding_id", BIG, nullable=True),
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("event_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_survey_case_event_id")),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_survey_case_survey_id")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_survey_case_household_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_case")),
        sa.UniqueConstraint("public_id", name=op.f("uq_survey_case_public_id")),
        sa.UniqueConstraint("survey_id", "number", name=op.f("uq_survey_case_survey_id_number")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_survey_case_area_id", "survey_case", ["area_code", "id"], unique=False)
    op.create_index(op.f("ix_survey_case_household_id"), "survey_case", ["household_id"], unique=False)
    op.create_index(op.f("ix_survey_case_event_id"), "survey_case", ["event_id"], unique=False)
