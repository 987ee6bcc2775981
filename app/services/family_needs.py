"""Writing down what a family says it needs first; what it said before stays in the history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.clock import new_public_id, today
from app.domain.errors import ConflictError, InvalidInputError
from app.domain.family_needs import MOST
from app.domain.vocabulary.visits import FAMILY_NEED
from app.models import FamilyNeed, Household
from app.queries.family_needs import list_needs
from app.queries.households import get_household
from app.queries.scope import Scope
from app.unit_of_work import Work


@dataclass(frozen=True, slots=True)
class Need:
    """One need as told: its code, and what exactly."""

    need: str
    words: str | None = None


@dataclass(frozen=True, slots=True)
class NeedsInput:
    """All needs in their order, who of the family said so and when; `seen` = what stood there when it was asked."""

    needs: Sequence[Need]
    told_by: str | None
    told_on: date | None
    seen: str


def seen_of(rows: Sequence[FamilyNeed]) -> str:
    """A mark of the present list: another list has another mark."""
    return ",".join(f"{row.place}:{row.version}:{row.id}" for row in rows)


def set_needs(work: Work, scope: Scope, household_id: str, given: NeedsInput) -> list[FamilyNeed]:
    """Replace the list. E-NEED for an unknown or doubled need, none or more than three; E-DATE-FUTURE.

    ConflictError where somebody wrote another list meanwhile.
    """
    household = get_household(work.session, scope, household_id)
    rows = list_needs(work.session, scope, household.id)
    if given.seen != seen_of(rows):
        raise ConflictError("这家人的需要刚才被别人重新记过。", current=rows[0] if rows else None)
    _check(given)
    kept = {row.place: row for row in rows}
    for place, told in enumerate(given.needs, 1):
        row = kept.pop(place, None) or _new(work, household, place)
        row.need, row.words = told.need, (told.words or "").strip()[:120] or None
        row.told_by, row.told_on = (given.told_by or "").strip()[:40] or None, given.told_on or today()
    for row in kept.values():
        work.session.delete(row)
    work.session.flush()
    return list_needs(work.session, scope, household.id)


def _new(work: Work, household: Household, place: int) -> FamilyNeed:
    row = FamilyNeed(
        public_id=new_public_id(), household_id=household.id, area_code=household.area_code, place=place
    )
    work.session.add(row)
    return row


def _check(given: NeedsInput) -> None:
    codes = [one.need for one in given.needs]
    if (
        not codes
        or len(codes) > MOST
        or len(set(codes)) < len(codes)
        or set(codes) - {c.code for c in FAMILY_NEED}
    ):
        sentence = f"请选 1 到 {MOST} 项，不要重复，最要紧的放第一。"
        raise InvalidInputError("E-NEED", sentence, fields={"need_1": sentence})
    if given.told_on is not None and given.told_on > today():
        raise InvalidInputError(
            "E-DATE-FUTURE", "日期还没到。", fields={"told_on": "日期还没到。请填家里人说的那天。"}
        )
