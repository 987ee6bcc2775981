"""Row sources of the fact dictionary as SQL: which rows belong to a subject, their fields, what "live" means."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, case, false, literal, or_, select, true

from app.domain.facts import SOURCES, RowSource, owner_of
from app.domain.vocabulary.datasets import BY_KEY, Detail
from app.domain.vocabulary.grants import LIVE_GRANT_STATES
from app.queries.numbers import whole_number
from app.queries.register_rows import REGISTER_SOURCES
from app.queries.row_kinds import Rows, Subjects

#: Columns that are never NULL: comparisons with plain values of them need no third value.
_ALWAYS_TOLD: dict[str, frozenset[str]] = {
    "grants": frozenset(("row.measure", "row.state")),
    "income": frozenset(("row.kind", "row.year", "row.years_ago", "row.amount")),
    "visits": frozenset(("row.on_day", "row.purpose")),
    "village_projects": frozenset(("row.category", "row.state", "row.year")),
    "funds": frozenset(("row.kind", "row.source", "row.amount")),
    "assets": frozenset(("row.kind",)),
    "work": frozenset(("row.month",)),
    "situations": frozenset(("row.moment",)),
}


def always_told(source: RowSource) -> frozenset[str]:
    """Fields of a source that no row leaves open."""
    return frozenset(("row.status",)) if source.dataset else _ALWAYS_TOLD.get(source.key, frozenset())


def covered(at: Subjects, dataset: str, area: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether the bureau delivered this dataset for this place at all, and lately enough."""
    c = at.world.table("dataset_coverage").c
    terms = [c.dataset == BY_KEY[dataset].number, c.area_low <= area, c.area_high > area]
    months = BY_KEY[dataset].max_age_months
    if months is not None:
        terms.append(c.period >= at.days.month(months))
    return at.lookup(select(literal(1)).where(*terms).limit(1)).is_not(None)


def rows_of(source: RowSource, at: Subjects) -> Rows:
    """Rows of `source` that belong to the person, or to the household where persons have none of their own."""
    if source.dataset is not None:
        return _bureau(source, at)
    return _SOURCES[source.key](source, at)


def _bureau(source: RowSource, at: Subjects) -> Rows:
    assert source.dataset is not None and at.person is not None
    r = at.world.table("bureau_record")
    dataset = BY_KEY[source.dataset]
    ties = [r.c.dataset == dataset.number, r.c.person_id == at.person.c.id]
    names = {"kind": "kind", "level": "level", "status": "status", "amount": "amount_fen"}
    fields = _fields(r, {**names, "starts_on": "starts_on", "ends_on": "ends_on"})
    fields |= {f"row.{d.key}": _detail(r, d) for d in dataset.details}
    return Rows(
        source,
        r,
        ties,
        fields,
        r.c.id,
        live=[r.c.status == "normal", *_in_force(r, at)],
        some=at.named.get(dataset.key),
    )


def _detail(r: FromClause, detail: Detail) -> ColumnElement[Any]:
    """A further field out of the texts in `details`; what is not such a value is not told."""
    text = r.c.details[detail.key].as_string()
    if detail.kind == "bool":
        return case((text == "true", true()), (text == "false", false()))
    return text if detail.kind == "code" else whole_number(text)


def _in_force(r: FromClause, at: Subjects) -> list[ColumnElement[bool]]:
    return [
        or_(r.c.starts_on.is_(None), r.c.starts_on <= at.days.as_of),
        or_(r.c.ends_on.is_(None), r.c.ends_on >= at.days.as_of),
    ]


def _fields(r: FromClause, names: dict[str, str]) -> dict[str, ColumnElement[Any]]:
    return {f"row.{field_}": r.c[column] for field_, column in names.items()}


def _grants(source: RowSource, at: Subjects) -> Rows:
    r = at.world.table("measure_grant")
    owner = owner_of(source, at.subject)
    mine = r.c.household_id == at.household.c.id
    if owner == "person" and at.person is not None:
        mine = r.c.person_id == at.person.c.id
    begun = and_(r.c.starts_on.is_not(None), r.c.starts_on <= at.days.as_of)
    ended = or_(r.c.ends_on.is_(None), r.c.ends_on >= at.days.as_of)
    names = {"measure": "measure", "state": "state", "amount": "amount_fen"}
    return Rows(
        source, r, [mine], _fields(r, {**names, "starts_on": "starts_on", "ends_on": "ends_on"}), r.c.id,
        live=[r.c.state.in_(sorted(LIVE_GRANT_STATES)), begun, ended],
    )  # fmt: skip


def _income(source: RowSource, at: Subjects) -> Rows:
    r = at.world.table("income_entry")
    fields = _fields(r, {"kind": "kind", "year": "year", "amount": "amount_fen", "months": "months"})
    fields["row.years_ago"] = at.days.income_year - r.c.year
    return Rows(source, r, [r.c.household_id == at.household.c.id], fields, r.c.id)


def _visits(source: RowSource, at: Subjects) -> Rows:
    r = at.world.table("visit")
    names = {n: n for n in ("on_day", "purpose", "food_ok", "clothing_ok", "satisfied")}
    return Rows(source, r, [r.c.household_id == at.household.c.id], _fields(r, names), r.c.id)


def _projects(source: RowSource, at: Subjects) -> Rows:
    r = at.world.table("project_beneficiary")
    project = at.world.table("project")
    names = {"share": "share_fen", "from_on": "from_on", "to_on": "to_on"}
    fields = _fields(r, names) | _fields(project, {"mechanism": "mechanism", "category": "category"})
    table = r.join(project, project.c.id == r.c.project_id)
    return Rows(source, table, [r.c.household_id == at.household.c.id], fields, r.c.id)


def _village_projects(source: RowSource, at: Subjects) -> Rows:
    """Projects of the village itself or with a place in it."""
    r, place = at.world.table("project"), at.world.table("project_place")
    here = select(place.c.project_id).where(place.c.area_code == at.area).correlate(*at.around)
    names = {n: n for n in ("category", "state", "year", "finished_on")} | {"budget": "budget_fen"}
    return Rows(source, r, [or_(r.c.area_code == at.area, r.c.id.in_(here))], _fields(r, names), r.c.id)


def _of_project(table: str, names: dict[str, str]) -> Callable[[RowSource, Subjects], Rows]:
    """Rows that carry the number of the project."""

    def rows(source: RowSource, at: Subjects) -> Rows:
        r = at.world.table(table)
        return Rows(source, r, [r.c.project_id == at.base.c.id], _fields(r, names), r.c.id)

    return rows


def _own_blind(at: Subjects, ref: ColumnElement[int]) -> ColumnElement[bytes]:
    own = at.world.table("secret")
    return at.lookup(select(own.c.blind).where(own.c.id == ref))


def _same_person(column: str) -> Callable[[RowSource, Subjects], Rows]:
    """Present persons of active households whose identity number or phone has the same blind index."""

    def rows(source: RowSource, at: Subjects) -> Rows:
        assert at.person is not None
        own = _own_blind(at, at.person.c[column])
        r, key, home = (at.world.table(n, everybody=True) for n in ("person", "secret", "household"))
        table = r.join(key, key.c.id == r.c[column]).join(home, home.c.id == r.c.household_id)
        ties = [key.c.blind == own, r.c.status == "present", home.c.status == "active"]
        fields = _fields(r, {"sex": "sex", "work_region": "work_region"})
        fields["row.same_household"] = r.c.household_id == at.person.c.household_id
        return Rows(source, table, ties, fields, r.c.id, known=own.is_not(None))

    return rows


def _same_key(column: str) -> Callable[[RowSource, Subjects], Rows]:
    """Active households whose phone or account has the same blind index."""

    def rows(source: RowSource, at: Subjects) -> Rows:
        own = _own_blind(at, at.household.c[column])
        r, key = at.world.table("household", everybody=True), at.world.table("secret")
        ties = [key.c.blind == own, r.c.status == "active"]
        fields = _fields(r, {"kind": "kind"})
        fields["row.same_household"] = r.c.id == at.household.c.id
        table = r.join(key, key.c.id == r.c[column])
        return Rows(source, table, ties, fields, r.c.id, known=own.is_not(None))

    return rows


_SOURCES: dict[str, Callable[[RowSource, Subjects], Rows]] = {
    **REGISTER_SOURCES,
    "grants": _grants,
    "income": _income,
    "visits": _visits,
    "projects": _projects,
    "village_projects": _village_projects,
    "funds": _of_project(
        "fund_flow",
        {
            "kind": "kind",
            "source": "source",
            "amount": "amount_fen",
            "on_day": "on_day",
            "document_no": "document_no",
        },
    ),
    "places": _of_project("project_place", {}),
    "beneficiaries": _of_project(
        "project_beneficiary", {"share": "share_fen", "from_on": "from_on", "to_on": "to_on"}
    ),
    "assets": _of_project(
        "asset",
        {
            "kind": "kind",
            "owner": "owner",
            "state": "state",
            "value": "value_fen",
            "yearly_income": "yearly_income_fen",
        },
    ),
    "same_identity": _same_person("id_ref"),
    "same_person_phone": _same_person("phone_ref"),
    "same_phone": _same_key("phone_ref"),
    "same_account": _same_key("bank_ref"),
}
assert {s.key for s in SOURCES.values() if s.dataset is None} == set(_SOURCES)
