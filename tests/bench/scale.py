"""Lists and searches of one register and of one many times as large (F1, F3), asked in turn.

The large one is the small one copied (`replicate.py`). Both scopes are asked for: everything, and one county, whose
cadres must not feel how many other counties there are. SQLite is compared by processor time, PostgreSQL by the clock.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from sqlalchemy import Engine, create_engine, func, make_url, select
from sqlalchemy.orm import Session

from app.adapters.database import make_engine
from app.domain.areas import range_of
from app.domain.search_words import read_words
from app.extensions import db
from app.models import Household, NameGram, Person
from app.queries.households import Wanted, list_households
from app.queries.person_list import PersonsWanted, list_people
from app.queries.scope import Scope, unscoped
from app.queries.search import search
from tests.bench.county import COUNTY, county
from tests.bench.replicate import replicate
from tests.bench.rounds import tell
from tests.support.databases import ENGINES, copied_database

YEAR = 2026
ROUNDS, TIMES = 7, 3
SCOPES = {"everything": Scope.everything(), "one_county": Scope((range_of(COUNTY),))}
Ask = Callable[[Session], object]


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


def compare(small: Engine, large: Engine) -> None:
    """Tells every question's medians and its median ratio, large to small."""
    clock = time.process_time if small.dialect.name == "sqlite" else time.perf_counter
    with Session(small) as few, Session(large) as many:
        sizes = [session.scalar(select(func.count()).select_from(Household)) for session in (few, many)]
        rivals = zip(asked(few).items(), asked(many).values(), strict=True)
        found = {
            name: _ratio(clock, partial(here, few), partial(there, many)) for (name, here), there in rivals
        }
    tell("scale", engine=small.dialect.name, households=sizes, found=found)


def _ratio(
    clock: Callable[[], float], here: Callable[[], object], there: Callable[[], object]
) -> dict[str, float]:
    pairs = [(_seconds(clock, here), _seconds(clock, there)) for _ in range(ROUNDS + 1)][1:]
    return {
        "small_ms": round(statistics.median(a for a, _ in pairs) * 1000, 2),
        "large_ms": round(statistics.median(b for _, b in pairs) * 1000, 2),
        "ratio": round(statistics.median(b / a for a, b in pairs), 2),
    }


def _seconds(clock: Callable[[], float], act: Callable[[], object]) -> float:
    spent = []
    for _ in range(TIMES):
        began = clock()
        act()
        spent.append(clock() - began)
    return min(spent)


@contextmanager
def enlarged(url: str, copies: int) -> Iterator[Engine]:
    """A copy of the database with so many more counties, gone afterwards."""
    with TemporaryDirectory() as folder, copied_database(url, Path(folder)) as other:
        replicate(create_engine(other), copies)
        yield make_engine(other)


def measure(kind: str, copies: int) -> None:
    with county(kind, 60000) as application:
        url = db.engine.url.render_as_string(hide_password=False)
        _settle(url)
        db.session.remove()
        db.engine.dispose()
        with enlarged(url, copies) as large, application.app_context():
            compare(db.engine, large)
            large.dispose()


def _settle(url: str) -> None:
    """Everything into the one file that is copied, and the statistics that the large one has, too."""
    if make_url(url).get_backend_name() == "postgresql":
        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute("ANALYZE")
        return
    with db.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def main(copies: list[int] | None = None) -> None:
    """Each number of further counties on each engine; 33 make two million households."""
    for number in copies or [4]:
        for kind in ENGINES:
            measure(kind, number)
