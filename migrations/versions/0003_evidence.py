"""The paper behind a household's step and behind a member's coming or going stands on the row it explains."""

import sqlalchemy as sa
from alembic import op

from migrations.history import drop_triggers, refresh_history

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = ("household", "membership")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("evidence", sa.String(length=120), nullable=True))
        refresh_history(op, table)


def downgrade() -> None:
    for table in TABLES:
        for statement in drop_triggers(op.get_bind().dialect.name, table):
            op.execute(sa.text(statement))
        op.drop_column(table, "evidence")
        op.drop_column(f"{table}_history", "evidence")
        refresh_history(op, table)
