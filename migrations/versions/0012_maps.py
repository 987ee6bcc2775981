"""Outlines in finer levels for maps of smaller places, and the spots of households and projects."""

import sqlalchemy as sa
from alembic import op

from migrations.history import drop_history, refresh_history

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    for level in ("outline_middle", "outline_near"):
        op.add_column("boundary", sa.Column(level, sa.Text(), nullable=True))
    op.create_table(
        "map_point",
        sa.Column("area_code", sa.String(length=12), nullable=False),
        sa.Column("household_id", BIG, nullable=True),
        sa.Column("project_id", BIG, nullable=True),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("place_ref", BIG, nullable=True),
        sa.Column("source_crs", sa.String(length=40), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=True),
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("event_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_map_point_household_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_map_point_project_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_map_point_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_map_point")),
        sa.UniqueConstraint("public_id", name=op.f("uq_map_point_public_id")),
        sa.UniqueConstraint("household_id", name=op.f("uq_map_point_household_id")),
        sa.UniqueConstraint("project_id", name=op.f("uq_map_point_project_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_map_point_area_id", "map_point", ["area_code", "id"], unique=False)
    op.create_index(op.f("ix_map_point_event_id"), "map_point", ["event_id"], unique=False)
    refresh_history(op, "map_point")


def downgrade() -> None:
    drop_history(op, "map_point")
    op.drop_table("map_point")
    for level in ("outline_near", "outline_middle"):
        op.drop_column("boundary", level)
