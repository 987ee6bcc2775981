"""Sheets of the four looks, and the words with which an exemption was asked for."""

import sqlalchemy as sa
from alembic import op

from migrations.history import drop_history, drop_triggers, refresh_history

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORD, SMALL = sa.String(length=40), sa.SmallInteger()


def upgrade() -> None:
    op.create_table(
        "look_sheet",
        sa.Column("household_id", BIG, nullable=False),
        sa.Column("area_code", sa.String(length=12), nullable=False),
        sa.Column("table_code", WORD, nullable=False),
        sa.Column("table_version", SMALL, nullable=False),
        sa.Column("scored_on", sa.Date(), nullable=False),
        sa.Column("scorer_id", BIG, nullable=True),
        sa.Column("scorer", WORD, nullable=False),
        sa.Column("chosen", sa.String(length=300), nullable=False),
        sa.Column("by_register", sa.String(length=120), nullable=False),
        sa.Column("tenths", SMALL, nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("event_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_look_sheet_household_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_look_sheet_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_look_sheet")),
        sa.UniqueConstraint("public_id", name=op.f("uq_look_sheet_public_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_look_sheet_area_id", "look_sheet", ["area_code", "id"], unique=False)
    for column in ("household_id", "event_id"):
        op.create_index(op.f(f"ix_look_sheet_{column}"), "look_sheet", [column], unique=False)
    refresh_history(op, "look_sheet")
    op.add_column("exemption", sa.Column("explanation", sa.String(length=200), nullable=True))
    refresh_history(op, "exemption")


def downgrade() -> None:
    for statement in drop_triggers(op.get_bind().dialect.name, "exemption"):
        op.execute(sa.text(statement))
    op.drop_column("exemption", "explanation")
    op.drop_column("exemption_history", "explanation")
    refresh_history(op, "exemption")
    drop_history(op, "look_sheet")
    op.drop_table("look_sheet")
