"""A grant of a measure with few places says at which rank it was proposed, and why it was out of turn."""

import sqlalchemy as sa
from alembic import op

from migrations.history import drop_triggers, refresh_history

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("measure_grant", sa.Column("ranked", sa.String(length=120), nullable=True))
    op.add_column("measure_grant", sa.Column("out_of_turn", sa.String(length=400), nullable=True))
    refresh_history(op, "measure_grant")


def downgrade() -> None:
    for statement in drop_triggers(op.get_bind().dialect.name, "measure_grant"):
        op.execute(sa.text(statement))
    for table in ("measure_grant", "measure_grant_history"):
        for name in ("out_of_turn", "ranked"):
            op.drop_column(table, name)
    refresh_history(op, "measure_grant")
