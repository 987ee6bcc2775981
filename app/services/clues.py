"""What a township does with a clue: look at it, find that it is a household by now, or that nothing is to be done."""

import json
from dataclasses import dataclass

from sqlalchemy import select

from app.domain.errors import InvalidInputError, NotAllowedError
from app.domain.identifiers import mask_id
from app.extensions import vault
from app.models import Clue, Household, Secret
from app.queries.clues import get_clue
from app.queries.scope import Scope
from app.unit_of_work import Work


@dataclass(frozen=True, slots=True)
class Told:
    """What a clue says; `number` is masked unless it was opened."""

    name: str
    number: str
    place: str
    what: str


def told(secret: Secret, *, clear: bool = False) -> Told:
    """The sealed text of a clue, its number masked."""
    said = json.loads(vault().open("clue", secret.sealed, secret.blind))
    number = said.get("number") or ""
    return Told(
        said.get("name") or "", number if clear else mask_id(number), said.get("place") or "", said["what"]
    )


def open_clue(work: Work, scope: Scope, public_id: str) -> tuple[Clue, Told]:
    """The clue with its whole number; the act is the trace of it. Raises NotFoundError, NotAllowedError."""
    if not work.actor.may("secret:reveal"):
        raise NotAllowedError("secret:reveal")
    clue, secret = get_clue(work.session, scope, public_id)
    return clue, told(secret, clear=True)


def join_clue(work: Work, scope: Scope, public_id: str, household_no: str) -> Household:
    """The person belongs to a registered household by now: the clue vanishes. Raises InvalidInputError."""
    clue, secret = get_clue(work.session, scope, public_id)
    wanted = select(Household).where(scope.on(Household), Household.household_no == household_no.strip())
    home = work.session.scalar(wanted)
    if home is None:
        raise InvalidInputError(
            "E-CLUE-HOUSEHOLD",
            "没有这个户编号。",
            fields={"household_no": "请先把户登记好，再填它的户编号。"},
        )
    work.session.delete(clue)
    work.session.flush()
    work.session.delete(secret)
    work.session.flush()
    return home


def drop_clue(work: Work, scope: Scope, public_id: str) -> None:
    """Looked at, nothing to register: what it said is erased; its keyed mark stays until its end, so that the next
    list does not bring it again."""
    _clue, secret = get_clue(work.session, scope, public_id)
    secret.sealed, secret.key_no, secret.masked = b"", 0, "已核实"
    work.session.flush()
