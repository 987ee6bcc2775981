"""A work order knows the facts it is about: the same rule with other facts is another one."""

import sqlalchemy as sa
from alembic import op

from migrations.history import drop_triggers, refresh_history

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("finding", sa.Column("facts", sa.String(length=16), nullable=True))
    refresh_history(op, "finding")


def downgrade() -> None:
    for statement in drop_triggers(op.get_bind().dialect.name, "finding"):
        op.execute(sa.text(statement))
    op.drop_column("finding", "facts")
    op.drop_column("finding_history", "facts")
    refresh_history(op, "finding")
