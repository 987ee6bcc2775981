"""Frozen months and years: one row of sums an area instead of one row a number, which nothing used yet."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AREA, SMALL, DIGEST = sa.String(length=12), sa.SmallInteger(), sa.String(length=64)


def upgrade() -> None:
    op.drop_table("indicator_value")
    op.create_table(
        "indicator_snapshot",
        sa.Column("id", BIG, nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("revision", SMALL, nullable=False),
        sa.Column("year", SMALL, nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("households", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=80), nullable=False),
        sa.Column("file_digest", DIGEST, nullable=False),
        sa.Column("file_bytes", sa.BigInteger(), nullable=False),
        sa.Column("definitions", DIGEST, nullable=False),
        sa.Column("rules", DIGEST, nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["act_id"], ["event.id"], name=op.f("fk_indicator_snapshot_act_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator_snapshot")),
        sa.UniqueConstraint("period", "revision", name=op.f("uq_indicator_snapshot_period_revision")),
    )
    op.create_table(
        "snapshot_area",
        sa.Column("snapshot_id", BIG, nullable=False),
        sa.Column("area_code", AREA, nullable=False),
        sa.Column("sums", sa.JSON(), nullable=False),
        sa.Column("measures", sa.JSON(), nullable=False),
        sa.Column("projects", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["indicator_snapshot.id"], name=op.f("fk_snapshot_area_snapshot_id")
        ),
        sa.PrimaryKeyConstraint("snapshot_id", "area_code", name=op.f("pk_snapshot_area")),
    )


def downgrade() -> None:
    op.drop_table("snapshot_area")
    op.drop_table("indicator_snapshot")
    op.create_table(
        "indicator_value",
        sa.Column("id", BIG, nullable=False),
        sa.Column("indicator", sa.String(length=40), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("area_code", AREA, nullable=False),
        sa.Column("numerator", sa.Float(), nullable=True),
        sa.Column("denominator", sa.Float(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=True),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator_value")),
        sa.UniqueConstraint(
            "indicator", "period", "area_code", name=op.f("uq_indicator_value_indicator_period_area_code")
        ),
    )
