"""Parsed rows rest in sealed chunks instead of one sealed row each; a doubtful row knows its place."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.drop_index(op.f("ix_import_row_blind"), table_name="import_row")
    op.drop_index("ix_import_row_batch", table_name="import_row")
    op.drop_table("import_row")
    op.create_table(
        "import_chunk",
        sa.Column("id", BIG, nullable=False),
        sa.Column("batch_id", BIG, nullable=False),
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name=op.f("fk_import_chunk_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_chunk")),
        sa.UniqueConstraint("batch_id", "part", "no", name=op.f("uq_import_chunk_batch_id_part_no")),
    )
    op.add_column("match_case", sa.Column("line", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("match_case", "line")
    op.drop_table("import_chunk")
    op.create_table(
        "import_row",
        sa.Column("id", BIG, nullable=False),
        sa.Column("batch_id", BIG, nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("blind", sa.LargeBinary(length=16), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("person_id", BIG, nullable=True),
        sa.Column("change", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name=op.f("fk_import_row_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_row")),
    )
    op.create_index("ix_import_row_batch", "import_row", ["batch_id", "row_no"], unique=False)
    op.create_index(op.f("ix_import_row_blind"), "import_row", ["blind"], unique=False)
