"""What lists and counts read stands in their indexes: the state of a household, of a grant, the verdicts a line names."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

OWED = sa.text("until_at IS NULL AND (rule LIKE '%.verdict.missing' OR rule LIKE '%.verdict.wrong')")


def upgrade() -> None:
    op.drop_index("ix_household_area_id", "household")
    op.create_index("ix_household_area_id", "household", ["area_code", "id", "status"])
    op.drop_index("ix_measure_grant_area_id", "measure_grant")
    op.create_index(
        "ix_measure_grant_area_id", "measure_grant", ["area_code", "id", "state", "starts_on", "ends_on"]
    )
    op.create_index(
        "ix_rule_result_shown",
        "rule_result",
        ["household_id", "rule"],
        sqlite_where=OWED,
        postgresql_where=OWED,
    )


def downgrade() -> None:
    op.drop_index("ix_rule_result_shown", "rule_result")
    op.drop_index("ix_measure_grant_area_id", "measure_grant")
    op.create_index("ix_measure_grant_area_id", "measure_grant", ["area_code", "id"])
    op.drop_index("ix_household_area_id", "household")
    op.create_index("ix_household_area_id", "household", ["area_code", "id"])
