"""Named acts: papers, days, both sides of a split and a merge, undo, and what has to go to the national system."""

import random
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.clock import today
from app.domain.errors import ConflictError, InvalidInputError
from app.domain.monitoring import CLEARANCE_FACTS
from app.domain.permissions import SYSTEM, Actor, Grant, make_actor
from app.models import Household, HouseholdAct, IncomeEntry, Membership, MonitoringSituation, Person
from app.queries.household_acts import count_national, list_acts, list_national, open_case, steps_of
from app.queries.past import event_before, household_on
from app.queries.scope import Scope
from app.services.acts.households import (
    Monitoring,
    begin_monitoring,
    clear_monitoring,
    record_step,
    step_household,
)
from app.services.acts.members import bring_back, merge_households, split_household
from app.services.acts.national import mark_entered
from app.services.acts.undo import undo_act
from app.services.households import HouseholdInput, register_household
from app.services.members import MemberInput, add_member, remove_member
from app.unit_of_work import unit_of_work
from tests.integration.test_members import member
from tests.support.people import VILLAGE, World

ALL = Scope.everything()
YESTERDAY = today() - timedelta(days=1)
PAPER = "户口簿 2026-11-01"


def family(db: Session, *relations: str, kind: str = "out_of_poverty", seed: int = 1) -> Household:
    luck = random.Random(seed)
    with unit_of_work(db, SYSTEM, "test.begin") as work:
        members = [member(luck, 10 * seed + n, r) for n, r in enumerate(("head", *relations))]
        made = register_household(work, ALL, HouseholdInput(VILLAGE, {"kind": kind}), members)
        public_id = made.public_id
    return home(db, public_id)


def home(db: Session, public_id: str) -> Household:
    return db.scalars(select(Household).where(Household.public_id == public_id)).one()


def people(db: Session, household: Household) -> list[Person]:
    db.expire_all()
    found = db.scalars(select(Person).where(Person.household_id == household.id, Person.status == "present"))
    return sorted(found, key=lambda p: (p.relation != "head", p.id))


def last_act(db: Session, household: Household) -> HouseholdAct:
    return list_acts(db, ALL, household.id)[0].act


def test_a_split_gives_two_households_with_a_head_each_and_comes_back_whole(
    world: World, db: Session
) -> None:
    house = family(db, "spouse", "son", "daughter_in_law")
    son, wife = people(db, house)[2:]
    with unit_of_work(db, SYSTEM, "test.ledger") as work:
        work.session.add(
            IncomeEntry(household_id=house.id, person_id=son.id, year=2026, kind="wage_work", amount_fen=900)
        )
    with unit_of_work(db, SYSTEM, "household.split") as work:
        fresh = split_household(
            work, ALL, house.public_id, version=house.version, people=[son.public_id, wife.public_id],
            head=son.public_id, relations={wife.public_id: "spouse"}, on=YESTERDAY, evidence=PAPER,
        ).public_id  # fmt: skip
    new = home(db, fresh)
    assert [p.relation for p in people(db, new)] == ["head", "spouse"]
    assert [p.relation for p in people(db, house)] == ["head", "spouse"]
    assert new.head_id == son.id and new.split_from_id == house.id
    assert [e.household_id for e in db.scalars(select(IncomeEntry))] == [new.id]
    with unit_of_work(db, SYSTEM, "household.undo") as work:
        undo_act(work, ALL, house.public_id, last_act(db, house).public_id, reason="分错了")
    assert len(people(db, house)) == 4
    assert db.scalars(select(Household).where(Household.public_id == fresh)).first() is None
    assert [e.household_id for e in db.scalars(select(IncomeEntry))] == [house.id]
    assert last_act(db, house).state == "undone"


def test_a_split_of_a_monitored_family_says_whether_the_new_one_is_monitored(
    world: World, db: Session
) -> None:
    house = family(db, "spouse", "son")
    son = people(db, house)[2]
    with unit_of_work(db, SYSTEM, "household.monitor") as work:
        given = Monitoring(
            "unstable",
            ("disability", "other"),
            note="没有劳力",
            is_green_channel=True,
            facts={"has_dropout": False},
        )
        begin_monitoring(
            work, ALL, house.public_id, given, version=house.version, on=YESTERDAY, evidence="县审批 7 号"
        )
    cadre = make_actor(None, "石维", (Grant("village_cadre", VILLAGE),), today())

    def split(actor: Actor, is_carried: bool | None) -> Household:
        version = home(db, house.public_id).version
        with unit_of_work(db, actor, "household.split") as work:
            return split_household(
                work, ALL, house.public_id, version=version, people=[son.public_id], head=son.public_id,
                on=YESTERDAY, evidence=PAPER, is_carried=is_carried,
            )  # fmt: skip

    for actor, is_carried, sentence in ((SYSTEM, None, "还监不监测"), (cadre, False, "由乡镇或县里认定")):
        with pytest.raises(InvalidInputError) as refused:
            split(actor, is_carried)
        assert sentence in refused.value.message
    fresh = split(cadre, True)
    assert (fresh.monitoring_kind, fresh.risk_main, fresh.risk_2, fresh.risk_note, fresh.risk_cleared) == (
        "unstable", "disability", "other", "没有劳力", False,
    )  # fmt: skip
    case = open_case(db, ALL, fresh.id)
    assert case is not None and case.state == "identified"
    told = db.scalars(select(MonitoringSituation).where(MonitoringSituation.case_id == case.id)).one()
    assert (told.household_id, told.has_dropout) == (fresh.id, False)
    with unit_of_work(db, SYSTEM, "household.undo") as work:
        undo_act(work, ALL, house.public_id, last_act(db, house).public_id, reason="分错了")
    assert split(SYSTEM, False).monitoring_kind is None


def test_a_merge_takes_all_members_over(world: World, db: Session) -> None:
    one, other = family(db, "son"), family(db, seed=3)
    with unit_of_work(db, SYSTEM, "household.merge") as work:
        merge_households(
            work, ALL, other.public_id, one.public_id, version=other.version, on=YESTERDAY, evidence=PAPER
        )
    assert [p.relation for p in people(db, one)] == ["head", "son", "other"]
    other = home(db, other.public_id)
    assert (other.status, other.merged_into_id, other.head_id) == ("merged", one.id, None)
    assert last_act(db, one).act == "merged"


def test_a_family_that_a_monitored_one_joins_is_monitored_and_not_after_the_undo(
    world: World, db: Session
) -> None:
    one, other = family(db, "son"), family(db, seed=3)
    with unit_of_work(db, SYSTEM, "household.monitor") as work:
        given = Monitoring("unstable", ("disability",), is_green_channel=True, facts={"has_dropout": False})
        begin_monitoring(
            work, ALL, other.public_id, given, version=other.version, on=YESTERDAY, evidence="县审批 7 号"
        )

    def merge(is_carried: bool | None) -> Household:
        with unit_of_work(db, SYSTEM, "household.merge") as work:
            return merge_households(
                work, ALL, other.public_id, one.public_id, version=home(db, other.public_id).version, on=YESTERDAY,
                evidence=PAPER, is_carried=is_carried,
            )  # fmt: skip

    with pytest.raises(InvalidInputError, match="还监不监测"):
        merge(None)
    into = merge(True)
    assert (into.monitoring_kind, into.risk_main) == ("unstable", "disability")
    assert open_case(db, ALL, into.id) is not None
    with unit_of_work(db, SYSTEM, "household.undo") as work:
        undo_act(work, ALL, other.public_id, last_act(db, other).public_id, reason="并错了")
    assert home(db, one.public_id).monitoring_kind is None
    assert open_case(db, ALL, one.id) is None
    assert merge(False).monitoring_kind is None


def test_an_undo_is_refused_while_something_was_built_on_the_act(world: World, db: Session) -> None:
    house = family(db, "son")
    son = people(db, house)[1]
    with unit_of_work(db, SYSTEM, "member.remove") as work:
        remove_member(
            work, ALL, house.public_id, son.public_id, version=son.version, reason="imprisoned", on=YESTERDAY,
            evidence="判决书",
        )  # fmt: skip
    gone = last_act(db, house)
    son = db.scalars(select(Person).where(Person.id == son.id)).one()
    with unit_of_work(db, SYSTEM, "member.return") as work:
        bring_back(
            work, ALL, house.public_id, son.public_id, version=son.version, relation="son", on=today(),
            evidence="释放证明",
        )  # fmt: skip
    with pytest.raises(InvalidInputError, match="E-UNDO-LATER"), unit_of_work(db, SYSTEM, "undo") as work:
        undo_act(work, ALL, house.public_id, gone.public_id, reason="登错了")
    for act in [a.act for a in list_acts(db, ALL, house.id)]:
        with unit_of_work(db, SYSTEM, "undo") as work:
            undo_act(work, ALL, house.public_id, act.public_id, reason="登错了")
    assert [p.relation for p in people(db, house)] == ["head", "son"]
    stays = db.scalars(select(Membership).where(Membership.person_id == son.id)).all()
    assert [(s.from_on, s.to_on) for s in stays] == [(None, None)]
    with pytest.raises(ConflictError), unit_of_work(db, SYSTEM, "undo") as work:
        undo_act(work, ALL, house.public_id, gone.public_id, reason="再来一次")


def test_a_death_of_yesterday_entered_today_changes_yesterday_but_not_what_was_known(
    world: World, db: Session
) -> None:
    house = family(db, "spouse")
    known = event_before(db, ALL, today())
    spouse = people(db, house)[1]
    died = today() - timedelta(days=3)
    with unit_of_work(db, SYSTEM, "member.remove") as work:
        remove_member(
            work, ALL, house.public_id, spouse.public_id, version=spouse.version, reason="death", on=died,
            evidence="死亡证明",
        )  # fmt: skip
    now = event_before(db, ALL, today())
    assert len(household_on(db, ALL, house, today(), now).members) == 1
    assert len(household_on(db, ALL, house, today(), known).members) == 2
    assert household_on(db, ALL, house, died - timedelta(days=400), now).household is None


def test_monitoring_goes_step_by_step_and_clearing_wants_every_fact(world: World, db: Session) -> None:
    house = family(db, kind="ordinary")
    given = Monitoring("marginal", ("illness", "schooling"), source="own")
    with pytest.raises(InvalidInputError, match="E-STEPS"), unit_of_work(db, SYSTEM, "monitor") as work:
        begin_monitoring(work, ALL, house.public_id, given, version=house.version, on=today(), evidence=PAPER)
    first = date(2026, 3, 2)
    for n, step in enumerate(
        ("clue", "check", "consent", "meeting", "notice", "township", "comparison", "approval")
    ):
        day = first + timedelta(days=7 * n)
        with unit_of_work(db, SYSTEM, "monitoring.step") as work:
            record_step(
                work, ALL, house.public_id, step=step, on=day,
                until=day + timedelta(days=6) if step == "notice" else None, evidence=PAPER,
            )  # fmt: skip
    with unit_of_work(db, SYSTEM, "monitor") as work:
        begin_monitoring(
            work, ALL, house.public_id, given, version=house.version, on=date(2026, 4, 20), evidence=PAPER
        )
    house = home(db, house.public_id)
    assert (house.monitoring_kind, house.risk_main, house.risk_2) == ("marginal", "illness", "schooling")
    case = open_case(db, ALL, house.id)
    assert case is not None and len(steps_of(db, ALL, case.id)) == 8
    some = {"has_dropout": False}
    with pytest.raises(InvalidInputError, match="E-STEPS"), unit_of_work(db, SYSTEM, "clear") as work:
        clear_monitoring(
            work, ALL, house.public_id, version=house.version, on=today(), mode="by_help", facts=some, evidence=PAPER
        )  # fmt: skip
    for n, step in enumerate(
        ("clear_check", "clear_meeting", "clear_notice", "clear_township", "clear_approval")
    ):
        day = date(2026, 10, 5) + timedelta(days=7 * n)
        with unit_of_work(db, SYSTEM, "monitoring.step") as work:
            record_step(
                work, ALL, house.public_id, step=step, on=day,
                until=day + timedelta(days=7) if step == "clear_notice" else None, evidence=PAPER,
            )  # fmt: skip
    with pytest.raises(InvalidInputError, match="E-FACTS"), unit_of_work(db, SYSTEM, "clear") as work:
        clear_monitoring(
            work,
            ALL,
            house.public_id,
            version=house.version,
            on=today(),
            mode="by_help",
            facts=some,
            evidence=PAPER,
        )
    whole = {key: 1_000_000 if key.endswith("_fen") else False for key in CLEARANCE_FACTS}
    with unit_of_work(db, SYSTEM, "clear") as work:
        clear_monitoring(
            work,
            ALL,
            house.public_id,
            version=house.version,
            on=today(),
            mode="by_help",
            facts=whole,
            evidence=PAPER,
        )
    assert home(db, house.public_id).risk_cleared is True
    assert {s.moment for s in db.scalars(select(MonitoringSituation))} == {"identified", "cleared"}


def test_a_notice_shorter_than_five_working_days_is_refused(world: World, db: Session) -> None:
    house = family(db, kind="ordinary")
    first = date(2026, 3, 2)
    for step in ("clue", "check", "consent", "meeting"):
        with unit_of_work(db, SYSTEM, "monitoring.step") as work:
            record_step(work, ALL, house.public_id, step=step, on=first, evidence=PAPER)
    with pytest.raises(InvalidInputError, match="E-NOTICE"), unit_of_work(db, SYSTEM, "step") as work:
        record_step(
            work, ALL, house.public_id, step="notice", on=first, until=date(2026, 3, 5), evidence=PAPER
        )


def test_the_kind_goes_its_way_and_nothing_else(world: World, db: Session) -> None:
    house = family(db, kind="poor")
    with pytest.raises(InvalidInputError, match="E-ACT"), unit_of_work(db, SYSTEM, "return") as work:
        step_household(
            work, ALL, house.public_id, "return", version=house.version, on=today(), evidence=PAPER
        )
    with unit_of_work(db, SYSTEM, "exit") as work:
        step_household(
            work, ALL, house.public_id, "exit", version=house.version, on=date(2025, 12, 1), evidence=PAPER
        )
    house = home(db, house.public_id)
    assert (house.kind, house.exit_year, house.exit_state) == ("out_of_poverty", 2025, "new")
    now = event_before(db, ALL, today())
    assert household_on(db, ALL, house, today(), now).household is not None


def test_the_national_list_is_worked_off_and_ordinary_households_are_not_on_it(
    world: World, db: Session
) -> None:
    house, plain = family(db), family(db, kind="ordinary", seed=4)
    for one in (house, plain):
        baby = MemberInput(
            {"name": "杨小宝", "relation": "son", "sex": "male", "born_on": YESTERDAY, "no_id_reason": "newborn"},
            joined_reason="newborn", joined_on=YESTERDAY, evidence="出生医学证明",
        )  # fmt: skip
        with unit_of_work(db, SYSTEM, "member.add") as work:
            add_member(work, ALL, one.public_id, baby)
    assert [line.person_name for line in list_national(db, ALL)] == ["杨小宝"]
    with unit_of_work(db, SYSTEM, "national.enter") as work:
        mark_entered(work, ALL, [line.act.public_id for line in list_national(db, ALL)])
    assert count_national(db, ALL) == {"entered": 1, "not_needed": 1}
