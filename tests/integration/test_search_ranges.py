"""Names are found along one range of an index, and the same people as a plain look at every name finds."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.names import name_key, name_keys
from app.domain.permissions import SYSTEM
from app.domain.search_words import SearchWords, read_words
from app.extensions import db as database
from app.models import Household, NameGram, Person
from app.queries.households import Wanted, list_households
from app.queries.named import households_page, people_page
from app.queries.person_list import PersonsWanted, list_people
from app.queries.scope import Scope, unscoped
from app.queries.search import search
from app.unit_of_work import unit_of_work
from tests.support.people import OTHER_VILLAGE, VILLAGE, World

NAMES = ("王建国", "王国", "覃明花", "阿依古丽·买买提江", "𠮷野", "曾小曾", "欧阳建国", "阿Q", "杨", "单于建")
TYPED = (
    "王", "建", "建国", "王建国", "国", "𠮷",
    "阿依古丽买买提江", "古丽·买", "买买提江", "曾小", "欧阳", "w", "wang", "wangj", "wjg",
    "ｗｊｇ", "ＷＡＮＧ",
    "zeng", "ceng", "cengxiao", "tan", "qin", "t", "ay", "ayglmmtj", "ayigulimaimaitijiang", "ouyangjianguo",
    "aq", "阿q", "danyu", "qq", "王王", "建_", "%", "·",
)  # fmt: skip
PLACES = (VILLAGE, OTHER_VILLAGE)
SCOPES = {
    "county": Scope((("520199000000", "520200000000"),)),
    "two_places": Scope(((VILLAGE, VILLAGE[:-1] + "9"), (OTHER_VILLAGE, OTHER_VILLAGE[:-1] + "9"))),
    "one_inside_another": Scope((("520199000000", "520200000000"), (VILLAGE, VILLAGE[:-1] + "9"))),
    "elsewhere": Scope((("530000000000", "540000000000"),)),
    "nothing": Scope(),
}


def _fits(words: SearchWords, person: Person) -> bool:
    """What a search promises, said without an index."""
    names = [name_key(person.name), name_key(person.former_name or "")]
    if words.name:
        return any(words.name in name for name in names)
    if not words.latin:
        return False
    keys = name_keys(person.name)
    begins = any(spelled.startswith(words.latin) for spelled in (keys.pinyin, keys.initials))
    return begins or any(words.latin in name for name in names) or words.latin in _otherwise(person.name)


def _otherwise(name: str) -> set[str]:
    other = {"覃": ("qin", "tan"), "曾": ("zeng", "ceng")}.get(name[0])
    spelled = name_keys(name).pinyin.replace(other[0], other[1], 1) if other else ""
    return {spelled[:end] for end in range(1, len(spelled) + 1)}


@pytest.fixture
def register(world: World, db: Session) -> Iterator[World]:
    for number, name in enumerate(NAMES * 2):
        area = PLACES[number % 2]
        home = world.household(area, head_name=name)
        former = "李古丽" if name == "杨" else None
        keys = name_keys(name, former)
        person = world.person(
            home, None, name=name, former_name=former, relation="head", name_key=keys.key, name_pinyin=keys.pinyin,
            name_initials=keys.initials,
        )  # fmt: skip
        with unscoped("tests"), unit_of_work(world.session, SYSTEM, "test.grams") as work:
            work.session.add_all(NameGram(gram=g, area_code=area, person_id=person.id) for g in keys.grams)
    yield world
    db.rollback()


def _inside(scope: Scope, code: str) -> bool:
    return any(low <= code < high for low, high in scope.ranges)


@pytest.mark.parametrize("where", SCOPES)
def test_every_search_finds_whom_a_plain_look_finds(register: World, db: Session, where: str) -> None:
    scope = SCOPES[where]
    with unscoped("tests"):
        everybody = list(db.scalars(select(Person).order_by(Person.area_code, Person.id)))
    for typed in TYPED:
        words = read_words(typed)
        expected = [p for p in everybody if _inside(scope, p.area_code) and _fits(words, p)]
        hits = search(db, scope, words).people
        assert sorted((h.area_code, h.name) for h in hits) == sorted(
            (p.area_code, p.name) for p in expected
        ), typed
        lines = list_people(db, scope, PersonsWanted(words=typed)).lines
        assert [line.person.id for line in lines] == [p.id for p in expected], typed
        homes = list_households(db, scope, Wanted(words=typed), 2026)
        assert [home.head_name for home in homes.lines] == [p.name for p in expected], typed
        assert homes.total == len(expected), typed


@pytest.mark.parametrize("forward", [None, True, False])
@pytest.mark.parametrize("page", [people_page, households_page])
def test_a_page_of_names_is_one_range_of_their_index(
    page: Any, forward: bool | None, sqlite_app: Flask
) -> None:
    with unscoped("tests"):
        wanted = page(SCOPES["county"], (Household.public_id, Person.name), (), 51, forward)
        text = wanted.compile(dialect=database.engine.dialect, compile_kwargs={"render_postcompile": True})
        nothing = dict.fromkeys(text.params, "0")
        asked = f"EXPLAIN QUERY PLAN {text}"
        values = tuple(nothing[name] for name in text.positiontup or ())
        plan = [row[-1] for row in database.session.connection().exec_driver_sql(asked, values)]
        database.session.rollback()
    assert plan[0].startswith("SEARCH name_gram USING") and "PRIMARY KEY (gram=? AND " in plan[0], plan
    assert not any(step.endswith("FOR ORDER BY") for step in plan), "the index brings them in order"
