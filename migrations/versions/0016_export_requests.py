"""Exports with clear numbers wait for a second person."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORD = sa.String(length=40)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "export_request",
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("numbers", sa.String(length=80), nullable=False),
        sa.Column("purpose", WORD, nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("area_code", sa.String(length=12), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("created_by", BIG, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("decided_by", BIG, nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("ends_at", MOMENT, nullable=True),
        sa.Column("taken_at", MOMENT, nullable=True),
        sa.Column("serial", BIG, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_request")),
        sa.UniqueConstraint("public_id", name=op.f("uq_export_request_public_id")),
    )
    op.create_index("ix_export_request_state_area", "export_request", ["state", "area_code"], unique=False)
    op.create_index("ix_export_request_created_by", "export_request", ["created_by"], unique=False)


def downgrade() -> None:
    op.drop_table("export_request")
