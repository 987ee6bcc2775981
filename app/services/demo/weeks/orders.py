"""Work orders of the first township: found village by village, handed out, answered, reviewed, closed or not yet."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import cycle

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.areas import range_of
from app.domain.permissions import SYSTEM, Actor
from app.models import Finding, FindingRecheck, RuleResult
from app.queries.rules_in_force import rules_in_force
from app.queries.scope import Scope
from app.queries.titles import rule_titles
from app.services.demo.weeks.agenda import Agenda
from app.services.demo.weeks.answers import answer_to
from app.services.demo.weeks.people import Cast
from app.services.finding_money import record_receipt
from app.services.finding_rechecks import judge_recheck
from app.services.finding_refresh import CheckKind, refresh_findings
from app.services.finding_rounds import hand_out_all
from app.services.finding_watch import watch_orders
from app.services.findings import answer_finding, take_step
from app.services.rules import check_kinds
from app.unit_of_work import Work, unit_of_work

#: Villages in order -> working days since the rules found their suspicions. The first is the one of the demo's cadre.
_FOUND = (4, 9, 24, 30)
#: How far each next work order of a village has gone by now; `open` ones wait in the village.
_WAYS = {
    4: ("open", "answered", "open", "reviewed", "closed", "open", "returned", "answered"),
    9: ("closed", "owes", "closed", "open", "reviewed", "closed", "answered", "closed"),
}
_FINISHED = ("closed",)
#: So many work orders of a village are enough to show how they go.
_ENOUGH = 9
#: In the oldest village: one that one person answered and closed, one answered at once; supervision asks about both.
_OWN_HANDS, _IN_A_HURRY = 1, 2
_OWED_FEN, _MORE_FEN = 960_00, 60_00
#: Checks that find money which was paid wrongly; whoever lacks help has nothing to give back.
_PAID_WRONGLY = frozenset({"R02", "R07", "R16", "R26", "R28", "R31", "R33", "R35", "R39", "R40"})


@dataclass(frozen=True, slots=True)
class _Order:
    public_id: str
    code: str
    title: str
    number: int
    cadre: Actor
    days: int
    """Working days since it was found."""

    @property
    def is_of_money(self) -> bool:
        return self.code in _PAID_WRONGLY

    @property
    def owed_fen(self) -> int:
        return _OWED_FEN + self.number * _MORE_FEN

    def at(self, agenda: Agenda, days: int, hour: int) -> datetime:
        return agenda.ago(max(days, 1), hour, self.number * 7 % 60)


def plan_orders(agenda: Agenda, cast: Cast) -> None:
    """The villages that have a cadre, then the daily round of yesterday and second looks at what it drew."""
    for (village, cadre), days in zip(cast.cadres.items(), _FOUND, strict=False):
        agenda.at(agenda.ago(days, 7), _finder(agenda, cast, village, cadre, days))
    agenda.at(agenda.ago(1, 18), lambda: watch_orders(agenda.session))
    agenda.at(agenda.ago(1, 18, 5), lambda: _plan_second_looks(agenda, cast))


def _finder(agenda: Agenda, cast: Cast, village: str, cadre: Actor, days: int) -> Callable[[], None]:
    """A few lists were compared; the office hands out the next working day what they showed, the cadre goes."""

    def find() -> None:
        with unit_of_work(agenda.session, SYSTEM, "rule.run", area_code=village) as work:
            kinds = _few_checks(work, village, agenda.today)
            refresh_findings(work, kinds, *range_of(village), agenda.ago(days).date())
        orders = list(_found(agenda.session, village, cadre, days))
        keys = [order.public_id for order in orders]
        office = cast.people["xianban"]
        agenda.plan(
            agenda.ago(days - 1, 9),
            office,
            "finding.hand_out",
            lambda work, scope: hand_out_all(work, scope, keys),
        )
        for order, way in zip(orders, cycle(_WAYS.get(days, _FINISHED)), strict=False):
            _plan_way(agenda, cast, order, way)

    return find


def _few_checks(work: Work, village: str, day: date) -> list[CheckKind]:
    """The first checks that show something there, up to so many work orders."""
    low, high = range_of(village)
    wanted = select(RuleResult.rule, func.count()).where(
        Scope.everything().on(RuleResult), RuleResult.state == 1, RuleResult.until_at.is_(None),
        RuleResult.area_code >= low, RuleResult.area_code < high,
    )  # fmt: skip
    shown = dict(iter(work.session.execute(wanted.group_by(RuleResult.rule).order_by(RuleResult.rule))))
    chosen, orders = [], 0
    catalogue = rules_in_force(work.session, day).catalogue
    for kind in check_kinds(catalogue, catalogue.checks.values()):
        if kind.code in shown and orders < _ENOUGH and shown[kind.code] <= _ENOUGH:
            chosen.append(kind)
            orders += shown[kind.code]
    return chosen


def _found(session: Session, village: str, cadre: Actor, days: int) -> Iterator[_Order]:
    titles = rule_titles(session, "check")
    wanted = select(Finding.public_id, Finding.check_code).where(
        Scope.everything().on(Finding), Finding.area_code == village, Finding.state == "new"
    )
    for number, (key, code) in enumerate(session.execute(wanted.order_by(Finding.id)).all()):
        yield _Order(key, code, titles.get(code, code), number, cadre, days)


def _plan_way(agenda: Agenda, cast: Cast, order: _Order, way: str) -> None:
    """One work order up to where its way ends; the days lie between the finding and yesterday."""
    if way == "owes" and not order.is_of_money:
        way = "closed"
    if way == "open":
        return
    clerk, office = cast.people["xiangzhen"], cast.people["xianban"]
    oldest = order.days == max(_FOUND)
    alone, hurried = oldest and order.number == _OWN_HANDS, oldest and order.number == _IN_A_HURRY
    owes = order.is_of_money and (way == "owes" or (way == "closed" and order.number % 2 == 1))
    went = order.days - 2 - order.number % 2
    told = agenda.ago(order.days - 1, 9, 12) if hurried else order.at(agenda, went, 9)
    _plan_answer(agenda, office if alone else order.cadre, order, told, owes=owes)
    if way == "answered":
        return
    _plan_step(agenda, office if alone else clerk, order, "review", order.at(agenda, went - 1, 11))
    if way == "returned":
        _plan_step(
            agenda, clerk, order, "return", order.at(agenda, went - 1, 15), "没有写和谁一起去看的，补上再报。"
        )
    if way in ("returned", "reviewed"):
        return
    if owes:
        _plan_step(agenda, office, order, "postpone", order.at(agenda, went - 2, 14))
        part = order.owed_fen // 2 if way == "owes" else order.owed_fen
        _plan_receipt(agenda, clerk, order, part, order.at(agenda, went - 2, 16))
    if way != "owes":
        _plan_step(agenda, office, order, "close", order.at(agenda, went - 2, 17))


def _plan_answer(agenda: Agenda, who: Actor, order: _Order, on: datetime, *, owes: bool) -> None:
    told = answer_to(order.title, order.number, owes=owes)
    checkers = None if order.number == _IN_A_HURRY else f"{who.display_name}、驻村工作队"

    def do(work: Work, scope: Scope) -> None:
        answer_finding(
            work, scope, order.public_id, version=_version(work, order), conclusion=told.conclusion,
            explanation=told.words, keep_reason=told.keep_reason, checkers=checkers, checked_on=on.date(),
            to_return_fen=order.owed_fen if owes else None,
        )  # fmt: skip

    agenda.plan(on, who, "finding.answer", do, subject=f"finding:{order.public_id}")


def _plan_step(agenda: Agenda, who: Actor, order: _Order, act: str, on: datetime, words: str = "") -> None:
    def do(work: Work, scope: Scope) -> None:
        take_step(work, scope, order.public_id, act, version=_version(work, order), words=words)

    agenda.plan(on, who, f"finding.{act}", do, subject=f"finding:{order.public_id}")


def _plan_receipt(agenda: Agenda, who: Actor, order: _Order, amount_fen: int, on: datetime) -> None:
    def do(work: Work, scope: Scope) -> None:
        record_receipt(
            work, scope, order.public_id, version=_version(work, order), amount_fen=amount_fen,
            returned_on=on.date(), receipt_no=f"云岭缴{on.year}-{order.days:02d}{order.number + 1:03d}",
        )  # fmt: skip

    agenda.plan(on, who, "finding.receipt", do, subject=f"finding:{order.public_id}")


def _version(work: Work, order: _Order) -> int:
    wanted = select(Finding.version).where(
        Scope.everything().on(Finding), Finding.public_id == order.public_id
    )
    return int(work.session.execute(wanted).scalar_one())


def _plan_second_looks(agenda: Agenda, cast: Cast) -> None:
    """Every other one that was drawn is done, by somebody who neither answered nor closed it."""
    drawn = agenda.session.execute(
        select(Finding.public_id, FindingRecheck.version)
        .join(FindingRecheck, FindingRecheck.finding_id == Finding.id)
        .where(Scope.everything().on(Finding), FindingRecheck.state == "drawn")
        .order_by(FindingRecheck.id)
    ).all()
    for public_id, version in drawn[::2]:
        agenda.plan(
            agenda.ago(1, 19), cast.people["xiangzhen"], "finding.recheck", _look(public_id, version),
            subject=f"finding:{public_id}",
        )  # fmt: skip


def _look(public_id: str, version: int) -> Callable[[Work, Scope], object]:
    words = "又去看了一遍，问了邻居两户，和当时写的一致。"
    return lambda work, scope: judge_recheck(
        work, scope, public_id, version=version, upheld=True, words=words
    )
