"""Areas by the words people type: name, pinyin, initials, code. Only those that the scope reaches."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import ColumnElement, Select, false, or_, select
from sqlalchemy.orm import Session

from app.domain.areas import ancestors_of
from app.domain.names import NameKeys, name_keys
from app.domain.search_words import SearchWords
from app.models import Area, Household
from app.queries.prepared import Prepared, given
from app.queries.scope import Scope

TOWNSHIP, VILLAGE = 4, 5
#: Codes asked about at once, and the numbers of them for which a statement is kept ready.
STEP = 200
_SIZES = (4, 20, STEP)


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
    if not words:
        return []
    wanted = (
        select(Area.code, Area.name, Area.level)
        .where(reached(session, scope), Area.level.in_(levels), Area.valid_to.is_(None))
        .order_by(Area.code)
    )
    found = [
        (rank, code, level)
        for code, name, level in session.execute(wanted)
        if (rank := _rank(name, code, words))
    ]
    best = sorted(found)[:limit]
    names = place_names(session, [code for _, code, _ in best])
    return [AreaHit(code, names[code], level) for _, code, level in best]


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


def _rank(name: str, code: str, words: SearchWords) -> int:
    """1 beginning of the name, 2 inside it, 3 pinyin or initials, 4 code; 0 = does not fit."""
    keys = _keys(name)
    if words.name and words.name in keys.key:
        return 1 if keys.key.startswith(words.name) else 2
    if words.latin and (keys.pinyin.startswith(words.latin) or keys.initials.startswith(words.latin)):
        return 3
    return 4 if words.number and code.startswith(words.number) else 0


@lru_cache(maxsize=50_000)
def _keys(name: str) -> NameKeys:
    return name_keys(name)
