"""`flask migrate`: brings the database to the newest shape."""

from pathlib import Path

import click
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask.cli import with_appcontext
from sqlalchemy import Engine

from app.extensions import db
from app.queries.scope import unscoped

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def upgrade_database(engine: Engine, revision: str = "head") -> None:
    """Run the missing migrations in one transaction; nothing happens where none is missing."""
    with unscoped("a migration moves whole tables"):
        command.upgrade(alembic_config(engine), revision)


def clear_database(engine: Engine) -> None:
    """Take back every migration: nothing is left but an empty database."""
    with unscoped("a migration moves whole tables"):
        command.downgrade(alembic_config(engine), "base")


def alembic_config(engine: Engine) -> Config:
    """What `migrations/env.py` expects: the engine as an attribute."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["engine"] = engine
    return config


def is_current(engine: Engine) -> bool:
    """True where no migration is missing; a plain read, far faster than running Alembic."""
    newest = ScriptDirectory.from_config(alembic_config(engine)).get_current_head()
    with engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
        connection.commit()
    return found == newest


@click.command("migrate")
@with_appcontext
def migrate() -> None:
    """把数据库升级到最新结构。 Bring the database to the newest shape."""
    if not is_current(db.engine):
        upgrade_database(db.engine)


commands = (migrate,)
