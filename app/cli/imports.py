"""`flask imports run | profiles | undo | export`: workbooks into the register and out of it without a browser."""

import json
import sys
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from app.adapters.file_store import FileStore
from app.domain.clock import today
from app.domain.errors import BangfuError, NotAllowedError, NotFoundError
from app.domain.permissions import SYSTEM, Actor
from app.extensions import db, vault
from app.models import ImportBatch
from app.queries.accounts import actor_of, find_user
from app.queries.imports import COUNTS, as_json, get_batch
from app.queries.scope import Scope
from app.services.importing import acts
from app.services.importing.aftermath import run_rules
from app.services.importing.receive import answer_guard, home_of, profiles_for, receive
from app.services.importing.register_export import collect, hand_out
from app.services.importing.register_lists import LISTS
from app.services.secrets import PURPOSES
from app.unit_of_work import unit_of_work

imports = AppGroup("imports", help="导入部门数据。 Import bureau workbooks.")
commands = (imports,)

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
#: Exit codes: the file cannot be taken; a guard waits for a person.
REFUSED, STOPPED = 2, 3


@imports.command("run")
@click.argument("file", type=FILE)
@click.option("--profile", help="表样编号，例如 B04；不写就自动认。")
@click.option("--period", help="所属期 YYYY-MM；不写就从标题、列、文件名认，认不出就不收。")
@click.option("--actor", "login", required=True, help="以谁的名义，账号名。")
@click.option("--area", help="这张表管的地方（12 位代码）；不写就是经办人管的地方。")
@click.option("--apply", "do_apply", is_flag=True, help="没有要人定的就直接应用。")
@click.option("--anyway", is_flag=True, help="改动异常大也照样应用。")
@click.option("--json", "printed", is_flag=True, help="输出 JSON。")
def run(
    file: Path,
    profile: str | None,
    period: str | None,
    login: str,
    area: str | None,
    do_apply: bool,
    anyway: bool,
    printed: bool,
) -> None:
    """读一张表，比对，（--apply）应用。 Read, match, compare and with --apply write one workbook."""
    session = db.session()
    try:
        actor = _actor(session, login, "import:upload", *(["import:apply"] if do_apply else []))
        batch = _receive(session, actor, file, profile, period, area)
        if not acts.read_in(session, actor, _store(), batch):
            _say_refused(batch, printed)
            sys.exit(REFUSED)
        if anyway:
            with unit_of_work(session, actor, "import.anyway", subject=acts.subject_of(batch)) as work:
                answer_guard(work, batch)
        acts.compare_with_register(session, actor, batch)
        if do_apply and batch.state == "previewed":
            acts.write(session, actor, batch)
            _run_rules(session, batch, actor)
    except BangfuError as error:
        parts = (error.code, error.message, error.way_out)
        raise click.ClickException(" ".join(p for p in parts if p)) from error
    _say(as_json(session, Scope.of(actor), batch), printed)
    if do_apply and batch.state == "stopped":
        sys.exit(STOPPED)


def _actor(session: Session, login: str, *permissions: str) -> Actor:
    user = find_user(session, login)
    if user is None or not user.is_active:
        raise NotFoundError(f"没有账号“{login}”。")
    actor = actor_of(session, user)
    for permission in permissions:
        if not actor.may(permission):
            raise NotAllowedError(permission)
    return actor


def _store() -> FileStore:
    return FileStore(current_app.extensions["bangfu"].files_dir, vault())


def _receive(
    session: Session, actor: Actor, file: Path, profile: str | None, period: str | None, area: str | None
) -> ImportBatch:
    where = area or home_of(actor)
    with unit_of_work(session, actor, "import.receive", area_code=where) as work:
        return receive(
            work,
            Scope.of(actor),
            _store(),
            file.read_bytes(),
            file.name,
            area_code=where,
            profile=profile,
            period=period,
        )


def _run_rules(session: Session, batch: ImportBatch, actor: Actor) -> None:
    """What the batch caused. The batch stands even where a rule cannot be run: that is said, not hidden."""
    try:
        run_rules(session, batch, actor)
    except BangfuError as error:
        click.echo(f"已写入，但规则没有跑完：{error.code} {error.message}", err=True)


def _say(answer: dict[str, Any], printed: bool) -> None:
    if printed:
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    if answer["stopped"]:
        click.echo(answer["stopped"])
    click.echo(
        f"批次 {answer['batch']}：读到 {answer['rows']:,} 行，"
        f"用上 {answer['accepted']:,}，退回 {answer['rejected']:,}；"
        f"认准 {answer['matched']:,}，拿不准 {answer['doubtful']:,}，库里没有 {answer['unmatched']:,}；"
        f"有变化 {answer['changed']:,}，没变 {answer['unchanged']:,}。"
    )


def _say_refused(batch: ImportBatch, printed: bool) -> None:
    code, words = batch.counts["refused"], batch.state_words
    if printed:
        answer: dict[str, Any] = {"batch": batch.public_id, "profile": batch.profile, "state": "refused"}
        answer |= dict.fromkeys(COUNTS, 0)
        problem = {"code": code, "cell": None, "message": words}
        click.echo(json.dumps({**answer, "problems": [problem]}, ensure_ascii=False))
    else:
        click.echo(f"{code} {words}", err=True)


@imports.command("profiles")
@click.option("--json", "printed", is_flag=True, help="输出 JSON。")
@click.option("--actor", "login", help="只列某个账号能交的。")
def profiles(printed: bool, login: str | None) -> None:
    """能读哪些表。 The lists that can be read."""
    actor = _actor(db.session(), login) if login else None
    found = [
        {"code": p.code, "title": p.title, "bureau": p.bureau, "period": p.period, "columns": len(p.columns)}
        for p in profiles_for(actor).values()
    ]
    lines = [f"{p['code']}  {p['title']}" for p in found]
    click.echo(json.dumps(found, ensure_ascii=False) if printed else "\n".join(lines))


@imports.command("undo")
@click.argument("batch_id")
@click.option("--actor", "login", help="以谁的名义，账号名；不写就是系统自己。")
@click.option("--json", "printed", is_flag=True, help="输出 JSON。")
def undo(batch_id: str, login: str | None, printed: bool) -> None:
    """撤回一批。 Take an applied batch back."""
    session = db.session()
    try:
        actor = _actor(session, login, "import:apply") if login else SYSTEM
        batch = get_batch(session, Scope.of(actor) if login else Scope.everything(), batch_id)
        done = acts.take_back(session, actor, batch)
        _run_rules(session, batch, actor)
    except BangfuError as error:
        raise click.ClickException(f"{error.code} {error.message}") from error
    answer = {
        "batch": batch_id,
        "state": batch.state,
        "restored": sum(done.restored.values()),
        "removed": sum(done.removed.values()) + done.records,
        "kept": sum(done.kept.values()),
    }
    words = (
        f"撤回好了：改回 {answer['restored']:,} 项，去掉 {answer['removed']:,} 项，"
        f"后来有人动过、没有碰的 {answer['kept']:,} 项。"
    )
    click.echo(json.dumps(answer, ensure_ascii=False) if printed else words)


@imports.command("export")
@click.argument("code", type=click.Choice(LISTS))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--actor", "login", required=True, help="以谁的名义，账号名。")
@click.option("--purpose", type=click.Choice(list(PURPOSES)), required=True, help="做什么用，会记下来。")
@click.option("--area", help="哪里（12 位代码）；不写就是经办人管的地方。")
@click.option("--period", help="所属期 YYYY-MM；不写就是本月。")
def export(code: str, file: Path, login: str, purpose: str, area: str | None, period: str | None) -> None:
    """按进来的表样导出登记库的一张表。 A list of the register in the layout it comes in."""
    session = db.session()
    try:
        actor = _actor(session, login, "export:make", "secret:reveal")
        where, month = area or home_of(actor, "export:make"), period or today().strftime("%Y-%m")
        sheet = collect(session, Scope.of(actor), code, where, month)
        told = {"profile": code, "period": month, "rows": sheet.rows, "purpose": purpose}
        with (
            file.open("wb") as out,
            unit_of_work(session, actor, "register.export", area_code=where, payload=told) as work,
        ):
            hand_out(work, sheet, out)
    except BangfuError as error:
        raise click.ClickException(f"{error.code} {error.message}{error.way_out or ''}") from error
    click.echo(f"{code} {sheet.profile.title}：{sheet.rows:,} 行。")
