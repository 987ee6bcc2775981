"""`flask migrate`: brings the database to the newest shape."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def upgrade_database(engine: Engine, revision: str = "head") -> None:
    """Run the missing migrations in one transaction; nothing happens where none is missing."""
    command.upgrade(alembic_config(engine), revision)


def alembic_config(engine: Engine) -> Config:
    """What `migrations/env.py` expects: the engine as an attribute."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["engine"] = engine
    return config
