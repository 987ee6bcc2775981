"""Bureau payments fill the ledger by themselves, follow the bureau, and leave typed lines alone."""

from datetime import date

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.domain.counting import FamilyRow, family_amount, months_within
from app.domain.permissions import SYSTEM
from app.domain.vocabulary.datasets import BY_KEY
from app.domain.vocabulary.income import SIGN_OF_GROUP
from app.models import BureauRecord, Household, IncomeEntry, Person
from app.queries.scope import Scope
from app.services.bureau_income import counting_rule, fill_area, fill_household, payments
from app.unit_of_work import unit_of_work
from tests.support.people import VILLAGE, World

ALL = Scope.everything()


def paid(
    db: Session, person: Person, key: str, fen: int, starts: date | None, ends: date | None = None
) -> None:
    with unit_of_work(db, SYSTEM, "test.record") as work:
        work.session.add(
            BureauRecord(
                dataset=BY_KEY[key].number, person_id=person.id, period="2026-10", status="normal", amount_fen=fen,
                starts_on=starts, ends_on=ends, row_no=402,
            )
        )  # fmt: skip


def fill(db: Session, home: Household, year: int = 2026) -> list[IncomeEntry]:
    with unit_of_work(db, SYSTEM, "household.fill_income") as work:
        fill_household(work, ALL, home.public_id, year)
    return list(
        db.scalars(select(IncomeEntry).where(IncomeEntry.household_id == home.id).order_by(IncomeEntry.kind))
    )


def test_a_monthly_payment_is_multiplied_by_its_months_in_the_income_year(world: World, db: Session) -> None:
    home = world.household()
    person = world.person(home, relation="head")
    paid(db, person, "dibao", 30_000, date(2026, 1, 1))
    paid(db, person, "temporary_aid", 80_000, date(2026, 3, 3))
    paid(db, person, "temporary_aid", 50_000, date(2024, 3, 3))
    lines = fill(db, home)
    assert [(e.kind, e.months, e.amount_fen, e.origin) for e in lines] == [
        ("transfer_dibao", 9, 270_000, "bureau"),
        ("transfer_relief", None, 80_000, "bureau"),
    ]
    assert "第 402 行" in (lines[0].evidence or "")


def test_a_typed_line_of_the_same_kind_is_left_alone_and_nothing_is_counted_twice(
    world: World, db: Session
) -> None:
    home = world.household()
    person = world.person(home, relation="head")
    with unit_of_work(db, SYSTEM, "test.line") as work:
        work.session.add(IncomeEntry(household_id=home.id, year=2026, kind="transfer_dibao", amount_fen=1))
    paid(db, person, "dibao", 30_000, date(2026, 1, 1))
    assert [e.amount_fen for e in fill(db, home)] == [1]


def test_the_bureau_s_amount_replaces_a_typed_one_where_somebody_takes_it(world: World, db: Session) -> None:
    home = world.household()
    person = world.person(home, relation="head")
    with unit_of_work(db, SYSTEM, "test.line") as work:
        for kind in ("transfer_dibao", "wage_work"):
            work.session.add(IncomeEntry(household_id=home.id, year=2026, kind=kind, amount_fen=1))
    paid(db, person, "dibao", 30_000, date(2026, 1, 1))
    with unit_of_work(db, SYSTEM, "household.fill_income") as work:
        fill_household(work, ALL, home.public_id, 2026, adopt="transfer_dibao")
    found = {e.kind: (e.amount_fen, e.origin) for e in db.scalars(select(IncomeEntry))}
    assert found == {"transfer_dibao": (270_000, "bureau"), "wage_work": (1, "visit")}


def test_lines_follow_the_bureau_and_filling_twice_changes_nothing(world: World, db: Session) -> None:
    home = world.household()
    person = world.person(home, relation="head")
    paid(db, person, "dibao", 30_000, date(2025, 10, 1))
    before = [(e.id, e.version) for e in fill(db, home)]
    assert [(e.id, e.version) for e in fill(db, home)] == before
    with unit_of_work(db, SYSTEM, "test.change") as work:
        record = work.session.scalars(select(BureauRecord)).one()
        record.amount_fen = 40_000
    assert [e.amount_fen for e in fill(db, home)] == [480_000]
    with unit_of_work(db, SYSTEM, "test.gone") as work:
        work.session.execute(delete(BureauRecord))
    assert fill(db, home) == []


def test_a_whole_area_is_filled_in_one_act(world: World, db: Session) -> None:
    for _ in range(3):
        home = world.household()
        paid(db, world.person(home, relation="head"), "pension_payment", 13_000, None)
    with unit_of_work(db, SYSTEM, "household.fill_income") as work:
        done = fill_area(work, ALL, VILLAGE, "520199101202", 2026)
    assert (done.added, done.changed, done.removed) == (3, 0, 0)


@pytest.mark.parametrize(
    ("rows", "fen"),
    [
        ([(600, 12, 3)] * 3, 7_200),  # the whole family lives here
        ([(600, 12, 3)] * 2, 4_800),  # a third of it lives in another household
        ([(600, 12, 3), (600, 12, 3), (600, 6, 3)], 6_000),  # one was listed later
        ([(600, 12, None)] * 3, 7_200),  # no family told: one amount
        ([(600, 12, None), (400, 12, None)], 12_000),  # two amounts are two families
        ([(100, 1, 3)] * 3, 100),  # nothing is lost in thirds
        ([(100, None, 1)], 100),
    ],
)
def test_a_family_gets_its_amount_once(rows: list[tuple[int, int | None, int | None]], fen: int) -> None:
    assert family_amount(FamilyRow(*row) for row in rows) == fen


def test_months_are_counted_within_the_year() -> None:
    late = date(2026, 11, 22)
    assert months_within(2026, None, None, late) == 12
    assert months_within(2026, date(2026, 9, 30), None, late) == 1
    assert months_within(2026, date(2026, 10, 1), None, late) == 0
    assert months_within(2026, None, date(2025, 9, 30), late) == 0
    assert months_within(2027, date(2026, 1, 1), None, late) == 2


def test_the_shipped_rule_names_real_kinds_and_says_what_only_counts_as_a_note() -> None:
    assert len(payments(2026)) >= 8
    rule = counting_rule(2026)
    assert rule is not None and rule.left_out and rule.noted
    assert SIGN_OF_GROUP["self_paid"] == 0 == SIGN_OF_GROUP["memo"]
