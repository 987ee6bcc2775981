"""A household may come back to an officer: assignments are told by their days, and once open only once."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _rebuild(
        [sa.Column("assigned_by", BIG, nullable=True)],
        [],
    )
    where = sa.text("to_on IS NULL")
    op.create_index(
        "ix_assignment_open", "assignment", ["user_id", "household_id"], unique=True, sqlite_where=where,
        postgresql_where=where,
    )  # fmt: skip


def downgrade() -> None:
    op.execute(
        "DELETE FROM assignment WHERE id NOT IN (SELECT max(id) FROM assignment GROUP BY user_id, household_id)"
    )
    unique = sa.UniqueConstraint("user_id", "household_id", name="uq_assignment_user_id_household_id")
    _rebuild([], [unique])


def _rebuild(more: list[sa.Column[int]], constraints: list[sa.UniqueConstraint]) -> None:
    """SQLite takes no constraint away: the table is written anew on both engines."""
    op.rename_table("assignment", "assignment_before")
    op.drop_index("ix_assignment_household_id", table_name="assignment_before")
    if op.get_bind().dialect.name == "postgresql":
        for kind, name in (
            ("pk", "assignment"),
            ("fk", "assignment_user_id"),
            ("fk", "assignment_household_id"),
        ):
            op.execute(f"ALTER TABLE assignment_before DROP CONSTRAINT {kind}_{name}")
    op.create_table(
        "assignment",
        sa.Column("id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("household_id", BIG, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        *more,
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name="fk_assignment_household_id"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_assignment_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_assignment"),
        *constraints,
    )
    columns = "user_id, household_id, from_on, to_on"
    op.execute(f"INSERT INTO assignment ({columns}) SELECT {columns} FROM assignment_before ORDER BY id")
    op.drop_table("assignment_before")
    op.create_index("ix_assignment_household_id", "assignment", ["household_id"], unique=False)
