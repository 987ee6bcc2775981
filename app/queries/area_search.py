"""Areas by the words people type: name, pinyin, initials, code. Only those that the scope reaches."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, false, literal, or_, select, union_all
from sqlalchemy.orm import Session

from app.domain.area_names import BEGINS, HOLDS, SPELLED
from app.domain.areas import ancestors_of
from app.domain.search_words import SearchWords
from app.models import Area, AreaGram, Household
from app.queries.menus import kept
from app.queries.prepared import Prepared, given
from app.queries.scope import Scope

TOWNSHIP, VILLAGE = 4, 5
CODE_LENGTH = 12
#: Behind every rank of a name.
BY_CODE = SPELLED + 1
#: Codes asked about at once, and the numbers of them for which a statement is kept ready.
STEP = 200
_SIZES = (4, 20, STEP)
#: Names kept by each process: the villages of a prefecture.
MANY = 20_000


@dataclass(frozen=True, slots=True)
class AreaHit:
    """A found area: `name` as it is chosen (township and village together), `level` 1 to 5."""

    code: str
    name: str
    level: int


def search_areas(
    session: Session,
    scope: Scope,
    words: SearchWords,
    *,
    levels: tuple[int, ...] = (3, 4, 5),
    limit: int = 20,
) -> list[AreaHit]:
    """Areas whose name, pinyin, initials or code begin with or hold the words; nearest names first, by code."""
    found = {tuple(row) for part in scope.parts() for row in _found(session, part, words, levels, limit)}
    best = sorted(found)[:limit]
    names = place_names(session, [code for _, code, _ in best])
    return [AreaHit(code, names[code], level) for _, code, level in best]


def _found(
    session: Session, part: Scope, words: SearchWords, levels: tuple[int, ...], limit: int
) -> Sequence[Any]:
    if words.name:
        return _by_gram(session, part, (BEGINS, HOLDS), levels, limit, gram=words.name)
    if words.latin:
        return _by_gram(session, part, (SPELLED,), levels, limit, gram=words.latin)
    if words.number and words.number.isdigit() and len(words.number) <= CODE_LENGTH:
        ends = {"low": words.number.ljust(CODE_LENGTH, "0"), "high": words.number.ljust(CODE_LENGTH, "9")}
        return _by_code(session, part, levels, limit, **ends)
    return []


@Prepared
def _by_gram(part: Scope, ranks: tuple[int, ...], levels: tuple[int, ...], limit: int) -> CompoundSelect[Any]:
    """The first of each rank and level by code: each is one range of the index, in its order."""
    looks = [
        select(AreaGram.rank, AreaGram.area_code, AreaGram.level)
        .join(Area, Area.code == AreaGram.area_code)
        .where(AreaGram.gram == given("gram"), AreaGram.rank == rank, AreaGram.level == level)
        .where(_within(part, AreaGram.area_code), Area.valid_to.is_(None))
        .order_by(AreaGram.area_code)
        .limit(limit)
        .subquery()
        for rank in ranks
        for level in levels
    ]
    return union_all(*(select(look) for look in looks))


@Prepared
def _by_code(part: Scope, levels: tuple[int, ...], limit: int) -> Select[int, str, int]:
    wanted = select(literal(BY_CODE).label("rank"), Area.code, Area.level)
    begins = Area.code.between(given("low"), given("high"))
    fits = (begins, _within(part, Area.code), Area.level.in_(levels), Area.valid_to.is_(None))
    return wanted.where(*fits).order_by(Area.code).limit(limit)


def _within(part: Scope, code: Any) -> ColumnElement[bool]:
    """One range of places, or those that have a household in the officer's charge."""
    if part.ranges:
        ((low, high),) = part.ranges
        return and_(code >= low, code < high)
    inside: ColumnElement[bool] = code.in_(select(Household.area_code).where(part.on(Household)))
    return inside


def villages_of(session: Session, scope: Scope, most: int) -> list[str]:
    """Codes of the villages in the scope, at most `most + 1` of them."""
    wanted = select(Area.code).where(reached(session, scope), Area.level == VILLAGE).order_by(Area.code)
    return list(session.scalars(wanted.limit(most + 1)))


def reached(session: Session, scope: Scope) -> ColumnElement[bool]:
    """The predicate on `Area` for places inside the scope's ranges or with a household in the officer's charge."""
    parts: list[ColumnElement[bool]] = [(Area.code >= low) & (Area.code < high) for low, high in scope.ranges]
    if scope.assigned_to is not None:
        mine = select(Household.area_code).where(scope.on(Household)).distinct()
        parts.append(Area.code.in_(list(session.scalars(mine))))
    return or_(*parts) if parts else false()


def place_names(session: Session, codes: Iterable[str]) -> dict[str, str]:
    """Code -> "乡镇 村" (a wider area by its own name); a code that is not in the list stands for itself."""
    asked = set(codes)
    told: dict[str, str] = kept(session, "places", dict)  # filled as places are asked for
    if more := asked.difference(told):
        found = _places(session, more)
        if len(told) < MANY:
            told.update(found)
        return {code: found.get(code) or told[code] for code in asked}
    return {code: told[code] for code in asked}


def _places(session: Session, asked: Collection[str]) -> dict[str, str]:
    wanted = sorted({up for code in asked if _is_code(code) for up in ancestors_of(code)[-2:]})
    known: dict[str, tuple[str, int]] = {}
    for start in range(0, len(wanted), STEP):
        some = wanted[start : start + STEP]
        room = next(size for size in _SIZES if size >= len(some))
        keys = {f"code{place}": some[min(place, len(some) - 1)] for place in range(room)}
        known |= {code: (name, level) for code, name, level in _named(session, room, **keys)}
    return {code: _said(code, known) for code in asked}


@Prepared
def _named(room: int) -> Select[str, str, int]:
    codes = [given(f"code{place}") for place in range(room)]
    return select(Area.code, Area.name, Area.level).where(Area.code.in_(codes))


def _is_code(text: str) -> bool:
    return len(text) == 12 and text.isascii() and text.isdigit() and not text.startswith("00")


def _said(code: str, known: dict[str, tuple[str, int]]) -> str:
    if code not in known:
        return code
    name, level = known[code]
    above = ancestors_of(code)[-2:][0]
    return f"{known[above][0]} {name}" if level == VILLAGE and above in known and above != code else name
