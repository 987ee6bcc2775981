"""The list of households (F1, F2): first, middle and last page, with sign-in, permission and scope.

Base of the ratios: an empty Flask route in the same run. The peer is the page that is usually written instead:
objects, count(*), OFFSET, a plain table.
"""

from collections.abc import Callable

from flask import Flask, render_template_string
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.extensions import db
from app.models import Household
from app.queries.scope import unscoped
from tests.bench.county import county, signed_in
from tests.bench.rounds import in_turn, seconds, tell
from tests.support.databases import ENGINES

PAGE = 50
TIMES, ROUNDS = 15, 5
USUAL = """<table>{% for h in rows %}<tr><td><a href="/{{ h.public_id }}">{{ h.household_no }}</a></td>
<td>{{ h.head_name }}</td><td>{{ h.area_code }}</td><td>{{ h.kind }}</td><td>{{ h.monitoring_kind }}</td>
<td>{{ h.status }}</td></tr>{% endfor %}</table><p>{{ total }}</p>"""


def edges() -> tuple[int, str, str]:
    """How many households, and the rows before the middle and before the last page."""
    with unscoped("bench"):
        order = select(Household.public_id).order_by(Household.area_code, Household.id)
        ids = list(db.session.scalars(order))
    db.session.commit()
    return len(ids), ids[len(ids) // 2], ids[-PAGE - 1]


def usual_page(engine_session: Callable[[], Session], offset: int) -> str:
    with unscoped("bench"):
        total = engine_session().scalar(select(func.count()).select_from(Household))
        rows = select(Household).order_by(Household.area_code, Household.id).offset(offset).limit(PAGE)
        text = render_template_string(USUAL, rows=list(engine_session().scalars(rows)), total=total)
    engine_session().commit()
    return text


def empty_application() -> Flask:
    application = Flask("empty")
    application.add_url_rule("/", view_func=lambda: "")
    return application


def measure(kind: str, households: int) -> None:
    with county(kind, households) as application:
        client, empty = signed_in(application), empty_application().test_client()
        count, middle, last = edges()

        def product(path: str) -> Callable[[], float]:
            def ask() -> None:
                answer = client.get(path)
                assert answer.status_code == 200, answer.status_code

            return lambda: seconds(ask, TIMES)

        def usual(offset: int) -> Callable[[], float]:
            return lambda: seconds(lambda: usual_page(db.session, offset), TIMES)

        sides = {
            "empty_route": lambda: seconds(lambda: empty.get("/"), TIMES),
            "first": product("/households"),
            "middle": product(f"/households?after={middle}"),
            "last": product(f"/households?after={last}"),
            "usual_first": usual(0),
            "usual_middle": usual(count // 2),
            "usual_last": usual(count - PAGE),
        }
        size = len(client.get("/households").data)
        found = in_turn(sides, "empty_route", ROUNDS)
    depth = max(found[page]["median"] for page in ("middle", "last")) / found["first"]["median"]
    tell(
        "list_page", engine=kind, households=count, bytes=size, deepest_to_first=round(depth, 3), sides=found
    )


def main(sizes: list[int] | None = None) -> None:
    """Each size on each engine."""
    for households in sizes or [3000, 60000]:
        for kind in ENGINES:
            measure(kind, households)
