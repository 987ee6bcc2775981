"""Runs migrations in one transaction each way; SQLite with foreign keys off before BEGIN and checked before COMMIT."""

import sqlalchemy as sa
from alembic import context
from sqlalchemy import Connection


def _run(connection: Connection) -> None:
    context.configure(connection=connection, transaction_per_migration=False, include_object=_own)
    with context.begin_transaction():
        context.run_migrations()


def _own(_object: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
    """History tables are made by the generator, not compared with models."""
    return not (kind == "table" and (name or "").endswith("_history"))


def run() -> None:
    """The caller (`app.cli.migrate`, tests) hands over an engine as attribute."""
    engine: sa.Engine = context.config.attributes["engine"]
    with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            # on the driver: any statement of ours begins a transaction, in which the pragma has no effect
            connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
        with connection.begin():
            _run(connection)
            if sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
                raise RuntimeError(f"foreign key broken by migration: {broken}")
        if sqlite:
            connection.connection.cursor().execute("PRAGMA foreign_keys=ON")


run()
