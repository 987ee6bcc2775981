"""What belongs to members whatever act they go through: who is present, the open stay, the head, the search keys."""

from sqlalchemy import delete, insert, select

from app.domain.errors import InvalidInputError
from app.domain.names import name_keys
from app.domain.registry import relation_for
from app.extensions import vault
from app.models import Household, Membership, NameGram, Person, Secret
from app.queries.blind_index import last4_blind
from app.queries.scope import Scope
from app.unit_of_work import Work

#: Seen from a new head who stood in this relation, the old head stands in that one.
_TURNED = {"spouse": "spouse", "son": "father", "daughter": "father", "father": "son", "mother": "son"}


def present_of(work: Work, scope: Scope, household: Household, *, everybody: bool = False) -> list[Person]:
    """Present members in order; with `everybody` also those who left."""
    wanted = select(Person).where(scope.on(Person), Person.household_id == household.id)
    if not everybody:
        wanted = wanted.where(Person.status == "present")
    return list(work.session.scalars(wanted.order_by(Person.id)))


def current_stay(work: Work, scope: Scope, row: Person) -> Membership | None:
    """The stay in the household that has not ended."""
    wanted = (
        select(Membership)
        .join(Person, Person.id == Membership.person_id)
        .where(scope.on(Person), Person.id == row.id, Membership.to_on.is_(None))
        .order_by(Membership.id.desc())
    )
    return work.session.scalars(wanted).first()


def appoint_head(work: Work, scope: Scope, household: Household, chosen: Person) -> None:
    """`chosen` becomes the head; the others' relations follow as far as they can be known."""
    if chosen.status != "present":
        raise InvalidInputError(
            "E-HEAD-GONE", "这个人已经不在这一户，不能做户主。", way_out="请选在户的成员。"
        )
    was = chosen.relation
    for person in present_of(work, scope, household):
        if person.id == chosen.id:
            continue
        if person.relation == "head":
            person.relation = relation_for(_TURNED.get(was or "", "other"), person.sex)
        elif was == "spouse" and person.relation in ("son", "daughter"):
            continue
        else:
            person.relation = "other"
    chosen.relation = "head"
    household.head_id, household.head_name = chosen.id, chosen.name
    work.session.flush()


def move_people(work: Work, scope: Scope, household: Household) -> None:
    """The household moved to another village: its members, their keys and end-of-number hashes follow."""
    for person in present_of(work, scope, household, everybody=True):
        person.area_code = household.area_code
        follow_house(work, scope, person)


def follow_house(work: Work, scope: Scope, person: Person) -> None:
    """Keys and end-of-number hash of a person whose place has changed."""
    secret = work.session.get(Secret, person.id_ref) if person.id_ref else None
    if secret is not None:
        person.id_last4_blind = last4_blind(person.area_code, _clear(secret))
    work.session.flush()
    index_name(work, scope, person)


def index_name(work: Work, scope: Scope, row: Person) -> None:
    """Write the grams of a name anew."""
    mine = NameGram.person_id == row.id
    keys = name_keys(row.name, row.former_name)
    known = select(Person.id).where(scope.on(Person), Person.id == row.id)
    work.session.execute(delete(NameGram).where(mine, NameGram.person_id.in_(known)))
    rows = [{"person_id": row.id, "gram": gram, "area_code": row.area_code} for gram in keys.grams]
    if rows:
        work.session.execute(insert(NameGram), rows)


def _clear(secret: Secret) -> str:
    text: str = vault().open(secret.kind, secret.sealed, secret.blind)
    return text
