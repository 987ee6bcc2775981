"""The columns that an account chose for lists of persons."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("user", sa.Column("person_columns", sa.String(length=600), nullable=True))


def downgrade() -> None:
    op.drop_column("user", "person_columns")
