"""Places are found along their index, and the same ones in the same order as a plain look at every name finds."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.adapters.area_list import ListedArea
from app.domain.areas import level_number
from app.domain.names import name_keys
from app.domain.permissions import SYSTEM
from app.domain.search_words import SearchWords, read_words
from app.models import Area, Assignment
from app.queries.area_search import search_areas
from app.queries.scope import Scope, unscoped
from app.services.areas import load_areas
from app.unit_of_work import unit_of_work
from tests.support.people import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE, World

NAMES = (
    "单家村",
    "上单村",
    "单家寨社区",
    "阿依·古丽村",
    "𠮷野村",
    "村上村",
    "Ａ区 1社区",
    "大村",
    "大坪镇村",
)
TYPED = (
    "村", "单", "单家", "家村", "上村", "古丽", "依古", "𠮷", "大坪镇村", "大坪镇村村", "1社区", "试101", "试", "试1",
    "社区", "s", "shan", "shanjiacun", "sjc", "dan", "a", "aygl", "dapingzhencun", "qq", "村_", "%", "",
    "52019", "520199101", "520199101201", "5201991012019", "52019910X", "999999",
)  # fmt: skip
LEVELS = ((3, 4, 5), (5,), (1, 2, 3, 4, 5))


def _rank(area: Area, words: SearchWords) -> int:
    """What a search of places promises, said without an index."""
    keys = name_keys(area.name)
    if words.name and words.name in keys.key:
        return 1 if keys.key.startswith(words.name) else 2
    if words.latin and (keys.pinyin.startswith(words.latin) or keys.initials.startswith(words.latin)):
        return 3
    return 4 if words.number and area.code.startswith(words.number) else 0


@pytest.fixture
def places(world: World, db: Session) -> Iterator[World]:
    codes = [f"{TOWNSHIP[:6]}{101 + n % 2}{210 + n}" for n in range(len(NAMES))]
    rows = [ListedArea(code, name, name) for code, name in zip(codes, NAMES, strict=True)]
    with unscoped("tests"), unit_of_work(db, SYSTEM, "area.load") as work:
        load_areas(work, [ListedArea(rows[-1].code, "原先村", "")], source="x")
        load_areas(work, rows, source="x")
        closed = work.session.get_one(Area, rows[1].code)
        closed.valid_to = date(2020, 1, 1)
    yield world
    db.rollback()


def test_every_search_finds_the_places_that_a_plain_look_finds(places: World, db: Session) -> None:
    home = places.household(OTHER_VILLAGE)
    officer = places.account("ann", "officer")
    with unscoped("tests"), unit_of_work(db, SYSTEM, "test.assign") as work:
        work.session.add(Assignment(household_id=home.id, user_id=officer.id, from_on=date(2026, 1, 1)))
    scopes = {  # and how the codes inside begin
        Scope.everything(): "",
        Scope().within(COUNTY): "none",
        Scope(((TOWNSHIP, f"{TOWNSHIP[:9]}999"), (VILLAGE, VILLAGE[:-1] + "9"))): TOWNSHIP[:9],
        Scope(assigned_to=officer.id): OTHER_VILLAGE,
    }
    everywhere = list(db.scalars(select(Area).where(Area.valid_to.is_(None)).order_by(Area.code)))
    for scope, begin in scopes.items():
        inside = [area for area in everywhere if area.code.startswith(begin)]
        for typed in TYPED:
            words = read_words(typed)
            for levels in LEVELS:
                fit = sorted(
                    (rank, a.code) for a in inside if a.level in levels and (rank := _rank(a, words))
                )
                found = search_areas(db, scope, words, levels=levels, limit=4)
                assert [hit.code for hit in found] == [code for _, code in fit[:4]], (typed, scope, levels)
                assert all(hit.level == level_number(hit.code) for hit in found)


def test_a_place_is_found_by_its_new_name_only(places: World, db: Session) -> None:
    assert [hit.name[-4:] for hit in search_areas(db, Scope.everything(), read_words("坪镇"))] == ["大坪镇村"]
    assert search_areas(db, Scope.everything(), read_words("原先")) == []
