"""Every registry table on both engines: the guard, and one history row for each change of each column."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from app.cli.migrate import alembic_config
from app.models import REGISTRY_TABLES, Base
from app.models.base import Moment
from migrations.history import trigger_names

VALUES: dict[type, tuple[Any, Any]] = {
    str: ("1", "2"),
    int: (1, 2),
    float: (1.0, 2.0),
    bool: (False, True),
    date: (date(2026, 1, 1), date(2026, 1, 2)),
}


def _choices(kind: Any) -> tuple[Any, Any]:
    """Two values of a column's type."""
    if isinstance(kind, sa.JSON):
        return {"a": 1}, {"a": 2}
    if isinstance(kind, Moment):
        return datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)
    return VALUES[kind.python_type]


def _event(connection: sa.Connection) -> int:
    made = connection.execute(
        sa.text(
            "INSERT INTO event (at, act, payload) VALUES ('2026-01-01 00:00:00', 'test', '{}') RETURNING id"
        )
    )
    return int(made.scalar_one())


def _insert(connection: sa.Connection, table: sa.Table, seen: dict[str, int], event: int) -> int:
    """A row of `table` with everything it needs, each parent made once."""
    values: dict[str, Any] = {}
    for column in table.columns:
        if column.name == "id":
            continue
        parent = next((fk.column.table for fk in column.foreign_keys), None)
        if parent is not None and parent.name == "event":
            values[column.name] = event
        elif parent is not None and not column.nullable:
            if parent.name not in seen:
                seen[parent.name] = _insert(connection, parent, seen, event)
            values[column.name] = seen[parent.name]
        elif column.name == "version":
            values[column.name] = 1
        elif not column.nullable:
            values[column.name] = _choices(column.type)[0]
    made = connection.execute(sa.insert(table).values(values).returning(table.c.id))
    return int(made.scalar_one())


def _rows(connection: sa.Connection, table: sa.Table) -> int:
    return int(connection.execute(sa.text(f"SELECT count(*) FROM {table.name}_history")).scalar_one())


@pytest.mark.parametrize("name", sorted(REGISTRY_TABLES))
def test_each_column_leaves_its_history(engine: Engine, name: str) -> None:
    table = Base.metadata.tables[name]
    with engine.connect().execution_options(write=True) as connection:
        key = _insert(connection, table, {}, _event(connection))
        connection.commit()
        count, version = 0, 1
        for column in table.columns:
            if column.name in ("id", "version", "event_id") or column.foreign_keys:
                continue
            event = _event(connection)
            version += 1
            was = connection.execute(sa.select(column).where(table.c.id == key)).scalar_one()
            choices = _choices(column.type)
            connection.execute(
                sa.update(table)
                .where(table.c.id == key)
                .values({column: choices[was == choices[0]], "version": version, "event_id": event})
            )
            count += 1
            assert _rows(connection, table) == count, column.name
            kept = connection.execute(
                sa.select(sa.column(column.name, column.type), sa.column("until_event"))
                .select_from(sa.table(f"{name}_history"))
                .where(sa.text("id = :k AND version = :v")),
                {"k": key, "v": version - 1},
            ).one()
            assert kept[1] == event
            assert _same(kept[0], was), column.name
        connection.commit()


def _same(kept: Any, was: Any) -> bool:
    return str(kept) == str(was) or (isinstance(was, bool) and bool(kept) == was)


@pytest.mark.parametrize("name", sorted(REGISTRY_TABLES))
def test_guard_refuses_changes_without_their_event(engine: Engine, name: str) -> None:
    table = Base.metadata.tables[name]
    with engine.connect().execution_options(write=True) as connection:
        key = _insert(connection, table, {}, _event(connection))
        connection.commit()
    bad: dict[str, dict[str, Any]] = {
        "no version": {"event_id": table.c.event_id},
        "old event": {"version": 2},
        "version jumps": {"version": 5},
    }
    for why, values in bad.items():
        with engine.connect().execution_options(write=True) as connection:
            if why == "old event":
                _event(connection)
            with pytest.raises(sa.exc.DBAPIError, match="without its event"):
                connection.execute(sa.update(table).where(table.c.id == key).values(values))
            connection.rollback()


def test_events_cannot_be_rewritten(engine: Engine) -> None:
    with engine.connect().execution_options(write=True) as connection:
        _event(connection)
        connection.commit()
    for statement in ("UPDATE event SET act = 'x'", "DELETE FROM event"):
        with engine.connect().execution_options(write=True) as connection:
            with pytest.raises(sa.exc.DBAPIError, match="append-only"):
                connection.execute(sa.text(statement))
            connection.rollback()


def test_triggers_stand_on_every_registry_table(engine: Engine) -> None:
    catalogue = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if engine.dialect.name == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with engine.connect() as connection:
        have = {row[0] for row in connection.execute(sa.text(catalogue))}
    for table in REGISTRY_TABLES:
        assert trigger_names(table) <= have, table


def test_history_has_every_column(engine: Engine) -> None:
    inspector = sa.inspect(engine)
    for table in REGISTRY_TABLES:
        base = {c["name"] for c in inspector.get_columns(table)}
        kept = {c["name"] for c in inspector.get_columns(f"{table}_history")}
        assert kept == base | {"until_event"}, table


def test_migrations_go_down_and_up_with_data(engine: Engine) -> None:
    from alembic import command

    config = alembic_config(engine)
    with engine.connect().execution_options(write=True) as connection:
        _insert(connection, Base.metadata.tables["household"], {}, _event(connection))
        connection.commit()
    command.downgrade(config, "base")
    assert sa.inspect(engine).get_table_names() == ["alembic_version"]
    command.upgrade(config, "head")
    assert set(Base.metadata.tables) <= set(sa.inspect(engine).get_table_names())


def test_models_and_migrations_agree(engine: Engine) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    def own(_object: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
        return not (kind == "table" and (name or "").endswith("_history"))

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": own, "compare_type": False})
        assert compare_metadata(context, Base.metadata) == []
