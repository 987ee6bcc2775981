"""A text that changes with what menus are made of (accounts, roles, rules, places, kept lists); counts of a list's line
stand in their indexes.

PostgreSQL writes it at the very end of a transaction and once: nobody waits for it while others work.
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

#: Table -> the columns that matter where not all do: signing in changes an account, but no menu.
WATCHED = {
    "user": "public_id, display_name, is_active",
    "role_grant": "",
    "rule_version": "",
    "area": "",
    "saved_list": "",
}
CHANGED = """
CREATE FUNCTION menu_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE menu_revision SET token = pg_current_xact_id()::text || '.' || gen_random_uuid()::text
  WHERE token NOT LIKE pg_current_xact_id()::text || '.%';
  RETURN NULL;
END $$
"""


def upgrade() -> None:
    op.create_table(
        "menu_revision",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("token", sa.String(80), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_menu_revision"),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute("INSERT INTO menu_revision (id, token) VALUES (1, lower(hex(randomblob(16))))")
    else:
        op.execute("INSERT INTO menu_revision (id, token) VALUES (1, gen_random_uuid()::text)")
        op.execute(CHANGED)
    for table, columns in WATCHED.items():
        _watch(table, f"UPDATE OF {columns}" if columns else "UPDATE")
    _index("person", "ix_person_household_id", ["household_id", "status"])
    _index("income_entry", "ix_income_entry_household_year", ["household_id", "year", "kind", "amount_fen"])


def _watch(table: str, update: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f'CREATE CONSTRAINT TRIGGER menu_{table} AFTER INSERT OR DELETE OR {update} ON "{table}" '
            "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION menu_changed()"
        )
        return
    for act in ("INSERT", "DELETE", update):
        op.execute(
            f'CREATE TRIGGER menu_{table}_{act.split()[0].lower()} AFTER {act} ON "{table}" '
            "BEGIN UPDATE menu_revision SET token = lower(hex(randomblob(16))); END"
        )


def _index(table: str, name: str, columns: list[str]) -> None:
    op.drop_index(name, table)
    op.create_index(name, table, columns)


def downgrade() -> None:
    _index("income_entry", "ix_income_entry_household_year", ["household_id", "year"])
    _index("person", "ix_person_household_id", ["household_id"])
    for table in WATCHED:
        if op.get_bind().dialect.name == "postgresql":
            op.execute(f'DROP TRIGGER menu_{table} ON "{table}"')
        else:
            for act in ("insert", "delete", "update"):
                op.execute(f"DROP TRIGGER menu_{table}_{act}")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION menu_changed")
    op.drop_table("menu_revision")
