"""Lists that people keep under a name, and the columns that each person chose for lists."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORD = sa.String(length=40)


def upgrade() -> None:
    op.create_table(
        "saved_list",
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("title", sa.String(length=40), nullable=False),
        sa.Column("subject", WORD, nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("area_code", sa.String(length=12), nullable=True),
        sa.Column("bureau", WORD, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_saved_list_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_list")),
        sa.UniqueConstraint("public_id", name=op.f("uq_saved_list_public_id")),
    )
    op.create_index("ix_saved_list_user_id", "saved_list", ["user_id"], unique=False)
    op.create_index("ix_saved_list_area_code", "saved_list", ["area_code"], unique=False)
    op.add_column("user", sa.Column("list_columns", sa.String(length=400), nullable=True))


def downgrade() -> None:
    op.drop_column("user", "list_columns")
    op.drop_table("saved_list")
