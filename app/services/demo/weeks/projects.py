"""Projects of the first township: new ones on their way into the bank, finished ones to the archive, their money."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from sqlalchemy import select

from app.domain.permissions import Actor
from app.models import BudgetLine, Project, ProjectNotice
from app.queries.project_life import get_project, list_notices
from app.queries.scope import Scope
from app.services.budget_lines import LineInput, open_line
from app.services.demo.weeks.agenda import Agenda
from app.services.demo.weeks.assets import plan_asset
from app.services.demo.weeks.goals import plan_goals
from app.services.demo.weeks.people import Cast
from app.services.project_notices import NoticeInput, close_notice, put_up
from app.services.project_steps import take_step
from app.services.projects import ProjectChanges, add_fund, open_project
from app.unit_of_work import Work

#: Source, yuan, paper, purpose.
_LINES = (
    ("central", 4_800_000, "云财农〔{year}〕3号", "提前下达中央财政衔接推进乡村振兴补助资金"),
    ("province", 2_600_000, "云财农〔{year}〕7号", "下达省级财政衔接推进乡村振兴补助资金"),
    ("county", 900_000, "云财农〔{year}〕15号", "县级财政衔接资金"),
    ("east_west", 1_200_000, "云协作办〔{year}〕2号", "东西部协作产业帮扶资金"),
)


@dataclass(frozen=True, slots=True)
class _New:
    """A new project; `steps`: step -> working days ago."""

    name: str
    category: str
    bureau: str
    mechanism: str
    content: str
    target: str
    yuan: int
    steps: Mapping[str, int]


_NEW = (
    _New(
        "高山冷凉蔬菜基地项目", "industry", "NY", "orders", "新建蔬菜大棚30亩、冷库1座。", "户均增收1500元", 460_000, {}
    ),
    _New(
        "村组连户路硬化项目", "rural_construction", "NY", "public_benefit", "硬化连户路2.6公里。", "受益群众满意度95%",
        380_000, {"apply": 12, "check": 6},
    ),
    _New(
        "小型引水工程项目", "rural_construction", "SW", "public_benefit", "新建蓄水池2口、管网4公里。", "供水保证率95%",
        520_000, {"apply": 60, "check": 56, "argue": 50, "approve": 45, "enter": 28},
    ),
    _New(
        "刺梨加工车间项目", "industry", "NY", "shares", "新建加工车间600平方米。", "带动务工25人", 880_000,
        {"apply": 110, "check": 106, "argue": 100, "approve": 95, "enter": 82, "plan": 66, "start": 40},
    ),
)  # fmt: skip
_PAPERS = {
    "apply": "村民代表会议记录",
    "check": "乡镇审核意见", "argue": "县农业农村局论证意见", "approve": "领导小组会议纪要",
    "enter": "入库批复", "plan": "年度项目计划文件", "start": "施工合同", "settle": "决算审核报告",
    "register": "资产移交登记表", "evaluate": "项目支出绩效自评表", "archive": "归档目录",
}  # fmt: skip
_DECIDED = ("argue", "approve", "enter", "plan", "settle", "evaluate", "archive")
#: Which notice must have hung before a step.
_NOTICE_BEFORE = {"apply": "need", "enter": "bank", "plan": "plan", "start": "start", "settle": "result"}
#: Finished projects, the first of them the furthest: step -> working days ago.
_OLD = (
    {"settle": 34, "register": 26, "evaluate": 12, "archive": 4},
    {"settle": 22, "register": 9},
    {"settle": 5},
)
_NOTICE_DAYS, _HANGING = 11, 4


def plan_projects(agenda: Agenda, cast: Cast) -> None:
    """Budget lines, four new projects, and what happens to finished ones; one result notice hangs still."""
    _plan_lines(agenda, cast)
    villages = list(cast.cadres)
    for number, one in enumerate(_NEW):
        _plan_new(agenda, cast, villages[number % len(villages)], one)
    wanted = select(Project.public_id).where(
        Scope.everything().within(cast.township).on(Project), Project.state == "accepted"
    )
    finished = list(agenda.session.scalars(wanted.order_by(Project.id).limit(len(_OLD) + 1)))
    for public_id, steps in zip(finished, _OLD, strict=False):
        for step, days in steps.items():
            _plan_step(agenda, cast, public_id, step, days)
            if step == "settle":
                plan_asset(agenda, cast.people["xiangzhen"], public_id, days - 2, brings="register" in steps)
            if step == "register":
                plan_goals(agenda, cast.people["xianban"], public_id, days - 2)
    for public_id in finished[len(_OLD) :]:
        _plan_notice(
            agenda,
            cast.people["xiangzhen"],
            public_id,
            "result",
            agenda.ago(_HANGING, 10).date(),
            closes=False,
        )


def _plan_lines(agenda: Agenda, cast: Cast) -> None:
    """Papers of this year, from its first months."""
    for number, (source, yuan, paper, name) in enumerate(_LINES):
        on = agenda.ago(150 - number * 9, 10)
        told = LineInput(
            cast.county,
            on.year,
            paper.format(year=on.year),
            name,
            source,
            yuan * 100,
            on.date() - timedelta(days=5),
        )
        agenda.plan(
            on,
            cast.people["xianban"],
            "project.line",
            partial(_open, told=told),
        )


def _open(work: Work, scope: Scope, told: LineInput) -> None:
    open_line(work, scope, told)


def _plan_new(agenda: Agenda, cast: Cast, village: str, one: _New) -> None:
    clerk = cast.people["xiangzhen"]
    opened = max(one.steps.values(), default=0) + 10
    begin = agenda.ago(opened, 10)
    changes = ProjectChanges(
        name=f"{begin.year}年{one.name}", area_code=village, year=begin.year, category=one.category, nature="new",
        bureau=one.bureau, builder="云岭镇人民政府", content=one.content, budget_fen=one.yuan * 100,
        mechanism=one.mechanism, participation="村民代表会议讨论通过，村务监督委员会全程参加。", planned_households=38,
        planned_persons=141, target=one.target, planned_from=begin.date() + timedelta(days=60),
        planned_to=begin.date() + timedelta(days=300),
    )  # fmt: skip

    def begun(work: Work, scope: Scope) -> None:
        project = open_project(work, scope, changes)
        for step, days in one.steps.items():
            if step == "plan":
                _plan_money(agenda, cast, project.public_id, changes.budget_fen or 0, days)
            _plan_step(agenda, cast, project.public_id, step, days)
        if not one.steps:
            _plan_notice(
                agenda, clerk, project.public_id, "need", agenda.ago(_HANGING, 10).date(), closes=False
            )

    agenda.plan(begin, clerk, "project.open", begun)


def _plan_money(agenda: Agenda, cast: Cast, public_id: str, budget_fen: int, days: int) -> None:
    """Planned before the yearly plan, drawn from the budget's first two lines after it, paid in part."""
    first = budget_fen * 7 // 10
    for source, amount in (("central", first), ("province", budget_fen - first)):
        for kind, back, part in (("planned", days + 2, 100), ("arrived", days - 8, 100), ("paid", 15, 45)):
            _plan_flow(agenda, cast, public_id, (kind, source, amount * part // 100), back)


def _plan_flow(agenda: Agenda, cast: Cast, public_id: str, row: tuple[str, str, int], days: int) -> None:
    kind, source, amount = row

    def do(work: Work, scope: Scope) -> None:
        line = None if kind == "planned" else _line_of(work, cast, source)
        add_fund(
            work, scope, public_id, kind=kind, source=source, amount_fen=amount, on_day=agenda.ago(days).date(),
            document_no=f"云财拨〔{agenda.ago(days).year}〕{days}号", budget_line=line,
        )  # fmt: skip

    agenda.plan(
        agenda.ago(days, 15), cast.people["xianban"], "project.fund", do, subject=f"project:{public_id}"
    )


def _line_of(work: Work, cast: Cast, source: str) -> str | None:
    wanted = select(BudgetLine.public_id).where(
        Scope.everything().on(BudgetLine), BudgetLine.area_code == cast.county, BudgetLine.source == source
    )
    return work.session.scalar(wanted.order_by(BudgetLine.id).limit(1))


def _plan_step(agenda: Agenda, cast: Cast, public_id: str, step: str, days: int) -> None:
    """The notice that has to hang before it, then the step with its paper."""
    clerk, office = cast.people["xiangzhen"], cast.people["xianban"]
    on = agenda.ago(days, 16)
    if step in _NOTICE_BEFORE:
        first = on.date() - timedelta(days=_NOTICE_DAYS + 1)
        _plan_notice(agenda, clerk, public_id, _NOTICE_BEFORE[step], first, closes=True)

    def do(work: Work, scope: Scope) -> None:
        project = get_project(work.session, scope, public_id)
        take_step(
            work, scope, public_id, step, version=project.version, on_day=on.date(),
            evidence=f"{_PAPERS[step]}（{on.date().isoformat()}）",
        )  # fmt: skip

    agenda.plan(on, office if step in _DECIDED else clerk, "project.step", do, subject=f"project:{public_id}")


def _plan_notice(agenda: Agenda, who: Actor, public_id: str, kind: str, first: date, *, closes: bool) -> None:
    """On the county's site, without pictures; one that hangs still stands on the village's board."""
    last = first + timedelta(days=_NOTICE_DAYS)
    told = NoticeInput(
        kind, "network" if closes else "village", "县人民政府网站" if closes else "村务公开栏", first, last
    )
    subject, begin = (
        f"project:{public_id}",
        agenda.ago(1, 9).replace(year=first.year, month=first.month, day=first.day),
    )
    agenda.plan(
        begin,
        who,
        "project.notice",
        lambda work, scope: put_up(work, scope, public_id, told),
        subject=subject,
    )
    if not closes:
        return

    def close(work: Work, scope: Scope) -> None:
        project = get_project(work.session, scope, public_id)
        notice: ProjectNotice = list_notices(work.session, scope, project.id)[-1]
        close_notice(work, scope, public_id, notice.public_id, on=last, objections="无异议")

    agenda.plan(
        begin + timedelta(days=_NOTICE_DAYS, hours=1), who, "project.notice_close", close, subject=subject
    )
