"""`flask reference`: every setting, command, import profile, measure, check and indicator as one Markdown page.

Its output is kept as docs/reference.md; a test holds that each of them has its line there.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext

from app.adapters.catalogue_files import read_entries
from app.domain.vocabulary.bureaus import OFFICE
from app.domain.vocabulary.findings import SEVERITY
from app.domain.vocabulary.quality import QUALITY_LEVEL
from app.services.importing.receive import profiles_for

RUN = Path(__file__).resolve().parents[2] / "run"
UNITS = {"person": "人", "household": "户", "village": "村", "project": "项目"}
SUBJECTS = {
    "household": "户",
    "person": "家庭成员",
    "project": "项目",
    "record": "部门数据",
    "rows": "登记行",
    "monitoring": "监测对象",
}
PERIODS = {
    "year": "每年",
    "quarter": "每季度",
    "month": "每月",
    "semester": "每学期",
    "week": "每周",
    "half_year": "每半年",
    "none": "有事就交",
}
CONFIDENCE = {
    "confirmed": "文件已核对",
    "common_knowledge": "业内通行",
    "placeholder": "占位，待当地文件确认",
}

#: Name, meaning, what holds where it is not set. Read in config.py, the passphrase in app/cli/backup.py.
SETTINGS = (
    ("BANGFU_DATA_DIR", "数据、文件和密钥放在哪个目录", "`instance/`"),
    ("DATABASE_URL", "数据库地址", "数据目录里的 SQLite 文件"),
    ("BANGFU_PORT", "网页端口", "8000"),
    ("BANGFU_ANCHOR_FILE", "封存锚记写到哪个文件，最好在另一块盘上", "数据目录里的 `anchor.log`"),
    ("BANGFU_JOB_LEASE", "后台进程失联多少秒后由别人接手", "10"),
    ("BANGFU_SECURE_COOKIE", "登录凭证只走 HTTPS（前面有反向代理时设为 1）", "0"),
    (
        "BANGFU_TRUSTED_PROXY",
        "反向代理的地址，几个用逗号隔开；只信它们转来的客户端地址和协议",
        "不信任何转发头",
    ),
    ("SECRET_KEY", "登录凭证的密钥；换了所有人要重新登录", "首次启动随机生成"),
    ("BANGFU_VAULT_KEYS", "加密密钥，`编号:密钥`，逗号分隔；编号最大的用来加密", "首次启动随机生成"),
    ("BANGFU_BLIND_KEY", "按证件号查找用的密钥，不能换", "首次启动随机生成"),
    ("DEVELOPMENT", "1 时可打开构件样张 `/gallery`；正式使用不要开", "0"),
    ("BANGFU_PASSPHRASE", "备份和恢复的口令，无人值守时用", "运行时问"),
)


@click.command("reference")
@with_appcontext
def reference() -> None:
    """印出设置、命令、表样、措施、规则、指标的一览。 Print the reference page."""
    click.echo("\n".join(page(current_app.cli)))


def page(commands: click.Group) -> Iterator[str]:
    """The lines of the page; the same input gives the same text."""
    yield "# 一览：设置、命令、表样、措施、规则、指标"
    yield "\n由 `flask --app wsgi reference` 印出。改了设置、命令或目录，重新印一遍。"
    yield from _table("设置", ("名称", "含义", "不写时"), [(f"`{n}`", m, d) for n, m, d in SETTINGS])
    yield "\n环境变量优先，其次是数据目录里的 `settings.env`。"
    yield "\n## ./run\n\n```"
    yield from run_help()
    yield "```"
    yield from _table("flask --app wsgi …", ("命令", "作用", "参数"), list(command_rows(commands)))
    yield from _table(
        "导入表样", ("编号", "名称", "部门", "登记成", "多久一次", "列数"), list(profile_rows())
    )
    yield from _table(
        "帮扶措施", ("编号", "名称", "部门", "落到", "多久一次", "起", "依据", "把握"), list(measure_rows())
    )
    yield from _table(
        "比对规则", ("编号", "名称", "部门", "看", "轻重", "合理情形", "建议"), list(check_rows())
    )
    yield from _table(
        "数据质量规则", ("规则号", "级别", "看", "名称", "怎么改", "把握"), list(quality_rows())
    )
    left_out: list[tuple[str, ...]] = [(e["code"], e["reason"]) for e in read_entries("quality_left_out")]
    yield from _table("没有写成条件的规则号", ("规则号", "为什么"), left_out)
    yield from _table("指标", ("编号", "名称", "单位", "口径", "来源"), list(indicator_rows()))
    yield from _table(
        "标准线",
        ("编号", "名称", "单位"),
        [(e["code"], e["title"], e["unit"]) for e in read_entries("standards")],
    )


def run_help() -> list[str]:
    """What `./run help` prints, without its title."""
    _before, _mark, rest = RUN.read_text("utf-8").partition("cat <<'TEXT'\n")
    lines = rest.partition("\nTEXT\n")[0].splitlines()
    return [line.rstrip() for line in lines[1:] if line.strip()]


def command_rows(group: click.Group, before: str = "") -> Iterator[tuple[str, str, str]]:
    """One row per command, groups walked down."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from command_rows(command, f"{before}{name} ")
        else:
            words = (command.help or "").partition("\n")[0]
            yield f"`{before}{name}`", words, "；".join(_parameter(p) for p in command.params)


def _parameter(parameter: click.Parameter) -> str:
    if isinstance(parameter, click.Option):
        need = "（必填）" if parameter.required else ""
        return f"`{parameter.opts[0]}`{need} {(parameter.help or '').rstrip('。')}".rstrip()
    return f"`{parameter.human_readable_name}`"


def profile_rows() -> Iterator[tuple[str, ...]]:
    for p in profiles_for(None).values():
        office = OFFICE.label(p.bureau)
        often = PERIODS.get(p.period, p.period)
        yield p.code, p.title, office, SUBJECTS.get(p.subject, p.subject), often, str(len(p.columns))


def measure_rows() -> Iterator[tuple[str, ...]]:
    for e in read_entries("measures"):
        yield (
            *_head(e),
            UNITS.get(e["unit"], e["unit"]),
            e.get("period", ""),
            str(e["first_day"]),
            *_source(e),
        )


def check_rows() -> Iterator[tuple[str, ...]]:
    for e in read_entries("checks"):
        weight = SEVERITY.label(e["severity"]) + ("（只列名单）" if e.get("result") == "list" else "")
        fine = "、".join(e.get("tolerance", ()))
        yield (*_head(e), UNITS.get(e["unit"], e["unit"]), weight, fine, e.get("advice", ""))


def quality_rows() -> Iterator[tuple[str, ...]]:
    for e in read_entries("quality"):
        level, unit = QUALITY_LEVEL.label(str(e["level"])), UNITS.get(e["unit"], e["unit"])
        yield e["number"], level, unit, e["title"], e["fix"], _source(e)[1]


def indicator_rows() -> Iterator[tuple[str, ...]]:
    for e in read_entries("indicators"):
        yield e["code"], e["title"], e["unit"], e["words"], e["source"]


def _head(entry: dict[str, Any]) -> tuple[str, str, str]:
    return entry["code"], entry["title"], OFFICE.label(entry["bureau"])


def _source(entry: dict[str, Any]) -> tuple[str, str]:
    source = entry["source"]
    sure = source.get("confidence", "confirmed")
    return "，".join(filter(None, (source["document"], source.get("clause")))), CONFIDENCE.get(sure, sure)


def _table(title: str, heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> Iterator[str]:
    yield f"\n## {title}\n"
    yield f"| {' | '.join(heads)} |"
    yield "|" + "---|" * len(heads)
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', '/') for cell in row)} |"


commands = (reference,)
