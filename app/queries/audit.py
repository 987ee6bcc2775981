"""The trail as auditors read it: who did what and when; no personal data of households."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.clock import LOCAL, now
from app.models import Event, EventLink, User

PAGE = 100

#: What the acts are called on pages; an act without a word here is shown by its code.
ACT_WORDS = {
    "account.sign_in": "登录",
    "account.sign_out": "退出",
    "account.check_password": "核对密码",
    "account.change_password": "改密码",
    "account.preferences": "改显示设置",
    "account.create": "开账号",
    "account.grant": "授权",
    "account.reset": "重置密码",
    "household.register": "登记户",
    "household.edit": "改户资料",
    "secret.reveal": "看全号",
    "finding.hand_out": "下发疑点",
    "finding.answer": "反馈疑点",
    "finding.review": "审核疑点",
    "finding.return": "退回疑点",
    "finding.close": "销号",
    "grant.propose": "登记帮扶",
    "grant.approve": "批准帮扶",
    "grant.deliver": "登记已落实",
    "grant.refuse": "不予落实",
    "project.open": "登记项目",
    "project.edit": "改项目",
    "project.fund": "记资金",
    "project.close": "项目办结",
    "import.receive": "收下工作簿",
    "import.apply": "应用导入",
    "import.undo": "撤回导入",
    "import.return": "取回标好格的原表",
    "rules.run": "跑规则",
    "demo.load": "载入演示数据",
}


@dataclass(frozen=True)
class TrailRow:
    """One event with who did it."""

    event: Event
    who: str
    words: str


@dataclass(frozen=True)
class TrailPage:
    """A page of the trail, newest first; `next_key` is the keyset position behind the last row."""

    rows: list[TrailRow]
    next_key: int | None


def list_events(
    session: Session,
    *,
    before: int = 0,
    act: str | None = None,
    login: str | None = None,
    on: date | None = None,
) -> TrailPage:
    """Events newest first, 100 a page."""
    wanted = (
        select(Event, User.display_name)
        .outerjoin(User, User.id == Event.actor_id)
        .order_by(Event.id.desc())
        .limit(PAGE + 1)
    )
    if before:
        wanted = wanted.where(Event.id < before)
    if act:
        wanted = wanted.where(Event.act == act)
    if login:
        wanted = wanted.where(User.login == login.strip().lower())
    if on:
        start = datetime.combine(on, time(), LOCAL)
        wanted = wanted.where(Event.at >= start, Event.at < start + timedelta(days=1))
    rows = [TrailRow(e, name or "系统", ACT_WORDS.get(e.act, e.act)) for e, name in session.execute(wanted)]
    return TrailPage(rows[:PAGE], rows[PAGE - 1].event.id if len(rows) > PAGE else None)


def chain_state(session: Session) -> dict[str, int]:
    """How many events there are and how many of them are sealed into the chain."""
    events = session.scalar(select(func.count()).select_from(Event)) or 0
    sealed = session.scalar(select(func.count()).select_from(EventLink)) or 0
    return {"events": events, "sealed": sealed, "unsealed": events - sealed}


def count_reveals(session: Session, days: int = 7) -> list[tuple[str, int]]:
    """Who looked at full numbers how often in the last days, most often first."""
    wanted = (
        select(User.display_name, func.count())
        .join(Event, Event.actor_id == User.id)
        .where(Event.act == "secret.reveal", Event.at >= now() - timedelta(days=days))
        .group_by(User.display_name)
        .order_by(func.count().desc(), User.display_name)
        .limit(20)
    )
    return [(name, count) for name, count in session.execute(wanted)]
