"""A photo keeps the time of day that its camera wrote."""

import sqlalchemy as sa
from alembic import op

from migrations.history import drop_triggers, refresh_history

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("attachment", sa.Column("taken_time", sa.String(length=5), nullable=True))
    refresh_history(op, "attachment")


def downgrade() -> None:
    for statement in drop_triggers(op.get_bind().dialect.name, "attachment"):
        op.execute(sa.text(statement))
    op.drop_column("attachment", "taken_time")
    op.drop_column("attachment_history", "taken_time")
    refresh_history(op, "attachment")
