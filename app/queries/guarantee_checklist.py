"""What bureaus' lists prove about the members of one household, for the checklist of guarantees."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.guarantee_checklist import Proof
from app.domain.vocabulary.datasets import BY_KEY, BY_NUMBER, Dataset
from app.models import BureauRecord, Person
from app.queries.scope import Scope

#: A household has few records of these lists; more than this would be a mistake of a list.
MOST = 200


def list_proofs(session: Session, scope: Scope, household_id: int, datasets: Iterable[str]) -> list[Proof]:
    """The newest record of each list about each present member, by list and member."""
    numbers = [BY_KEY[key].number for key in datasets if key in BY_KEY]
    wanted = (
        select(BureauRecord, Person.name)
        .join(Person, Person.id == BureauRecord.person_id)
        .where(
            scope.on(Person),
            Person.household_id == household_id,
            Person.status == "present",
            BureauRecord.dataset.in_(numbers),
        )
        .order_by(BureauRecord.dataset, Person.id, BureauRecord.period.desc(), BureauRecord.id.desc())
        .limit(MOST)
    )
    newest: dict[tuple[int, int | None], Proof] = {}
    for record, name in session.execute(wanted):
        dataset = BY_NUMBER[record.dataset]
        proof = Proof(dataset.key, dataset.title, name, _words(record, dataset), record.period or "")
        newest.setdefault((record.dataset, record.person_id), proof)
    return list(newest.values())


def _words(record: BureauRecord, dataset: Dataset) -> str:
    """Kind, level and state of a record as their lists call them."""
    said = [
        dataset.kinds.label(record.kind),
        dataset.levels.label(record.level) if dataset.levels else "",
        dataset.statuses.label(record.status),
    ]
    return "、".join(word for word in said if word)
