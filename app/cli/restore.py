"""`./run restore FILE`: puts a backup back into an empty place. Runs before there are settings: they are inside."""

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import click
from sqlalchemy import NullPool, inspect, make_url

from app.adapters.backup_file import BackupTargetError, read_backup
from app.adapters.database import make_engine
from app.adapters.database_copy import copy_tables_in, digests
from app.cli.backup import ask_passphrase
from app.cli.migrate import upgrade_database
from app.domain.errors import BangfuError
from config import SETTINGS_FILE, data_dir_of, database_url_of


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """从备份恢复到空的目录和空的数据库。 Put a backup back into an empty place."""
    try:
        tables = put_back(
            file, ask_passphrase(twice=False), data_dir_of(os.environ), database_url_of(os.environ)
        )
    except BangfuError as refused:
        sys.exit(f"{refused} {refused.way_out or ''}")
    click.echo(f"已恢复，{tables} 张表与备份时逐行一致。 Restored; {tables} tables equal row by row.")


def put_back(file: Path, passphrase: str, data_dir: Path, url: str) -> int:
    """Restore and compare; the number of tables. Everything is read and checked before anything is written."""
    _refuse_occupied(data_dir, url)
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="restore-", dir=data_dir) as name:
        folder = Path(name)
        facts = read_backup(file, passphrase, folder)
        if facts["kind"] != make_url(url).get_backend_name():
            raise BackupTargetError("E-BACKUP-3", f"这份备份来自 {facts['kind']}，要恢复到同一种数据库。")
        _put_back_database(folder / "database", url, facts)
        shutil.copytree(folder / "data", data_dir, dirs_exist_ok=True)
        settings = data_dir / SETTINGS_FILE
        shutil.copyfile(folder / SETTINGS_FILE, settings)
        settings.chmod(0o600)
    return len(facts["digests"])


def _put_back_database(folder: Path, url: str, facts: dict[str, Any]) -> None:
    if facts["kind"] == "sqlite":
        shutil.copyfile(folder / "bangfu.db", Path(make_url(url).database or ""))
    engine = make_engine(url, poolclass=NullPool)
    if facts["kind"] == "postgresql":
        upgrade_database(engine, facts["revision"])
        copy_tables_in(engine, folder)
    with engine.connect() as connection:
        differing = [n for n, d in digests(connection).items() if d != facts["digests"].get(n)]
    engine.dispose()
    if differing:
        raise BackupTargetError(
            "E-BACKUP-4", f"恢复后与备份不一致：{'、'.join(differing)}。", way_out="请换一处空库重试。"
        )


def _refuse_occupied(data_dir: Path, url: str) -> None:
    occupied = (data_dir / SETTINGS_FILE).exists() or any((data_dir / "files").glob("*"))
    if url.startswith("sqlite"):
        occupied = occupied or Path(make_url(url).database or "").exists()
    else:
        engine = make_engine(url, poolclass=NullPool)
        occupied = occupied or bool(inspect(engine).get_table_names())
        engine.dispose()
    if occupied:
        raise BackupTargetError(
            "E-BACKUP-5",
            f"这里已有数据，不会覆盖：{data_dir}。",
            way_out="请用 BANGFU_DATA_DIR（和 DATABASE_URL）指到空的地方。",
        )


if __name__ == "__main__":
    restore()
