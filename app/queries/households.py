"""Lists of households: one filter, keyset pages, counts up to a thousand, and what a row shows."""

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal_column, select
from sqlalchemy.orm import Session

from app.domain.areas import range_of
from app.domain.clock import today
from app.domain.conditions import Node
from app.domain.errors import NotFoundError
from app.domain.search_words import SearchWords, read_words
from app.domain.village_groups import group_spellings
from app.models import Household, RuleResult, Visit
from app.queries.filters import household_predicate
from app.queries.household_lines import VERDICTS, Line, lines_of, own_measures
from app.queries.named import (
    beyond,
    households_page,
    in_order,
    looked_up,
    merged,
    whole_gram,
)
from app.queries.officers import has_officer, is_helped
from app.queries.prepared import Prepared, given
from app.queries.scope import Scope
from app.queries.search import households_matching
from app.queries.time_limit import within

PAGE = 50
COUNT_LIMIT = 1000
YES, UNKNOWN = 1, 2
#: What a row of the list shows of the household itself.
_SHOWN = (
    Household.id, Household.public_id, Household.household_no, Household.head_name, Household.area_code,
    Household.group_name, Household.kind, Household.attribute, Household.monitoring_kind, Household.risk_cleared,
    Household.status,
)  # fmt: skip
#: Written out and not sent: only then is the index of what a row shows of any use.
_ENDS: dict[str, Any] = {verdict: literal_column(f"'%.verdict.{verdict}'") for verdict in VERDICTS}
#: A monitored household wants a visit a month (domain 5.4).
VISIT_DAYS = 30


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filter as it stands in the address. Empty parts ask nothing.

    `group`: 村民小组 however it is written; `monitored`: yes = under monitoring, unvisited = nobody has visited one
    of these for a month, cleared = risk cleared, any = both, no = never; `owed`: a measure is missing;
    `verdict` (having, missing, wrong, unknown) on the `measure`, or on any where none is named; `status`:
    active, gone, merged; `officer`: the public id of who is in charge, or none for helped households that
    nobody is in charge of; `where`: a condition about households, `unknown`: those for which too little is told
    to say whether it holds.
    """

    area: str | None = None
    group: str | None = None
    words: str = ""
    kind: str | None = None
    monitored: str | None = None
    owed: bool = False
    measure: str | None = None
    verdict: str | None = None
    status: str = "active"
    officer: str | None = None
    where: Node | None = None
    unknown: bool = False


@dataclass(frozen=True)
class Page:
    """Up to 50 rows; `before` and `after` are the public ids that neighbouring pages begin from."""

    lines: list[Line]
    before: str | None
    after: str | None
    total: int
    left_out: int

    @property
    def is_many(self) -> bool:
        """More than a thousand fit; they are not counted to the end."""
        return self.total > COUNT_LIMIT


def list_households(
    session: Session,
    scope: Scope,
    wanted: Wanted,
    year: int,
    *,
    after: str | None = None,
    before: str | None = None,
) -> Page:
    """One page in the order of place and registration, beside the row `after` or `before` (public ids).

    InvalidInputError E-SLOW where a condition takes longer than people wait.
    """
    with within(session) if wanted.where is not None else nullcontext():
        return _list(session, scope, wanted, year, after, before)


def _list(
    session: Session, scope: Scope, wanted: Wanted, year: int, after: str | None, before: str | None
) -> Page:
    question = _Question(session, scope, wanted)
    rows, has_before, has_after = question.page(after, before)
    return Page(
        list(lines_of(session, scope, rows, year)),
        rows[0].public_id if rows and has_before else None,
        rows[-1].public_id if rows and has_after else None,
        question.count() if has_before or has_after else len(rows),
        _left_out(session, scope, wanted),
    )


def each_line(session: Session, scope: Scope, wanted: Wanted, year: int, most: int) -> Iterator[Line]:
    """All rows of the list in its order, at most `most`, in steps: for exports."""
    question = _Question(session, scope, wanted)
    after: str | None = None
    for _ in range(-(-most // PAGE)):
        rows, _before, more = question.page(after, None)
        yield from lines_of(session, scope, rows, year)
        if not more:
            return
        after = rows[-1].public_id


def count_households(session: Session, scope: Scope, wanted: Wanted, most: int = COUNT_LIMIT) -> int:
    """How many fit, counted up to `most + 1`."""
    return _Question(session, scope, wanted).count(most)


def ids_of(session: Session, scope: Scope, wanted: Wanted, most: int) -> list[int]:
    """Row numbers of all that fit, at most `most + 1`, for acts on many: what is changed then cannot move the list."""
    with within(session) if wanted.where is not None else nullcontext():
        fitting = select(Household.id).where(*_conditions(session, scope, wanted))
        return list(session.scalars(fitting.order_by(Household.area_code, Household.id).limit(most + 1)))


def get_household(session: Session, scope: Scope, public_id: str) -> Household:
    """The household; NotFoundError outside the scope and for unknown ids alike."""
    found = session.scalar(select(Household).where(scope.on(Household), Household.public_id == public_id))
    if found is None:
        raise NotFoundError("打不开这一户：不在您管的范围，或已不存在。")
    return found


def find_by_number(session: Session, scope: Scope, household_no: str) -> str:
    """The public id of the household with this 户编号; empty where there is none in the scope."""
    wanted = select(Household.public_id).where(
        scope.on(Household), Household.household_no == household_no.strip()
    )
    return session.scalar(wanted) or ""


def _conditions(session: Session, scope: Scope, wanted: Wanted) -> list[ColumnElement[bool]]:
    ends = "neither" if wanted.words else "both"
    fits = [*_in_place(scope, wanted, ends), *_plain_conditions(scope, wanted, _own(session, scope))]
    words: SearchWords = read_words(wanted.words)
    if words:
        matching = households_matching(session, scope, words)
        fits.append(Household.id == -1 if matching is None else matching)
    if wanted.where is not None:
        fits.append(household_predicate(session, scope, wanted.where, unknown=wanted.unknown))
    return fits


def _plain_conditions(scope: Scope, wanted: Wanted, own: frozenset[str] | None) -> list[ColumnElement[bool]]:
    """All but place, words, conditions. `own`: the measures that a bureau's staff asks about, None for others."""
    fits = [Household.status == wanted.status, *_plain(wanted)]
    if wanted.owed:
        fits.append(_has_result(_any_measure(own, "missing"), YES))
    if wanted.verdict and wanted.measure:
        fits.append(Household.id.in_(_with_verdict(scope, wanted.measure, wanted.verdict)))
    elif wanted.verdict:
        fits.append(_has_result(_any_measure(own, wanted.verdict), _state(wanted.verdict)))
    return fits


def _own(session: Session, scope: Scope) -> frozenset[str] | None:
    return None if scope.bureaus is None else frozenset(own_measures(session, scope))


def _in_place(scope: Scope, wanted: Wanted, ends: str = "both") -> Iterator[ColumnElement[bool]]:
    """The scope, and the area asked for where it is not one of the scope's own ranges already."""
    yield scope.on(Household, ends=ends)
    if wanted.area:
        low, high = range_of(wanted.area)
        if scope.assigned_to is not None or not all(low <= a and b <= high for a, b in scope.ranges):
            yield and_(Household.area_code >= low, Household.area_code < high)


def _plain(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.group:
        yield Household.group_name.in_(group_spellings(wanted.group))
    if wanted.officer == "none":
        yield is_helped() & ~has_officer()
    elif wanted.officer:
        yield has_officer(wanted.officer)
    if wanted.kind:
        yield Household.kind == wanted.kind
    if wanted.monitored == "yes":
        yield and_(Household.monitoring_kind.is_not(None), Household.risk_cleared.is_not(True))
    elif wanted.monitored == "cleared":
        yield and_(Household.monitoring_kind.is_not(None), Household.risk_cleared.is_(True))
    elif wanted.monitored == "unvisited":
        yield and_(Household.monitoring_kind.is_not(None), Household.risk_cleared.is_not(True))
        yield ~visited_lately(today())
    elif wanted.monitored == "any":
        yield Household.monitoring_kind.is_not(None)
    elif wanted.monitored == "no":
        yield Household.monitoring_kind.is_(None)


def _has_result(rule: ColumnElement[bool], state: int) -> ColumnElement[bool]:
    return exists().where(
        RuleResult.household_id == Household.id,
        rule,
        RuleResult.state == state,
        RuleResult.until_at.is_(None),
    )


def visited_lately(on: date) -> ColumnElement[bool]:
    """Somebody visited the household in the month before that day."""
    return exists().where(Visit.household_id == Household.id, Visit.on_day > on - timedelta(days=VISIT_DAYS))


def _state(verdict: str) -> int:
    return UNKNOWN if verdict == "unknown" else YES


def _any_measure(own: frozenset[str] | None, verdict: str) -> ColumnElement[bool]:
    if own is None:
        return RuleResult.rule.like(_ENDS.get(verdict, f"%.verdict.{verdict}"))
    return RuleResult.rule.in_([f"{code}.verdict.{verdict}" for code in sorted(own)])


def _with_verdict(scope: Scope, measure: str, verdict: str) -> Select[int]:
    """Households with an open verdict on one measure, from the index of rules: they are few."""
    return select(RuleResult.household_id).where(
        scope.on(RuleResult),
        RuleResult.rule == f"{measure}.verdict.{verdict}",
        RuleResult.state == _state(verdict),
        RuleResult.until_at.is_(None),
    )


class _Question:
    """A filter within a scope. Plain ones and names are asked all day and kept ready; conditions are not."""

    def __init__(self, session: Session, scope: Scope, wanted: Wanted) -> None:
        self._session, self._scope, self._wanted = session, scope, wanted
        words = read_words(wanted.words)
        self._gram = whole_gram(words)
        self._ready = wanted.where is None and (not words or self._gram is not None)
        self._shape = (replace(wanted, words="") if self._ready else wanted, _own(session, scope))
        inside = scope.within(wanted.area) if wanted.area else scope
        self._parts = inside.parts() if self._ready else (scope,)

    def page(self, after: str | None, before: str | None) -> tuple[Sequence[Any], bool, bool]:
        """Rows of one page and whether there are rows before and behind it."""
        at = _position(self._session, self._scope, after or before)
        if at is None:
            found = self._rows(None)
            return found[:PAGE], False, len(found) > PAGE
        found = self._rows(bool(after), area=at[0], id=at[1])
        if after:
            return found[:PAGE], True, len(found) > PAGE
        return found[:PAGE][::-1], len(found) > PAGE, True

    def count(self, most: int = COUNT_LIMIT) -> int:
        """How many fit, counted up to `most + 1`."""
        if not self._ready:
            return (
                self._session.scalar(_counting(_conditions(self._session, self._scope, self._wanted), most))
                or 0
            )
        if len(self._parts) == 1:
            return int(self._asked(_count, self._parts[0], most)[0].found)
        ids = {row.id for part in self._parts for row in self._asked(_some, part, most)}
        return min(len(ids), most + 1)

    def _rows(self, forward: bool | None, **at: Any) -> Sequence[Any]:
        if not self._ready:
            fits = _conditions(self._session, self._scope, self._wanted)
            return self._session.execute(_paging(fits, forward), at).all()
        pages = (self._asked(_page, part, forward, **at) for part in self._parts)
        return merged(pages, lambda row: (row.area_code, row.id), PAGE + 1, backwards=forward is False)

    def _asked(self, ready: Prepared, part: Scope, how: Any, **at: Any) -> Sequence[Any]:
        if self._gram is not None:
            at["gram"] = self._gram
        return ready(self._session, part, *self._shape, how, self._gram is not None, **at)


@Prepared
def _page(scope: Scope, wanted: Wanted, own: frozenset[str] | None, forward: bool | None, named: bool) -> Any:
    if named:
        return households_page(scope, _SHOWN, _named_conditions(scope, wanted, own), PAGE + 1, forward)
    return _paging(
        [*_in_place(scope, wanted, looked_up(forward)), *_plain_conditions(scope, wanted, own)], forward
    )


@Prepared
def _count(scope: Scope, wanted: Wanted, own: frozenset[str] | None, most: int, named: bool) -> Select[Any]:
    if named or wanted != Wanted(area=wanted.area):
        some = _up_to(scope, wanted, own, most, named).subquery()
        return select(func.count().label("found")).select_from(some)
    # nearly every row fits: to step over a thousand costs half of counting them, and fewer are soon counted
    fits = [*_in_place(scope, wanted), *_plain_conditions(scope, wanted, own)]
    more: Any = (
        select(literal_column(str(most + 1))).select_from(Household).where(*fits).limit(1).offset(most)
    )
    all_of_them = select(func.count()).select_from(Household).where(*fits)
    return select(func.coalesce(more.scalar_subquery(), all_of_them.scalar_subquery()).label("found"))


@Prepared
def _some(scope: Scope, wanted: Wanted, own: frozenset[str] | None, most: int, named: bool) -> Select[Any]:
    return _up_to(scope, wanted, own, most, named)


def _up_to(scope: Scope, wanted: Wanted, own: frozenset[str] | None, most: int, named: bool) -> Select[Any]:
    if named:  # in their order though nobody asks for it: PostgreSQL goes along the index and stops, too
        columns = (Household.id, Household.public_id)
        return households_page(scope, columns, _named_conditions(scope, wanted, own), most + 1, None)
    fits = [*_in_place(scope, wanted), *_plain_conditions(scope, wanted, own)]
    return select(Household.id).where(*fits).limit(most + 1)


def _named_conditions(scope: Scope, wanted: Wanted, own: frozenset[str] | None) -> list[ColumnElement[bool]]:
    """Of places only what the range does not say: who goes by a name must not be led away to a place."""
    place = [] if scope.ranges else list(_in_place(scope, wanted))
    return [*place, *_plain_conditions(scope, wanted, own)]


def _paging(fits: list[ColumnElement[bool]], forward: bool | None) -> Any:
    """A page and one row more: the first, the one behind the row `area`, `id`, or the one before it, backwards."""
    order = (Household.area_code, Household.id)
    rows = select(*_SHOWN).where(*fits).limit(PAGE + 1)
    return in_order(rows if forward is None else rows.where(beyond(order, forward)), order, forward)


def _counting(fits: list[ColumnElement[bool]], most: int) -> Select[int]:
    some = select(Household.id).where(*fits).limit(most + 1).subquery()
    return select(func.count().label("found")).select_from(some)


def _position(session: Session, scope: Scope, public_id: str | None) -> tuple[str, int] | None:
    if not public_id:
        return None
    found = _place_of(session, scope, public_id=public_id)
    return (found[0].area_code, found[0].id) if found else None


@Prepared
def _place_of(scope: Scope) -> Select[str, int]:
    return select(Household.area_code, Household.id).where(
        scope.on(Household), Household.public_id == given("public_id")
    )


def _left_out(session: Session, scope: Scope, wanted: Wanted) -> int:
    """Households not shown because nobody has told enough to judge the measure."""
    if wanted.where is not None:
        return 0 if wanted.unknown else count_households(session, scope, replace(wanted, unknown=True))
    if not wanted.measure or wanted.verdict in (None, "unknown"):
        return 0
    return count_households(session, scope, replace(wanted, verdict="unknown"))
