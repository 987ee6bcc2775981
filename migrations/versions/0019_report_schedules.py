"""Reports that come by themselves: which, for where, how often, who is told."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORD = sa.String(length=40)


def upgrade() -> None:
    op.create_table(
        "report_schedule",
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("area_code", sa.String(length=12), nullable=False),
        sa.Column("every", WORD, nullable=False),
        sa.Column("formats", sa.String(length=40), nullable=False),
        sa.Column("told", WORD, nullable=False),
        sa.Column("base_url", sa.String(length=200), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("last_period", WORD, nullable=False),
        sa.Column("created_by", BIG, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_schedule")),
        sa.UniqueConstraint("public_id", name=op.f("uq_report_schedule_public_id")),
    )
    op.create_index("ix_report_schedule_area_code", "report_schedule", ["area_code"], unique=False)
    op.add_column("report_request", sa.Column("schedule_id", BIG, nullable=True))
    op.create_index("ix_report_request_schedule_id", "report_request", ["schedule_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_report_request_schedule_id", table_name="report_request")
    op.drop_column("report_request", "schedule_id")
    op.drop_table("report_schedule")
