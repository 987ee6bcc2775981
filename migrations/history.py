"""History and guard triggers of registry tables, generated from the database's own columns.

A version was valid for events `[event_id, until_event)`; the event is the only clock. The guard refuses any change
that does not raise the version by one under the transaction's own event, so that bulk statements and single saves
leave the same trace. Call `refresh_history` after touching a registry table. Imports nothing of the application.
"""

from typing import Any

import sqlalchemy as sa

SQLITE, POSTGRESQL = "sqlite", "postgresql"


def refresh_history(op: Any, table: str) -> None:
    """Make the history table hold every column of `table` and write its triggers anew."""
    connection = op.get_bind()
    inspector = sa.inspect(connection)
    base = inspector.get_columns(table)
    history = f"{table}_history"
    if not inspector.has_table(history):
        _create_history(op, table, base)
    else:
        have = {c["name"] for c in inspector.get_columns(history)}
        for column in base:
            if column["name"] not in have:
                op.add_column(history, sa.Column(column["name"], column["type"]))
    names = [c["name"] for c in base]
    dialect = connection.dialect.name
    for statement in drop_triggers(dialect, table) + create_triggers(dialect, table, names):
        op.execute(sa.text(statement.replace(":", r"\:")))


def drop_history(op: Any, table: str) -> None:
    """Take away triggers and history of `table` (the way back of its first migration)."""
    for statement in drop_triggers(op.get_bind().dialect.name, table):
        op.execute(sa.text(statement))
    op.drop_table(f"{table}_history")


def guard_events(op: Any) -> None:
    """Events are append-only; on PostgreSQL the newest event of the transaction is kept in a setting."""
    for statement in _event_guards(op.get_bind().dialect.name):
        op.execute(sa.text(statement.replace(":", r"\:")))


def _create_history(op: Any, table: str, base: list[Any]) -> None:
    copies = [
        sa.Column(c["name"], c["type"], nullable=c["name"] not in ("id", "version", "event_id")) for c in base
    ]
    op.create_table(
        f"{table}_history",
        *copies,
        sa.Column("until_event", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name=f"pk_{table}_history"),
    )
    op.create_index(f"ix_{table}_history_until_event", f"{table}_history", ["until_event"])
    if any(c["name"] == "household_id" for c in base):
        op.create_index(f"ix_{table}_history_household_id", f"{table}_history", ["household_id"])


def trigger_names(table: str) -> set[str]:
    """Names that must stand on `table`; tests compare them with the database's own catalogue."""
    return {f"{table}_guard", f"{table}_born", f"{table}_keep", f"{table}_gone"}


def drop_triggers(dialect: str, table: str) -> list[str]:
    """Statements that remove the triggers of `table`."""
    names = sorted(trigger_names(table))
    if dialect == SQLITE:
        return [f"DROP TRIGGER IF EXISTS {name}" for name in names]
    drops = [f'DROP TRIGGER IF EXISTS {name} ON "{table}"' for name in names]
    return [*drops, f"DROP FUNCTION IF EXISTS {table}_keep_fn(), {table}_gone_fn()"]


def create_triggers(dialect: str, table: str, names: list[str]) -> list[str]:
    """Statements that write the triggers of `table` for these columns."""
    return _sqlite(table, names) if dialect == SQLITE else _postgresql(table, names)


def _sqlite(table: str, names: list[str]) -> list[str]:
    columns = ", ".join(f'"{n}"' for n in names)
    old = ", ".join(f'OLD."{n}"' for n in names)
    newest = "(SELECT max(id) FROM event)"
    refuse = f"SELECT RAISE(ABORT, '{table}: changed without its event')"
    return [
        f"CREATE TRIGGER {table}_born BEFORE INSERT ON {table} "
        f"WHEN NEW.version <> 1 OR NEW.event_id IS NOT {newest} BEGIN {refuse}; END",
        f"CREATE TRIGGER {table}_guard BEFORE UPDATE ON {table} "
        "WHEN NEW.version <> OLD.version + 1 OR NEW.id <> OLD.id OR NEW.event_id < OLD.event_id "
        f"OR NEW.event_id IS NOT {newest} BEGIN {refuse}; END",
        f"CREATE TRIGGER {table}_keep AFTER UPDATE ON {table} WHEN OLD.event_id <> NEW.event_id "
        f"BEGIN INSERT INTO {table}_history ({columns}, until_event) VALUES ({old}, NEW.event_id); END",
        f"CREATE TRIGGER {table}_gone AFTER DELETE ON {table} "
        f"BEGIN INSERT INTO {table}_history ({columns}, until_event) VALUES ({old}, {newest}); END",
    ]


def _postgresql(table: str, names: list[str]) -> list[str]:
    columns = ", ".join(f'"{n}"' for n in names)
    old = ", ".join(f'o."{n}"' for n in names)
    current = "nullif(current_setting('bangfu.event_id', true), '')::bigint"
    return [
        f'CREATE TRIGGER {table}_born BEFORE INSERT ON "{table}" FOR EACH ROW '
        f"WHEN (NEW.version <> 1 OR NEW.event_id IS DISTINCT FROM {current}) EXECUTE FUNCTION refuse_change()",
        f'CREATE TRIGGER {table}_guard BEFORE UPDATE ON "{table}" FOR EACH ROW '
        "WHEN (NEW.version <> OLD.version + 1 OR NEW.id <> OLD.id OR NEW.event_id < OLD.event_id "
        f"OR NEW.event_id IS DISTINCT FROM {current}) EXECUTE FUNCTION refuse_change()",
        f"CREATE FUNCTION {table}_keep_fn() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"INSERT INTO {table}_history ({columns}, until_event) SELECT {old}, n.event_id FROM o "
        "JOIN n ON n.id = o.id WHERE n.event_id <> o.event_id; RETURN NULL; END $$",
        f'CREATE TRIGGER {table}_keep AFTER UPDATE ON "{table}" REFERENCING OLD TABLE AS o NEW TABLE AS n '
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_keep_fn()",
        f"CREATE FUNCTION {table}_gone_fn() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"INSERT INTO {table}_history ({columns}, until_event) SELECT {old}, {current} FROM o; "
        "RETURN NULL; END $$",
        f'CREATE TRIGGER {table}_gone AFTER DELETE ON "{table}" REFERENCING OLD TABLE AS o '
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_gone_fn()",
    ]


def _event_guards(dialect: str) -> list[str]:
    if dialect == SQLITE:
        return [
            f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for table in ("event", "event_link")
            for act in ("UPDATE", "DELETE")
        ]
    refuse = (
        "CREATE FUNCTION {0}() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION '{1}', TG_TABLE_NAME; END $$"
    )
    statements = [
        refuse.format("refuse_change", "%: changed without its event"),
        refuse.format("refuse_rewrite", "% is append-only"),
        "CREATE FUNCTION note_event() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "PERFORM set_config('bangfu.event_id', NEW.id::text, true); RETURN NULL; END $$",
        "CREATE TRIGGER event_noted AFTER INSERT ON event FOR EACH ROW EXECUTE FUNCTION note_event()",
    ]
    for table in ("event", "event_link"):
        statements.append(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_rewrite()"
        )
        statements.append(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite()"
        )
    return statements
