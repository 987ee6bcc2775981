"""`flask reports build`: a paper into a folder, from the command line."""

import json
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from app.cli.areas import refuse
from app.domain.areas import full_code
from app.domain.clock import today
from app.domain.errors import BangfuError, InvalidInputError, NotFoundError
from app.domain.permissions import SYSTEM, Actor
from app.extensions import db
from app.queries.accounts import actor_of, find_user
from app.queries.scope import Scope
from app.services.report_requests import KINDS, check_wishes
from app.services.reports import BUILDERS, write_to_folder

reports_group = AppGroup("reports", help="报告。")
commands = (reports_group,)


@reports_group.command("build")
@click.option("--kind", type=click.Choice(sorted(KINDS)), required=True, help="哪种报告。")
@click.option("--area", required=True, help="区划代码。")
@click.option("--year", type=int, required=True, help="哪一年。")
@click.option(
    "--format", "formats", default="docx,pdf,xlsx", show_default=True, help="要哪些格式，逗号分开。"
)
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="放到哪个文件夹。"
)
@click.option("--period", help="按冻结的哪一期出，2026-11 或 2026；不写时过去的年份用冻结的，今年用当天的。")
@click.option("--actor", "login", help="按哪个账号的范围出；不写就是全部范围。")
@click.option("--base-url", default="", help="数字链接的网址前缀，例如 http://127.0.0.1:8000。")
@click.option("--json", "as_json", is_flag=True, help="结果印成 JSON。")
def build(
    kind: str,
    area: str,
    year: int,
    formats: str,
    out: Path,
    period: str | None,
    login: str | None,
    base_url: str,
    as_json: bool,
) -> None:
    """生成一份报告，存成文件。"""
    settings = current_app.extensions["bangfu"]
    wanted = [name.strip() for name in formats.split(",") if name.strip()]
    fonts = str(settings.data_dir / "fonts")
    try:
        check_wishes(kind, year, wanted, today())
        actor, scope = _reader(login)
        document = BUILDERS[kind](
            db.session(), scope, actor, area=full_code(area), year=year, as_of=today(),
            base_url=base_url or f"http://127.0.0.1:{settings.port}", font_folder=fonts, period=period,
        )  # fmt: skip
        paths = write_to_folder(document, wanted, out, fonts)
    except NotFoundError as error:
        raise click.ClickException(f"{error.code} 没有区划 {area}，或不在这个账号的范围里。") from error
    except BangfuError as error:
        raise refuse(error) from error
    if as_json:
        numbers = sum(1 for _ in document.numbers())
        click.echo(
            json.dumps(
                {"title": document.title, "files": [str(p) for p in paths], "numbers": numbers},
                ensure_ascii=False,
            )
        )
    else:
        click.echo("\n".join(str(path) for path in paths))


def _reader(login: str | None) -> tuple[Actor, Scope]:
    if login is None:
        return SYSTEM, Scope.everything()
    user = find_user(db.session(), login)
    if user is None:
        raise InvalidInputError("E-ACTOR", f"没有账号 {login}。", way_out="请核对账号名。")
    actor = actor_of(db.session(), user)
    return actor, Scope.of(actor)
