"""Photos and papers of households."""

import sqlalchemy as sa
from alembic import op

from migrations.history import drop_history, refresh_history

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORD = sa.String(length=40)


def upgrade() -> None:
    op.create_table(
        "attachment",
        sa.Column("household_id", BIG, nullable=False),
        sa.Column("area_code", sa.String(length=12), nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("topic", WORD, nullable=False),
        sa.Column("caption", sa.String(length=80), nullable=True),
        sa.Column("file_id", BIG, nullable=False),
        sa.Column("thumb_id", BIG, nullable=True),
        sa.Column("taken_on", sa.Date(), nullable=True),
        sa.Column("place_ref", BIG, nullable=True),
        sa.Column("added_by", BIG, nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("event_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_attachment_household_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_attachment_file_id")),
        sa.ForeignKeyConstraint(["thumb_id"], ["stored_file.id"], name=op.f("fk_attachment_thumb_id")),
        sa.ForeignKeyConstraint(["place_ref"], ["secret.id"], name=op.f("fk_attachment_place_ref")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_attachment_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("public_id", name=op.f("uq_attachment_public_id")),
        sqlite_autoincrement=True,
    )
    for column in ("household_id", "event_id"):
        op.create_index(op.f(f"ix_attachment_{column}"), "attachment", [column], unique=False)
    refresh_history(op, "attachment")


def downgrade() -> None:
    drop_history(op, "attachment")
    op.drop_table("attachment")
