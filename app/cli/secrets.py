"""`flask secrets rotate`: brings every value of the vault under the newest key."""

import click
from flask import current_app
from flask.cli import AppGroup

from app.adapters.file_store import FileStore
from app.domain.permissions import SYSTEM
from app.extensions import db, vault
from app.services.secrets import rotate_step
from app.unit_of_work import unit_of_work

secrets = AppGroup("secrets", help="加密的内容。 The vault.")

STEP = 5000


@secrets.command("rotate")
def rotate() -> None:
    """把旧密钥加密的内容换到最新的密钥上；中断了再运行即可接着换。 Re-encrypt what lies under older keys."""
    steps = 0
    while True:
        with unit_of_work(db.session(), SYSTEM, "secret.rotate", payload={"key": vault().newest}) as work:
            left = rotate_step(work, STEP)
        steps += 1
        if not left:
            break
        click.echo(f"还剩 {left} 条")
    store = FileStore(current_app.extensions["bangfu"].files_dir, vault())
    click.echo(f"旧密钥上 0 条，共 {steps} 步；换了 {store.reseal_all()} 个文件。")
    click.echo("还没有应用的导入批次仍要旧密钥：应用或放弃以后（最多 14 天）再从设置里去掉它。")


commands = (secrets,)
