"""Lists and counts of grants go along an index of their states: the whole register was read for each page."""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    columns = ["state", "area_code", "id", "measure", "bureau", "starts_on", "ends_on"]
    op.create_index("ix_measure_grant_state", "measure_grant", columns)


def downgrade() -> None:
    op.drop_index("ix_measure_grant_state", "measure_grant")
