"""`./run backup FILE`: database, files and keys of this installation in one encrypted file."""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import click
from alembic.runtime.migration import MigrationContext
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import NullPool, make_url

from app.adapters.backup_file import write_backup
from app.adapters.database import make_engine
from app.adapters.database_copy import copy_sqlite_file, copy_tables_out, digests, frozen
from app.domain.clock import now
from config import SETTINGS_FILE, Settings, keys_text

#: Parts of the data directory that make no sense elsewhere or are copied in another way.
NOT_COPIED = {".db", ".db-wal", ".db-shm", ".db-journal", ".unfinished", ".pid", ".log"}


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def backup(file: Path) -> None:
    """加密备份到一个文件。 One encrypted file with database, files and keys."""
    passphrase = ask_passphrase(twice=True)
    size = make_backup(current_app.extensions["bangfu"], file, passphrase)
    click.echo(
        f"已备份到 {file}（{size:,} 字节）；口令请另外保管，丢了就打不开。 Keep the passphrase elsewhere."
    )


def ask_passphrase(*, twice: bool) -> str:
    """From BANGFU_PASSPHRASE, else typed; at least twelve characters: the file may be guessed at for years."""
    given = os.environ.get("BANGFU_PASSPHRASE")
    typed: str = given or click.prompt("备份口令 / passphrase", hide_input=True, confirmation_prompt=twice)
    if twice and len(typed) < 12:
        raise click.UsageError("口令至少 12 个字。 The passphrase needs at least 12 characters.")
    return typed


def make_backup(settings: Settings, file: Path, passphrase: str) -> int:
    """Write the backup; its size in bytes. The product may run meanwhile: the copy is of one moment."""
    with tempfile.TemporaryDirectory(prefix="backup-", dir=settings.data_dir) as name:
        folder = Path(name)
        facts = _copy_database(settings, folder)
        _copy_data_dir(settings, folder, skip=folder)
        (folder / SETTINGS_FILE).write_text(keys_text(settings), "utf-8")
        return write_backup(file, passphrase, folder, facts)


def _copy_database(settings: Settings, folder: Path) -> dict[str, Any]:
    target = folder / "database"
    target.mkdir()
    facts: dict[str, Any] = {
        "at": now().isoformat(),
        "kind": "sqlite" if settings.on_sqlite else "postgresql",
    }
    url = settings.database_url
    if settings.on_sqlite:
        copy_sqlite_file(Path(make_url(url).database or ""), target / "bangfu.db")
        url = f"sqlite:///{target / 'bangfu.db'}"
    engine = make_engine(url, poolclass=NullPool)  # one of its own: this reads across all scopes
    with engine.connect() if settings.on_sqlite else frozen(engine) as connection:
        facts["revision"] = MigrationContext.configure(connection).get_current_revision()
        facts["digests"] = digests(connection)
        if not settings.on_sqlite:
            copy_tables_out(connection, target)
    engine.dispose()
    for leftover in target.glob("bangfu.db-*"):
        leftover.unlink()
    return facts


def _copy_data_dir(settings: Settings, folder: Path, *, skip: Path) -> None:
    """Files and anchors. Stored files are named by content and never change, so they fit the database's moment."""
    target = folder / "data"
    target.mkdir()
    for source in sorted(settings.data_dir.rglob("*")):
        inside = source.relative_to(settings.data_dir)
        if not source.is_file() or source.is_relative_to(skip) or inside.parts[0].startswith("backup-"):
            continue
        if inside.name == SETTINGS_FILE or (source.suffix in NOT_COPIED and source != settings.anchor_file):
            continue
        (target / inside).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target / inside)
    if settings.anchor_file.exists() and not settings.anchor_file.is_relative_to(settings.data_dir):
        shutil.copyfile(settings.anchor_file, target / settings.anchor_file.name)


commands = (backup,)
