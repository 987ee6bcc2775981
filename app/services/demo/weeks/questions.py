"""Questions of supervision: noticed by the conditions, some explained, some judged, the newest still open."""

from functools import partial

from sqlalchemy import select

from app.domain.permissions import Actor
from app.models import SupervisionCase, User
from app.queries.accounts import actor_of
from app.queries.scope import Scope
from app.services.demo.weeks.agenda import Agenda
from app.services.demo.weeks.people import Cast
from app.services.supervision import close_case, explain_case, judge_case, supervision_scope, watch_officials
from app.unit_of_work import Work

#: Working days since a round -> how far its questions have gone.
_ROUNDS = {19: "closed", 7: "explained", 1: "opened"}
_EXPLAINED = "当时村里只有我一个人在，先到户看了再补的记录，走访照片在村里存着。"
_FINE = "调看了走访记录和照片，时间对得上，说得通。"
_MEND = "没有走访记录，核查和销号是同一个人，要换人重新核查。"
_MENDED = "已经换乡镇的人重新核查，补了记录和两个人的签字。"
#: Of the questions of one round so many that concern nobody in person are judged.
_MOST = 6


def plan_questions(agenda: Agenda, cast: Cast) -> None:
    """The rounds of the last weeks, with what followed."""
    for days, way in _ROUNDS.items():
        agenda.at(agenda.ago(days, 6), partial(_ask, agenda, cast, days, way))


def _ask(agenda: Agenda, cast: Cast, days: int, way: str) -> None:
    watch_officials(agenda.session)
    if way == "opened":
        return
    wanted = select(SupervisionCase).where(
        Scope.everything().on(SupervisionCase), SupervisionCase.found_on == agenda.ago(days).date()
    )
    cases = list(agenda.session.scalars(wanted.order_by(SupervisionCase.id)))
    own = [case for case in cases if case.user_id is not None]
    others = [case for case in cases if case.user_id is None][:_MOST]
    for number, case in enumerate([*own, *others]):
        _plan_case(agenda, cast, case, days, way, mends=number % 3 == 1)


def _plan_case(
    agenda: Agenda, cast: Cast, case: SupervisionCase, days: int, way: str, *, mends: bool
) -> None:
    judge, subject, key = cast.people["jijian"], f"supervision_case:{case.public_id}", case.public_id
    if case.user_id is not None:
        official = _official(agenda, case.user_id)
        agenda.plan(
            agenda.ago(days - 2, 9), official, "supervision.explain",
            lambda work, scope: explain_case(work, key, version=_version(work, key), words=_EXPLAINED), subject=subject,
        )  # fmt: skip
    if way == "explained" or judge.id == case.user_id:
        return

    def decide(work: Work, scope: Scope) -> None:
        judge_case(
            work, supervision_scope(work.actor), key, version=_version(work, key),
            judgement="mend" if mends else "fine", words=_MEND if mends else _FINE,
        )  # fmt: skip

    def close(work: Work, scope: Scope) -> None:
        close_case(work, supervision_scope(work.actor), key, version=_version(work, key), words=_MENDED)

    agenda.plan(agenda.ago(days - 5, 9), judge, "supervision.judge", decide, subject=subject)
    if mends and case.id % 2:
        agenda.plan(agenda.ago(days - 10, 9), judge, "supervision.close", close, subject=subject)


def _official(agenda: Agenda, number: int) -> Actor:
    return actor_of(agenda.session, agenda.session.scalars(select(User).where(User.id == number)).one())


def _version(work: Work, public_id: str) -> int:
    wanted = select(SupervisionCase.version).where(
        Scope.everything().on(SupervisionCase), SupervisionCase.public_id == public_id
    )
    return int(work.session.execute(wanted).scalar_one())
