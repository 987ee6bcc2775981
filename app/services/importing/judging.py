"""A person says whether a row and a known person are one. A link only: no value of the register changes by it."""

from dataclasses import dataclass

import polars as pl
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.domain.clock import now
from app.domain.errors import ConflictError, InvalidInputError, NotFoundError
from app.domain.matching.features import Described, Features, compare, reasons
from app.extensions import vault
from app.models import Area, ImportBatch, Judgement, MatchCase, Person, Secret
from app.queries.scope import Scope
from app.services.importing import staging
from app.services.importing.matching import describe
from app.services.importing.remembered import judgement_key
from app.unit_of_work import Work

SAME, DIFFERENT, LATER, OPEN = "same", "different", "later", "open"
VERDICTS = (SAME, DIFFERENT, LATER)


@dataclass(frozen=True)
class Side:
    """One column of the comparison; `number` in clear for finding the differing places, never to be shown."""

    name: str
    number: str | None
    described: Described
    place: str


def row_of(session: Session, batch: ImportBatch, line: int) -> pl.DataFrame:
    """The staged row of a case. Raises NotFoundError where it no longer rests."""
    rows = staging.read_part(session, batch.id, staging.ROWS)
    found = None if rows is None else rows.filter(pl.col("line") == line)
    if found is None or found.is_empty():
        raise NotFoundError("这一行已经清掉了。")
    return found


def left_side(session: Session, row: pl.DataFrame) -> Side:
    """What the workbook says."""
    told = describe(row, {}).row(0, named=True)
    places = [str(row[k][0]) for k in ("township", "village") if k in row.columns and row[k][0]]
    described = Described(told["name_key"], told["number"], told["born_on"], told["sex"])
    return Side(told["name"] or "", told["number"], described, " ".join(places))


def right_side(session: Session, person: Person) -> Side:
    """What the register says."""
    secret = session.get(Secret, person.id_ref) if person.id_ref else None
    number = vault().open("id_no", secret.sealed, secret.blind)[:18] if secret and secret.sealed else None
    area = session.get(Area, person.area_code)
    described = Described(person.name_key, number, person.born_on, person.sex)
    return Side(person.name, number, described, area.full_name if area else person.area_code)


def weigh(left: Side, right: Side) -> tuple[Features, list[str], list[str]]:
    """Features and the reasons for and against in words."""
    features = compare(left.described, right.described)
    return features, *reasons(features)


def judge(
    work: Work, scope: Scope, batch: ImportBatch, case: MatchCase, verdict: str, person_public_id: str | None
) -> None:
    """Answer a case that nobody has answered yet; ConflictError where somebody has.

    `same` and `different` are remembered for later workbooks with the same name and number.
    """
    if verdict not in VERDICTS:
        raise InvalidInputError("E-MATCH-VERDICT", "请选“是”“不是”或“先放着”。")
    if batch.state not in ("parsed", "previewed", "stopped"):
        raise InvalidInputError("E-IMPORT-STATE", "这一批已经应用或放弃，不能再认人。")
    if case.state in (SAME, DIFFERENT):
        raise ConflictError(
            "这一对刚才已经有人认过了，您的回答没有存。", way_out="请看下一对；认错了可以撤回上一对。"
        )
    people = {c["person_id"] for c in case.candidates}
    if verdict == SAME:
        case.chosen_person_id = _chosen(work.session, scope, people, person_public_id)
        _remember(work, batch, case, {case.chosen_person_id: True})
    elif verdict == DIFFERENT:
        _remember(work, batch, case, dict.fromkeys(people, False))
    case.state, case.judged_by, case.judged_at = verdict, work.actor.id, now()
    batch.read = {**batch.read, "stale": True}
    batch.version += 1


def forget(work: Work, batch: ImportBatch, case: MatchCase) -> None:
    """Take an answer back: the pair is open again and nothing is remembered."""
    if case.state in (SAME, DIFFERENT):
        people = [c["person_id"] for c in case.candidates]
        gone = delete(Judgement).where(
            Judgement.row_key == _key(work.session, batch, case), Judgement.person_id.in_(people)
        )
        work.session.execute(gone)
    case.state, case.chosen_person_id, case.judged_by, case.judged_at = OPEN, None, None, None
    batch.read = {**batch.read, "stale": True}


def _chosen(session: Session, scope: Scope, people: set[int], public_id: str | None) -> int:
    wanted = select(Person.id).where(scope.on(Person), Person.id.in_(people))
    if public_id is not None:
        wanted = wanted.where(Person.public_id == public_id)
    found = list(session.scalars(wanted.order_by(Person.id)))
    if not found or (public_id is None and len(found) > 1):
        raise InvalidInputError("E-MATCH-WHO", "请选定是哪一个人。")
    return found[0]


def _key(session: Session, batch: ImportBatch, case: MatchCase) -> str:
    left = left_side(session, row_of(session, batch, case.line))
    return judgement_key(left.number, left.described.name_key)


def _remember(work: Work, batch: ImportBatch, case: MatchCase, answers: dict[int, bool]) -> None:
    key = _key(work.session, batch, case)
    work.session.execute(
        delete(Judgement).where(Judgement.row_key == key, Judgement.person_id.in_(list(answers)))
    )
    work.session.add_all(
        Judgement(row_key=key, person_id=person, is_same=same, event_id=work.event_id)
        for person, same in answers.items()
    )
