"""Visits say how, where and about what; photos know their visit; a family says what it needs first."""

import sqlalchemy as sa
from alembic import op

from migrations.history import drop_history, drop_triggers, refresh_history

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORD = sa.String(length=40)
_VISIT = (
    ("second_visitor", sa.String(length=40)),
    ("mode", WORD),
    ("place", WORD),
    ("topics", sa.String(length=200)),
)


def upgrade() -> None:
    for name, kind in _VISIT:
        op.add_column("visit", sa.Column(name, kind, nullable=True))
    refresh_history(op, "visit")
    op.add_column("attachment", sa.Column("visit_id", BIG, nullable=True))
    op.create_index(op.f("ix_attachment_visit_id"), "attachment", ["visit_id"], unique=False)
    refresh_history(op, "attachment")
    op.create_table(
        "family_need",
        sa.Column("household_id", BIG, nullable=False),
        sa.Column("area_code", sa.String(length=12), nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.Column("need", WORD, nullable=False),
        sa.Column("words", sa.String(length=120), nullable=True),
        sa.Column("told_by", sa.String(length=40), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("event_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_family_need_household_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_family_need_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_family_need")),
        sa.UniqueConstraint("public_id", name=op.f("uq_family_need_public_id")),
        sa.UniqueConstraint("household_id", "place", name=op.f("uq_family_need_household_id_place")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_family_need_area_id", "family_need", ["area_code", "id"], unique=False)
    op.create_index(op.f("ix_family_need_event_id"), "family_need", ["event_id"], unique=False)
    refresh_history(op, "family_need")


def downgrade() -> None:
    drop_history(op, "family_need")
    op.drop_table("family_need")
    op.drop_index(op.f("ix_attachment_visit_id"), table_name="attachment")
    _take_columns("attachment", ("visit_id",))
    _take_columns("visit", tuple(name for name, _kind in _VISIT))


def _take_columns(table: str, names: tuple[str, ...]) -> None:
    for statement in drop_triggers(op.get_bind().dialect.name, table):
        op.execute(sa.text(statement))
    for name in names:
        op.drop_column(table, name)
        op.drop_column(f"{table}_history", name)
    refresh_history(op, table)
