"""Members of a household as its page shows them: masked numbers, and what bureaus have said about each."""

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import NotFoundError
from app.domain.vocabulary.datasets import BY_KEY, BY_NUMBER
from app.models import BureauRecord, Household, Person, Secret
from app.queries.scope import Scope


@dataclass(frozen=True, slots=True)
class BureauNote:
    """One thing a bureau said about a person, in its own words: dataset, kind, level, state, period, row."""

    title: str
    dataset: int
    kind: str
    level: str
    status: str
    is_live: bool
    amount_fen: int | None
    period: str
    row_no: int | None
    kind_code: str | None
    level_code: str | None


_MEDICAL = BY_KEY["medical_insurance"].number


@dataclass(frozen=True)
class Member:
    """A person with masks instead of numbers, and the notes of bureaus, newest first."""

    person: Person
    masked: dict[int, str]
    notes: list[BureauNote] = field(default_factory=list)

    @property
    def is_insured_elsewhere(self) -> bool:
        """The register says neither public scheme, the bureau's list says one: both cannot be right."""
        told = (self.person.resident_medical, self.person.employee_medical)
        return True not in told and any(n.is_live and n.dataset == _MEDICAL for n in self.notes)

    @property
    def id_mask(self) -> str:
        return self.masked.get(self.person.id_ref or 0, "")

    @property
    def phone_mask(self) -> str:
        return self.masked.get(self.person.phone_ref or 0, "")

    @property
    def card_mask(self) -> str:
        return self.masked.get(self.person.disability_ref or 0, "")


def list_members(session: Session, scope: Scope, household_id: int, *, present: bool = True) -> list[Member]:
    """Present members, the head first, or those who have left, the last first."""
    wanted = select(Person).where(scope.on(Person), Person.household_id == household_id)
    if present:
        wanted = wanted.where(Person.status == "present").order_by(Person.relation != "head", Person.id)
    else:
        wanted = wanted.where(Person.status != "present").order_by(Person.gone_on.desc(), Person.id)
    people = list(session.scalars(wanted))
    masked = masks(session, [ref for p in people for ref in (p.id_ref, p.phone_ref, p.disability_ref) if ref])
    notes = _notes(session, scope, household_id)
    return [Member(p, masked, notes.get(p.id, [])) for p in people]


def get_member(session: Session, scope: Scope, household: Household, public_id: str) -> Member:
    """One member, present or gone; NotFoundError for anybody else."""
    person = session.scalar(
        select(Person).where(
            scope.on(Person), Person.household_id == household.id, Person.public_id == public_id
        )
    )
    if person is None:
        raise NotFoundError("打不开这个人：不在您管的范围，或已不存在。")
    refs = [ref for ref in (person.id_ref, person.phone_ref, person.disability_ref) if ref]
    notes = _notes(session, scope, household.id)
    return Member(person, masks(session, refs), notes.get(person.id, []))


def masks(session: Session, secret_ids: list[int]) -> dict[int, str]:
    """Vault number -> mask, for numbers that the reader found on rows of the own scope."""
    rows = session.execute(select(Secret.id, Secret.masked).where(Secret.id.in_(secret_ids)))
    return dict(rows.all())


def _notes(session: Session, scope: Scope, household_id: int) -> dict[int, list[BureauNote]]:
    records = (
        select(BureauRecord)
        .join(Person, Person.id == BureauRecord.person_id)
        .where(scope.on(Person), Person.household_id == household_id)
        .order_by(BureauRecord.period.desc(), BureauRecord.id.desc())
    )
    found: dict[int, list[BureauNote]] = {}
    for record in session.scalars(records):
        found.setdefault(record.person_id, []).append(_note(record))
    return found


def _note(record: BureauRecord) -> BureauNote:
    dataset = BY_NUMBER[record.dataset]
    return BureauNote(
        title=dataset.title,
        dataset=record.dataset,
        kind=dataset.kinds.label(record.kind),
        level=dataset.levels.label(record.level) if dataset.levels else record.level or "",
        status=dataset.statuses.label(record.status),
        is_live=record.status == "normal",
        amount_fen=record.amount_fen,
        period=record.period,
        row_no=record.row_no,
        kind_code=record.kind,
        level_code=record.level,
    )
