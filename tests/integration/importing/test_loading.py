"""N01 and N02 into an empty register, and again into a full one."""

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.domain.permissions import SYSTEM
from app.models import (
    Household,
    ImportProblem,
    IncomeEntry,
    LivingCondition,
    Membership,
    NameGram,
    Person,
    Secret,
)
from app.unit_of_work import unit_of_work
from tests.integration.importing.conftest import HOME_ROWS, MEMBER_ROWS
from tests.integration.importing.office import Office, homes, members
from tests.support.people import COUNTY, VILLAGE
from tests.workbooks.people import number_of


def _home(db: Session, number: str = "0001") -> Household:
    return db.scalars(select(Household).where(Household.household_no == number)).one()


def _person(db: Session, number: str = "000101") -> Person:
    return db.scalars(select(Person).where(Person.person_no == number)).one()


def test_a_county_loads_itself_into_an_empty_register(db: Session, village: Office) -> None:
    home = _home(db)
    assert (home.area_code, home.kind, home.head_name, home.status) == (
        VILLAGE,
        "out_of_poverty",
        "赵建国",
        "active",
    )
    assert home.head_id == _person(db).id
    living = db.scalars(select(LivingCondition).where(LivingCondition.household_id == home.id)).one()
    assert living.house_level == "A"
    ledger = db.execute(
        select(IncomeEntry.household_id, IncomeEntry.year, IncomeEntry.kind, IncomeEntry.amount_fen)
    )
    assert sorted(tuple(r)[1:] for r in ledger) == [
        (2026, "transfer_pension", 120_000),
        (2026, "wage_work", 1_200_050),
    ]


def test_members_get_keys_memberships_and_sealed_numbers(db: Session, village: Office) -> None:
    person = _person(db, "000102")
    assert (person.name_key, person.name_pinyin, person.name_initials) == ("孙小红", "sunxiaohong", "sxh")
    assert person.area_code == VILLAGE
    assert person.born_on is not None
    assert (person.health_chronic, person.health_serious, person.health_disabled) == (True, False, False)
    assert _person(db, "000201").health_chronic is None
    assert db.scalar(select(func.count()).select_from(Membership)) == 3
    grams = set(db.scalars(select(NameGram.gram).where(NameGram.person_id == person.id)))
    spelled = {word[:n] for word in ("sunxiaohong", "sxh") for n in range(1, len(word) + 1)}
    assert grams == {"孙", "小", "红", "孙小", "小红", "孙小红"} | spelled
    secret = db.get(Secret, person.id_ref)
    assert secret is not None
    assert number_of(10_002).encode() not in secret.sealed
    assert person.id_last4_blind


def test_the_same_sheets_again_change_nothing(db: Session, village: Office) -> None:
    before = db.execute(select(Person.id, Person.version).order_by(Person.id)).all()
    body = homes(*reversed(HOME_ROWS))  # other bytes than the first load, whatever the second of writing
    village.sends(body, "N01.xlsx", "N01", "2026-12")
    again = village.sends(body, "N01.xlsx", "N01", "2026-12")
    assert (again.counts["changed"], again.counts["unchanged"], again.counts["conflict"]) == (0, 2, 0)
    assert len(again.read["seen"]) == 1
    batch = village.applies(members(*MEMBER_ROWS), "N02.xlsx", "N02", "2026-12")
    assert (batch.counts["changed"], batch.counts["matched"]) == (0, 3)
    assert db.execute(select(Person.id, Person.version).order_by(Person.id)).all() == before


def test_a_newer_delivery_of_the_same_list_may_change_what_it_said(db: Session, village: Office) -> None:
    newer = [[*HOME_ROWS[0][:5], "B级", 2027, "13000", ""], HOME_ROWS[1]]
    batch = village.applies(homes(*newer), "N01.xlsx", "N01", "2027-12")
    assert (batch.counts["conflict"], batch.counts["changed"]) == (0, 1)
    assert (
        db.scalars(select(LivingCondition.house_level).order_by(LivingCondition.household_id)).all()[0] == "B"
    )
    years = db.scalars(
        select(IncomeEntry.year).where(IncomeEntry.kind == "wage_work").order_by(IncomeEntry.year)
    )
    assert list(years) == [2026, 2027]


def _edits(db: Session, level: str) -> None:
    with unit_of_work(db, SYSTEM, "test.edit") as work:
        row = work.session.scalars(
            select(LivingCondition).join(Household).where(Household.household_no == "0001")
        ).one()
        row.house_level = level


def test_what_a_cadre_changed_since_is_a_conflict_and_stays(db: Session, village: Office) -> None:
    _edits(db, "D")
    newer = [[*HOME_ROWS[0][:5], "B级", 2026, "12000.50", ""], HOME_ROWS[1]]
    batch = village.applies(homes(*newer), "N01.xlsx", "N01", "2027-12")
    assert batch.counts["conflict"] == 1
    level = db.scalar(
        select(LivingCondition.house_level).join(Household).where(Household.household_no == "0001")
    )
    assert level == "D"


def test_a_conflict_nobody_decided_is_asked_again_and_again(db: Session, village: Office) -> None:
    _edits(db, "D")
    newer = [[*HOME_ROWS[0][:5], "B级", 2026, "12000.50", ""], HOME_ROWS[1]]
    counts = [
        village.applies(homes(*newer), "N01.xlsx", "N01", period).counts["conflict"]
        for period in ("2027-10", "2027-11", "2027-12")
    ]
    level = db.scalar(
        select(LivingCondition.house_level).join(Household).where(Household.household_no == "0001")
    )
    assert (counts, level) == ([1, 1, 1], "D")


def test_an_older_delivery_overwrites_nothing(db: Session, village: Office) -> None:
    older = [[VILLAGE, "试201", "0001", "赵建国", "未脱贫户", "B级", 2025, "9000", ""]]
    batch = village.applies(homes(*older), "N01.xlsx", "N01", "2025-12")
    assert _home(db).kind == "out_of_poverty"
    assert batch.counts["changed"] == 1  # the ledger line of 2025 is new
    assert batch.counts["missing"] == 1
    assert _home(db, "0002").status == "active"


def test_rows_the_register_cannot_take_are_rejected_with_cell_and_reason(db: Session, office: Office) -> None:
    rows = [["520199101999", "无此村", "0009", "吴某", "脱贫户", "", 2026, "", ""], HOME_ROWS[0]]
    batch = office.sends(homes(*rows), "N01.xlsx", "N01", "2026-12")
    assert (batch.counts["accepted"], batch.counts["rejected"]) == (1, 1)
    problem = db.scalars(select(ImportProblem).where(ImportProblem.code == "village_unknown")).one()
    assert (problem.cell, problem.row_no) == ("A3", 3)
    lost = office.sends(members(MEMBER_ROWS[0]), "N02.xlsx", "N02", "2026-12")
    assert lost.counts["rejected"] == 1
    assert db.scalar(select(ImportProblem.cell).where(ImportProblem.code == "household_unknown")) == "A3"


def test_a_township_cannot_move_households_of_another(db: Session, village: Office, world) -> None:  # type: ignore[no-untyped-def]
    clerk = world.account("clerk", "township_clerk", "520199102000")
    theirs = Office(db, clerk, village.store._folder.parent, "520199102000")
    batch = theirs.sends(homes(*HOME_ROWS), "N01.xlsx", "N01", "2027-12")
    assert (batch.counts["accepted"], batch.counts["rejected"]) == (0, 2)


def test_a_renamed_person_is_found_under_the_new_name(db: Session, village: Office) -> None:
    renamed = [[*MEMBER_ROWS[0][:2], "赵新国", *MEMBER_ROWS[0][3:]], *MEMBER_ROWS[1:]]
    village.applies(members(*renamed), "N02.xlsx", "N02", "2027-12")
    person = _person(db)
    assert (person.name, person.name_pinyin) == ("赵新国", "zhaoxinguo")
    assert "新国" in set(db.scalars(select(NameGram.gram).where(NameGram.person_id == person.id)))
    assert _home(db).head_name == "赵新国"


def test_a_new_phone_is_in_the_vault_before_the_person_points_at_it(db: Session, village: Office) -> None:
    rows = [
        [*row[:8], phone] for row, phone in zip(MEMBER_ROWS, ("13800000018", "13800000019", ""), strict=True)
    ]
    village.applies(members(*rows), "N02.xlsx", "N02", "2027-01")
    told = db.scalars(
        select(Secret.masked).join(Person, Person.phone_ref == Secret.id).order_by(Person.person_no)
    )
    assert [mask[-4:] for mask in told] == ["0018", "0019"]


def test_a_member_may_move_into_a_household_of_another_batch(db: Session, village: Office) -> None:
    new_home = [VILLAGE, "试201", "0003", "孙小红", "一般农户", "A级", 2026, "", ""]
    village.applies(homes(*HOME_ROWS, new_home), "N01.xlsx", "N01", "2027-01")
    moved = ["0003", *MEMBER_ROWS[1][1:5], "户主", *MEMBER_ROWS[1][6:]]
    village.applies(members(MEMBER_ROWS[0], moved, MEMBER_ROWS[2]), "N02.xlsx", "N02", "2027-01")
    head = select(Household.head_name).where(Household.household_no == "0003")
    assert db.scalar(head) == "孙小红"


def test_a_member_who_moved_gets_a_new_membership(db: Session, village: Office) -> None:
    moved = [MEMBER_ROWS[0], ["0002", *MEMBER_ROWS[1][1:5], "女儿", *MEMBER_ROWS[1][6:]], MEMBER_ROWS[2]]
    village.applies(members(*moved), "N02.xlsx", "N02", "2027-12")
    person = _person(db, "000102")
    assert person.household_id == _home(db, "0002").id
    spans = db.execute(
        select(Membership.household_id, Membership.to_on)
        .where(Membership.person_id == person.id)
        .order_by(Membership.id)
    ).all()
    assert [s.household_id for s in spans] == [_home(db).id, _home(db, "0002").id]
    assert spans[0].to_on is not None
    assert spans[1].to_on is None


def test_rows_that_moved_after_the_preview_are_left_and_counted(db: Session, village: Office) -> None:
    from app.services.importing import acts

    newer = [
        [*HOME_ROWS[0][:4], "返贫户", *HOME_ROWS[0][5:]],
        [*HOME_ROWS[1][:4], "脱贫户", *HOME_ROWS[1][5:]],
    ]
    batch = village.sends(homes(*newer), "N01.xlsx", "N01", "2027-12")
    with unit_of_work(db, SYSTEM, "test.edit") as work:
        work.session.execute(
            update(Household.__table__)
            .where(Household.__table__.c.household_no == "0001")
            .values(note="看过", version=Household.__table__.c.version + 1, event_id=work.event_id)
        )
    acts.write(db, village.actor, batch)
    db.refresh(batch)
    assert batch.counts["moved"] == 1
    assert (_home(db).kind, _home(db, "0002").kind) == ("out_of_poverty", "out_of_poverty")
    assert _home(db).note == "看过"
    assert COUNTY
