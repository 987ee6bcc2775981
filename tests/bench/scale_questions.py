"""What is asked of a small and of a large register alike: statements of lists and searches, whole pages, rules."""

from collections.abc import Callable, Iterator
from contextvars import Context
from functools import partial

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.areas import range_of
from app.domain.permissions import SYSTEM
from app.domain.search_words import read_words
from app.extensions import db
from app.models import Household, NameGram, Person
from app.queries.households import Wanted, list_households
from app.queries.person_list import PersonsWanted, list_people
from app.queries.scope import Scope, unscoped
from app.queries.search import search
from app.services.rules import run_household
from app.unit_of_work import unit_of_work
from tests.bench.county import COUNTY, add_account, signed_in

YEAR = 2026
SCOPES = {"everything": Scope.everything(), "one_county": Scope((range_of(COUNTY),))}
Ask = Callable[[Session], object]
#: Reaches everything: where the loaded county lies and where its copies do.
EVERYBODY, PROVINCES = "bench-everything", ("520000000000", "530000000000")
#: Searches that are whole pages.
TYPED = ("frequent_character", "two_characters", "name_spelled", "initials")


def typed(session: Session) -> dict[str, str]:
    """What people type, from the register itself: a frequent surname, a rare one, parts of a name, spellings."""
    with unscoped("bench"):
        names = select(Person.name_key, Person.name_pinyin, Person.name_initials).where(
            func.length(Person.name_key) == 3
        )
        often = session.execute(names.where(Person.id == 101)).one()
        surnames = select(NameGram.gram, func.count()).where(
            func.length(NameGram.gram) == 1, NameGram.gram > "一"
        )
        found = session.execute(surnames.group_by(NameGram.gram).order_by(func.count().desc())).all()
    key, pinyin, initials = often
    return {
        "frequent_character": found[0][0], "rare_character": found[-1][0], "unknown_character": "𠮷",
        "two_characters": key[:2], "three_characters": key, "unknown_name": "欧欧欧",
        "surname_spelled": pinyin[:4], "name_spelled": pinyin, "unknown_spelling": "qzqzq",
        "one_letter": initials[0], "initials": initials, "last_four": "1234", "phone": "13800000017",
    }  # fmt: skip


def asked(session: Session) -> dict[str, Ask]:
    """Every question by its name, for both registers alike."""
    found: dict[str, Ask] = {}
    words_of = typed(session)
    for where, scope in SCOPES.items():
        found[f"{where}:first_page"] = partial(list_households, scope=scope, wanted=Wanted(), year=YEAR)
        last = _before_last_page(session, scope)
        found[f"{where}:last_page"] = partial(
            list_households, scope=scope, wanted=Wanted(), year=YEAR, after=last
        )
        for name, words in words_of.items():
            found[f"{where}:search:{name}"] = partial(search, scope=scope, words=read_words(words))
            found[f"{where}:households:{name}"] = partial(
                list_households, scope=scope, wanted=Wanted(words=words), year=YEAR
            )
        found[f"{where}:persons:frequent_character"] = partial(
            list_people, scope=scope, wanted=PersonsWanted(words=words_of["frequent_character"])
        )
    return found


def _before_last_page(session: Session, scope: Scope) -> str | None:
    order = (Household.area_code.desc(), Household.id.desc())
    wanted = select(Household.public_id).where(scope.on(Household)).order_by(*order).offset(50).limit(1)
    return session.scalar(wanted)


def pages(application: Flask) -> dict[str, Callable[[], object]]:
    """Whole pages by their name, for a county office and for somebody who reaches everything."""
    with application.app_context():
        add_account(EVERYBODY, "county_office", *PROVINCES)
        asked = dict(_addresses(db.session()))
        db.session.remove()
    clients = {"one_county": signed_in(application), "everything": signed_in(application, EVERYBODY)}
    return {
        f"{where}:page:{name}": partial(_get, clients[where], address)
        for where, addresses in asked.items()
        for name, address in addresses.items()
    }


def _addresses(session: Session) -> Iterator[tuple[str, dict[str, str]]]:
    words = typed(session)
    with unscoped("bench"):
        home = session.scalar(select(Household.public_id).where(Household.id == 101))
    searches = {f"search:{name}": f"/search?q={words[name]}" for name in TYPED}
    for where, scope in SCOPES.items():
        middle, last = _middle(session, scope), _before_last_page(session, scope)
        yield (
            where,
            {
                "list_first": "/households",
                "list_middle": f"/households?after={middle}",
                "list_last": f"/households?after={last}",
                "list_by_name": f"/households?q={words['frequent_character']}",
                "household": f"/households/{home}",
                "grants": "/grants",
                "grants_owed": "/grants?group=owed",
                "home": "/",
                **searches,
            },
        )


def _middle(session: Session, scope: Scope) -> str | None:
    order = (Household.area_code, Household.id)
    half = (session.scalar(select(func.count()).where(scope.on(Household))) or 0) // 2
    wanted = select(Household.public_id).where(scope.on(Household)).order_by(*order).offset(half).limit(1)
    return session.scalar(wanted)


def _get(client: FlaskClient, path: str) -> None:
    answer = Context().run(client.get, path)  # a request brings its own context: nobody is remembered
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status_code}")


def rules_of_one(application: Flask, number: int = 101) -> Callable[[], object]:
    """All rules of one household inside an act, as after a save."""
    return partial(Context().run, _answer_again, application, number)


def _answer_again(application: Flask, number: int) -> None:
    with application.app_context(), unit_of_work(db.session(), SYSTEM, "bench.rules") as work:
        run_household(work, number)
