"""A third-party style check (domain 10.2) from the drawn list to the closing by a second person."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy import func, insert, select

from app.adapters.catalogue_files import read_entries
from app.domain.clock import new_public_id, today
from app.domain.errors import InvalidInputError, NotAllowedError
from app.domain.survey_form import SurveyForm, form_on, read_form
from app.domain.survey_rates import as_kept
from app.domain.survey_sampling import Unit, allocate, digest_of, draw, frame_sizes
from app.models import Household, Person, Survey, SurveyCase
from app.queries.past import event_before
from app.queries.scope import Scope
from app.queries.survey_frame import UNLISTED, get_frame
from app.queries.surveys import get_survey, survey_rates
from app.unit_of_work import Work

#: Kinds of households that may be asked for, in the order of the page.
KINDS = ("out_of_poverty", "poor", "returned", "ordinary", UNLISTED)
MOST = 5000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be drawn: `sizes` kind -> households; without a seed one is made."""

    title: str
    area_code: str
    sizes: Mapping[str, int]
    frame_on: date
    seed: str = ""


@cache
def survey_forms() -> tuple[SurveyForm, ...]:
    """The questionnaires that the product ships."""
    return tuple(read_form(entry) for entry in read_entries("surveys"))


def form_of(survey: Survey) -> SurveyForm:
    """The questionnaire that a check was begun with."""
    return next(form for form in survey_forms() if form.code == survey.form)


def draw_survey(work: Work, scope: Scope, wanted: Wanted) -> Survey:
    """Draw and keep a list. E-SURVEY-SIZE, E-SURVEY-EMPTY, E-DATE-FUTURE, E-SURVEY-NONE; NotFoundError outside.

    The frame is the register as known when the offices closed on `frame_on`, or now where that is today.
    """
    _may(work, "survey:run")
    sizes, form = _checked(wanted), form_on(survey_forms(), today())
    if form is None:
        raise InvalidInputError("E-SURVEY-NONE", "现在没有在用的入户问卷。", way_out="请联系系统管理员。")
    known = (
        work.event_id if wanted.frame_on == today() else event_before(work.session, scope, wanted.frame_on)
    )
    frame = get_frame(work.session, scope, wanted.area_code, known, wanted.frame_on.year)
    counted = frame_sizes(frame)
    allocation = allocate(counted, sizes)
    if not allocation:
        raise _refused("E-SURVEY-EMPTY", "area_code", "这个地方那一天没有要抽的这几类户。")
    seed = wanted.seed.strip() or secrets.token_hex(8)
    drawn = draw(frame, allocation, seed)
    survey = Survey(
        public_id=new_public_id(), title=wanted.title.strip(), area_code=wanted.area_code, frame_on=wanted.frame_on,
        frame_event=known, seed=seed, form=form.code, sizes=dict(sizes), frame_digest=digest_of(frame),
        strata=[[township, kind, counted[township, kind], n] for (township, kind), n in sorted(allocation.items())],
        list_digest=digest_of(drawn), drawn_by=work.actor.id, drawn_on=today(),
    )  # fmt: skip
    work.session.add(survey)
    work.session.flush()
    _keep_cases(work, scope, survey, drawn)
    return survey


def drawn_again(work: Work, scope: Scope, public_id: str) -> bool:
    """Draw the list of a check once more from seed and frame: True where frame and list are the same."""
    survey = get_survey(work.session, scope, public_id)
    frame = get_frame(work.session, scope, survey.area_code, survey.frame_event, survey.frame_on.year)
    again = draw(frame, allocate(frame_sizes(frame), survey.sizes), survey.seed)
    return (digest_of(frame), digest_of(again)) == (survey.frame_digest, survey.list_digest)


def ask_closing(work: Work, scope: Scope, public_id: str) -> Survey:
    """Say that the check is done. E-SURVEY-TODO while a household is neither asked nor absent, or a suspicion waits."""
    _may(work, "survey:run")
    survey = _whole(work, scope, public_id, "open")
    c = SurveyCase
    mine = select(func.count()).select_from(c).where(scope.on(c), c.survey_id == survey.id)
    todo = work.session.scalar(mine.where(c.state == "drawn")) or 0
    waiting = work.session.scalar(mine.where(c.suspicion.is_not(None), c.judged.is_(None))) or 0
    if todo or waiting:
        raise InvalidInputError(
            "E-SURVEY-TODO", f"还有 {todo} 户没有入户、{waiting} 条疑似问题没有认定，不能结束。",
            way_out="见不到的户请记“没见到人”；疑似问题请先认定。",
        )  # fmt: skip
    survey.state, survey.asked_by = "closing", work.actor.id
    return survey


def close_survey(work: Work, scope: Scope, public_id: str, *, agreed: bool) -> Survey:
    """A second person agrees, and the rates are kept as they are; or sends it back to be put right. E-OWN-CLOSING."""
    _may(work, "survey:close")
    survey = _whole(work, scope, public_id, "closing")
    if work.actor.id is not None and work.actor.id == survey.asked_by:
        raise InvalidInputError(
            "E-OWN-CLOSING", "结束是您自己提出的，要由另一个人确认。", way_out="请换一个人来确认。"
        )
    if not agreed:
        survey.state, survey.asked_by = "open", None
        return survey
    rates = survey_rates(work.session, scope, survey, form_of(survey))
    survey.result = as_kept(rates)
    survey.state, survey.closed_by, survey.closed_on = "closed", work.actor.id, today()
    return survey


def _keep_cases(work: Work, scope: Scope, survey: Survey, drawn: list[Unit]) -> None:
    """The drawn households as rows, in one statement; members as the register counts them now."""
    h, p = Household, Person
    ids = [unit.key for unit in drawn if unit.kind != UNLISTED]
    size = (
        select(h.public_id, h.id, func.count(p.id))
        .outerjoin(p, (p.household_id == h.id) & (p.status == "present"))
        .where(scope.on(h), h.public_id.in_(ids))
        .group_by(h.public_id, h.id)
        .order_by(h.id)
    )
    known = {public_id: (number, persons) for public_id, number, persons in work.session.execute(size)}
    rows = []
    for number, unit in enumerate(drawn, 1):
        household_id, persons = known.get(unit.key, (None, None))
        roster = unit.key.rpartition("#")[2] if unit.kind == UNLISTED else None
        rows.append(
            {
                "public_id": new_public_id(), "version": 1, "event_id": work.event_id, "survey_id": survey.id,
                "number": number, "area_code": unit.village, "household_id": household_id, "persons": persons,
                "roster_no": None if roster is None else int(roster), "kind": unit.kind, "state": "drawn",
                "answers": "",
            }
        )  # fmt: skip
    work.session.execute(insert(SurveyCase), rows)


def _checked(wanted: Wanted) -> dict[str, int]:
    if not wanted.title.strip():
        raise _refused("E-SURVEY-TITLE", "title", "请给这次抽查起个名字。")
    if wanted.frame_on > today():
        raise _refused("E-DATE-FUTURE", "frame_on", "抽样框的日期还没到。")
    sizes = {kind: n for kind in KINDS if (n := wanted.sizes.get(kind, 0)) > 0}
    if not 0 < sum(sizes.values()) <= MOST:
        raise _refused("E-SURVEY-SIZE", "size_out_of_poverty", f"请写每一类抽几户，一共 1 到 {MOST} 户。")
    return sizes


def _whole(work: Work, scope: Scope, public_id: str, state: str) -> Survey:
    """The check where its whole area is the actor's, in a state."""
    survey = get_survey(work.session, scope, public_id)
    if not scope.covers(survey.area_code):
        raise NotAllowedError("survey:close")
    if survey.state != state:
        raise InvalidInputError(
            "E-SURVEY-STATE", "这次抽查现在不在这一步。", way_out="请刷新页面看最新进展。"
        )
    return survey


def _may(work: Work, permission: str) -> None:
    if not work.actor.may(permission):
        raise NotAllowedError(permission)


def _refused(code: str, field: str, sentence: str) -> InvalidInputError:
    return InvalidInputError(code, sentence, fields={field: sentence})
