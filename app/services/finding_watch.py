"""What happens to work orders without anybody's click: exemptions end, late ones are told above, rules weigh less."""

from datetime import date

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from app.domain.areas import range_of
from app.domain.clock import today
from app.domain.permissions import SYSTEM
from app.domain.vocabulary.findings import ESCALATION
from app.domain.work_orders import RUNGS, TURNS, check_deadline, rung_above
from app.models import Finding, RuleResult
from app.queries.scope import unscoped
from app.services.catalogue import work_calendar
from app.services.check_weights import lighten_noisy_checks
from app.services.deadlines import due_after, figure
from app.services.finding_rechecks import draw_rechecks
from app.services.finding_refresh import move_all, quiet_on
from app.unit_of_work import Work, perform

#: More spans than there are rungs change nothing.
MOST_SPANS = len(RUNGS) - 1


def watch_orders(session: Session, *, as_of: date | None = None) -> dict[str, int]:
    """The daily round over all work orders, one act; how many were brought back, told above, lightened, drawn."""
    day = as_of or today()

    def do(work: Work) -> dict[str, int]:
        with unscoped("the daily round over all work orders"):
            found = {"exemptions_ended": 0, "escalated": 0, "rechecks": 0}
            for low, high in _counties(work):
                here = (Finding.area_code >= low, Finding.area_code < high)
                found["exemptions_ended"] += end_exemptions(work, here, low, day)
                found["escalated"] += escalate(work, here, low, day)
                found["rechecks"] += draw_rechecks(work, low, high, day)
            found["lightened"] = len(lighten_noisy_checks(work, day))
            return found

    return perform(session, SYSTEM, "finding.watch", do)


def end_exemptions(work: Work, here: tuple[ColumnElement[bool], ...], place: str, day: date) -> int:
    """An exemption that is over ends by itself: seen still, the suspicion comes back; seen no more, it is closed."""
    seen = (
        select(RuleResult.id)
        .where(
            RuleResult.rule == Finding.check_code,
            RuleResult.subject == func.coalesce(Finding.person_id, Finding.household_id),
            RuleResult.state == 1,
            RuleResult.until_at.is_(None),
        )
        .exists()
    )
    over = [*here, Finding.state == "exempted", ~quiet_on(day)]
    move_all(work, [*over, ~seen], "closed", "豁免到期，资料里已经没有这个情况", closed_on=day)
    count = 0
    for severity in work.session.scalars(
        select(Finding.severity).where(*over).distinct().order_by("severity")
    ):
        due = due_after(work.session, check_deadline(severity), day, place)
        mine = [*over, Finding.severity == severity]
        count += move_all(work, mine, "returned", "豁免到期，情况还在，要再查", due_on=due, closed_on=None)
    return count


def escalate(work: Work, here: tuple[ColumnElement[bool], ...], place: str, day: date) -> int:
    """Late for one span of working days: the next rung is told, for two: the one above. Told once a rung."""
    span = figure(work.session, "finding_escalate_days", day, place)
    count = 0
    for turn, states in TURNS.items():
        for spans in range(MOST_SPANS - RUNGS.index(turn), 0, -1):
            rung = rung_above(turn, spans)
            lower = RUNGS[: RUNGS.index(rung)]
            late = [
                *here,
                Finding.state.in_(states),
                Finding.due_on <= work_calendar().before(day, span * spans),
                or_(Finding.escalated_to.is_(None), Finding.escalated_to.in_(lower)),
            ]
            words = f"逾期，已告诉{ESCALATION.label(rung)}"
            count += move_all(work, late, None, words, escalated_to=rung, escalated_on=day)
    return count


def _counties(work: Work) -> list[tuple[str, str]]:
    county = func.substr(Finding.area_code, 1, 6)
    codes = work.session.scalars(select(county).distinct().order_by(county))
    return [range_of(code.ljust(12, "0")) for code in codes]
