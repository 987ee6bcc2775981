"""Builds the papers beside the effectiveness report: the same facts by kind, of the day or of a frozen period."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from sqlalchemy.orm import Session

from app.domain.documents import Block, Document, Table
from app.domain.errors import InvalidInputError
from app.domain.permissions import Actor
from app.domain.reporting.common import frame
from app.domain.reporting.funds import funds_paper, self_evaluation
from app.domain.reporting.funds_material import FundsMaterial
from app.domain.reporting.material import Material
from app.domain.reporting.monitoring import brief, monitoring
from app.domain.reporting.periods import earlier_of, period_words
from app.domain.reporting.poverty import poverty
from app.domain.reporting.ranking import ranking
from app.domain.reporting.urging import desk, urging
from app.models import IndicatorSnapshot
from app.queries.effectiveness import gather
from app.queries.fund_performance import gather_funds
from app.queries.rules_in_force import line_on
from app.queries.scope import Scope
from app.queries.snapshots import find_snapshot
from app.services.catalogue import work_calendar
from app.services.effectiveness import draw_pictures, fingerprint_of

#: Where no standard says otherwise.
_ANSWER_DAYS = 10


@dataclass(frozen=True)
class Facts:
    """What a paper of any kind is made of. `before` None = no earlier period was frozen."""

    now: Material
    before: Material | None
    funds: FundsMaterial
    due: date
    industry_least: int | None


Written = tuple[list[Block], tuple[Table, ...]]
#: Kind -> title behind the area's name and period, and the pen.
PENS: dict[str, tuple[str, Callable[[Facts], Written]]] = {
    "poverty": ("贫困状况分析报告", lambda f: (poverty(f.now), ())),
    "self_evaluation": ("项目绩效自评报告", lambda f: (self_evaluation(f.now, f.funds), ())),
    "funds": ("帮扶资金绩效报告", lambda f: (funds_paper(f.now, f.funds, f.industry_least), ())),
    "month": ("防返贫监测月报", lambda f: (monitoring(f.now, f.before, "本月"), ())),
    "quarter": ("防返贫监测季报", lambda f: (monitoring(f.now, f.before, "本季度"), ())),
    "annual": ("防返贫监测年报", lambda f: (monitoring(f.now, f.before, "本年"), ())),
    "brief": ("帮扶工作简报", lambda f: (brief(f.now, f.before), ())),
    "ranking": ("帮扶工作排名", lambda f: (ranking(f.now), ())),
    "urging": ("督办单", lambda f: (urging(f.now, f.funds, f.due), ())),
    "desk": ("帮扶工作台账", lambda f: desk(f.now)),
}
#: Papers that tell more about places when a map stands beside.
_WITH_PICTURES = ("poverty",)


def build_paper(
    kind: str,
    session: Session,
    scope: Scope,
    actor: Actor,
    *,
    area: str,
    year: int,
    as_of: date,
    base_url: str = "",
    font_folder: str | None = None,
    period: str | None = None,
) -> Document:
    """The paper as a document. `period` is 2026-11 or 2026 (None = the year, or today).

    NotFoundError where the scope does not hold the whole area; E-PERIOD for a past month that was never frozen.
    """
    facts = gather_facts(session, scope, kind, area=area, year=year, as_of=as_of, period=period)
    m = facts.now
    title, pen = PENS[kind]
    fingerprint = _fingerprint(facts)
    if kind in _WITH_PICTURES:
        m = replace(m, pictures=draw_pictures(session, scope, m, font_folder))
    blocks, details = pen(replace(facts, now=m))
    return frame(
        m, f"{m.area_name}{period_words(kind, period, year, m.as_of)}{title}", blocks, fingerprint=fingerprint,
        asked_by=actor.display_name, base_url=base_url, details=details, red=kind not in ("brief", "desk", "ranking"),
    )  # fmt: skip


def gather_facts(
    session: Session, scope: Scope, kind: str, *, area: str, year: int, as_of: date, period: str | None
) -> Facts:
    """The facts of a kind: of a frozen period where one is named or the year is over, else of the day."""
    kept = find_snapshot(session, scope, period or str(year)) if period or year < as_of.year else None
    if kept is None and period and not as_of.isoformat().startswith(period):
        raise InvalidInputError(
            "E-PERIOD", f"{period[:20]} 没有冻结过，出不了这一期。", way_out="请选本月，或冻结过的月份。"
        )
    m = gather(session, scope, area, year, as_of, kept.period if kept else None)
    funds = gather_funds(session, scope, area, year, kept.act_id if kept else None)
    days = line_on(session, "urging_answer_days", m.as_of, area) or _ANSWER_DAYS
    return Facts(
        now=m,
        before=_before(session, scope, kind, area, m, period),
        funds=funds,
        due=work_calendar().after(m.as_of, days),
        industry_least=line_on(session, "fund_industry_share_least", m.as_of, area),
    )


def _before(
    session: Session, scope: Scope, kind: str, area: str, m: Material, period: str | None
) -> Material | None:
    for earlier in earlier_of(kind, period, m.as_of, m.year):
        kept: IndicatorSnapshot | None = find_snapshot(session, scope, earlier)
        if kept is not None:
            return gather(session, scope, area, kept.year, kept.as_of, kept.period)
    return None


def _fingerprint(facts: Facts) -> str:
    """Digest of this period's facts, the earlier one's, and the money."""
    before = fingerprint_of(facts.before) if facts.before else ""
    parts = (fingerprint_of(facts.now), before, repr(facts.funds.sources), repr(facts.funds.projects))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


#: Kind -> builder, as jobs and commands call them.
FURTHER: dict[str, Callable[..., Document]] = {kind: partial(build_paper, kind) for kind in PENS}
