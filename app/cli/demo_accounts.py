"""`./run demo`: the demo accounts of this installation, shown again. Needs no running product."""

import os
from pathlib import Path

import click

from app.domain.permissions import ROLES
from app.services.demo_accounts import read_demo_accounts
from config import data_dir_of


def accounts_text(data_dir: Path) -> str:
    """One line for each account: name, password, role; empty where this is no demo."""
    accounts = read_demo_accounts(data_dir)
    if not accounts:
        return ""
    lines = ["  演示账号（本机随机生成）/ demo accounts, made at random for this installation:"]
    lines += [
        f"  {one.login:<10} {one.password:<16} {ROLES.label(one.role)} {one.display_name}" for one in accounts
    ]
    return "\n".join([*lines, ""])


@click.command("demo")
def show() -> None:
    """显示演示账号。 Show the demo accounts."""
    click.echo(accounts_text(data_dir_of(os.environ)) or "这里没有演示数据。 There is no demo here.")


if __name__ == "__main__":
    show()
