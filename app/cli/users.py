"""`flask users`: accounts from the command line."""

import click
from flask import current_app
from flask.cli import AppGroup

from app.domain.errors import BangfuError
from app.domain.permissions import ROLES, SYSTEM
from app.extensions import db
from app.queries.accounts import find_user
from app.services.accounts import create_user, grant_role, reset_password
from app.services.invitation import make_invitation
from app.unit_of_work import unit_of_work

users = AppGroup("users", help="账号。 Accounts.")


@users.command("create")
@click.argument("login")
@click.option("--name", default="", help="显示的姓名。")
@click.option("--role", type=click.Choice([c.code for c in ROLES]), required=True, help="岗位。")
@click.option("--area", required=True, help="12 位区划代码。")
@click.option("--bureau", default=None, help="行业部门代码，例如 MZ。")
def create(login: str, name: str, role: str, area: str, bureau: str | None) -> None:
    """新建账号，打印首次登录的密码。 Create an account and print its first password."""
    try:
        with unit_of_work(db.session(), SYSTEM, "account.create", payload={"role": role}) as work:
            user, password = create_user(work, login, name or login)
            grant_role(work, user, role, area, bureau=bureau)
    except BangfuError as refused:
        raise click.ClickException(f"{refused.code} {refused.message} {refused.way_out or ''}") from refused
    click.echo(f"{login} {password}")


@users.command("reset")
@click.argument("login")
def reset(login: str) -> None:
    """重置密码。 A new first password."""
    with unit_of_work(db.session(), SYSTEM, "account.reset") as work:
        user = find_user(work.session, login)
        if user is None:
            raise click.ClickException(f"没有账号 {login}。")
        password = reset_password(work, user)
    click.echo(f"{login} {password}")


@users.command("invite")
@click.argument("login")
def invite(login: str) -> None:
    """打印一次性链接（24 小时内有效），本人自己设密码。 Print a one-time link; the person chooses the password."""
    user = find_user(db.session(), login)
    if user is None:
        raise click.ClickException(f"没有账号 {login}。")
    click.echo(f"/first/{make_invitation(user, str(current_app.secret_key))}")


commands = (users,)
