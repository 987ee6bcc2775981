"""Whose password somebody else has just issued: the account waits for a second administrator."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("user", sa.Column("held_by", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("user", "held_by")
