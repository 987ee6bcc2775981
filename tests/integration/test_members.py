"""Any sequence of comings, goings and changes of head keeps one head, closed stays and findable names."""

import random
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.clock import today
from app.domain.errors import BangfuError
from app.domain.identifiers import check_digit
from app.domain.names import name_keys
from app.domain.permissions import SYSTEM
from app.models import Household, Membership, NameGram, Person
from app.queries.scope import Scope
from app.services.acts.households import move_household
from app.services.households import HouseholdInput, register_household
from app.services.members import MemberInput, add_member, change_head, edit_member, remove_member
from app.unit_of_work import Work, unit_of_work
from tests.support.people import OTHER_VILLAGE, VILLAGE, World

ALL = Scope.everything()
SURNAMES, GIVEN = "杨覃石罗欧阳", "明福秀英小梅国强"


def member(luck: random.Random, n: int, relation: str) -> MemberInput:
    sex = 1 if relation == "son" else 2 if relation == "daughter" else luck.randint(1, 2)
    body = f"520199{luck.randint(1950, 2019)}0{luck.randint(1, 9)}1{luck.randint(0, 9)}{n % 100:02d}{sex}"
    name = luck.choice(SURNAMES) + luck.choice(GIVEN) + luck.choice(GIVEN)
    return MemberInput({"name": name, "relation": relation}, number=body + check_digit(body))


def begin(work: Work, luck: random.Random) -> str:
    given = HouseholdInput(VILLAGE, {"kind": "out_of_poverty"})
    return register_household(work, ALL, given, [member(luck, 0, "head")]).public_id


def one_act(work: Work, luck: random.Random, public_id: str, n: int) -> None:
    home = work.session.scalars(select(Household).where(Household.public_id == public_id)).one()
    present = list(work.session.scalars(select(Person).where(Person.status == "present").order_by(Person.id)))
    chosen = luck.choice(present) if present else None
    act = luck.choice(("add", "add", "remove", "head", "rename", "move"))
    if act == "add" or chosen is None:
        relation = luck.choice(("son", "daughter", "other", "head"))
        add_member(work, ALL, public_id, member(luck, n, relation))
    elif act == "remove":
        heir = luck.choice([None, *(p.public_id for p in present)])
        remove_member(
            work, ALL, public_id, chosen.public_id, version=chosen.version, reason="moved_out", on=today(),
            evidence="迁移证", new_head=heir,
        )  # fmt: skip
    elif act == "head":
        change_head(
            work, ALL, public_id, chosen.public_id, version=home.version, on=today(), evidence="户口簿首页"
        )
    elif act == "rename":
        new = MemberInput({"name": luck.choice(SURNAMES) + luck.choice(GIVEN), "former_name": chosen.name})
        edit_member(work, ALL, public_id, chosen.public_id, version=chosen.version, member=new)
    else:
        village = luck.choice((VILLAGE, OTHER_VILLAGE))
        move_household(
            work, ALL, public_id, version=home.version, area_code=village, group_name=None, on=today(),
            evidence="迁移证",
        )  # fmt: skip


def check(db: Session, public_id: str) -> None:
    db.rollback()
    home = db.scalars(select(Household).where(Household.public_id == public_id)).one()
    people = list(db.scalars(select(Person).where(Person.household_id == home.id)))
    present = [p for p in people if p.status == "present"]
    heads = [p for p in present if p.relation == "head"]
    assert len(heads) == (1 if present else 0)
    if heads:
        assert (home.head_id, home.head_name) == (heads[0].id, heads[0].name)
    for person in people:
        assert person.area_code == home.area_code
        stays = list(db.scalars(select(Membership).where(Membership.person_id == person.id)))
        assert len([s for s in stays if s.to_on is None]) == (1 if person.status == "present" else 0)
        grams = set(db.scalars(select(NameGram.gram).where(NameGram.person_id == person.id)))
        assert grams == set(name_keys(person.name, person.former_name).grams)
        areas = set(db.scalars(select(NameGram.area_code).where(NameGram.person_id == person.id)))
        assert areas == {home.area_code}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_any_sequence_of_acts_keeps_the_household_whole(world: World, db: Session, seed: int) -> None:
    luck = random.Random(seed)
    with unit_of_work(db, SYSTEM, "test.begin") as work:
        public_id = begin(work, luck)
    refused = 0
    for n in range(1, 41):
        try:
            with unit_of_work(db, SYSTEM, "test.act") as work:
                one_act(work, luck, public_id, n)
        except BangfuError:
            refused += 1
        check(db, public_id)
    assert 0 < refused < 40
    assert (db.scalar(select(func.count()).select_from(Person)) or 0) > 5


def test_a_stay_keeps_when_why_and_by_which_paper(world: World, db: Session) -> None:
    luck = random.Random(7)
    with unit_of_work(db, SYSTEM, "test.begin") as work:
        public_id = begin(work, luck)
    baby = MemberInput(
        {"name": "杨小宝", "relation": "son", "sex": "male", "born_on": date(2026, 5, 1), "no_id_reason": "newborn"},
        joined_reason="newborn", joined_on=date(2026, 5, 1), evidence="出生医学证明 2026-05-01",
    )  # fmt: skip
    with unit_of_work(db, SYSTEM, "member.add") as work:
        add_member(work, ALL, public_id, baby)
    stay = db.scalars(select(Membership).order_by(Membership.id.desc())).first()
    assert stay is not None
    assert (stay.from_on, stay.joined_reason, stay.evidence) == (
        date(2026, 5, 1),
        "newborn",
        "出生医学证明 2026-05-01",
    )
