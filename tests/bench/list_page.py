"""The list of households (F1, F2): first, middle and last page, with sign-in, permission and scope.

Base of the ratios: an empty Flask route in the same run. Peers: Flask-Admin on the same table, and the page that is
usually written by hand (objects, count(*), OFFSET, a plain table); both without sign-in, permissions and verdicts.
"""

import statistics
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial

from flask import Flask, request
from flask.testing import FlaskClient
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.extensions import db
from app.models import Household
from app.queries.scope import unscoped
from tests.bench.county import county, signed_in
from tests.bench.peer import Facts, peer
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


def peers(engine: Engine) -> Flask:
    """An application with an empty route and the usual page, without sign-in and permissions."""
    application = Flask("peers")
    page = application.jinja_env.from_string(USUAL)

    def usual() -> str:
        offset = int(request.args["offset"])
        with unscoped("bench"), Session(engine) as session:
            total = session.scalar(select(func.count()).select_from(Household))
            rows = select(Household).order_by(Household.area_code, Household.id).offset(offset).limit(PAGE)
            text = page.render(rows=list(session.scalars(rows)), total=total)
            session.commit()
        return text

    application.add_url_rule("/", view_func=lambda: "", endpoint="empty")
    application.add_url_rule("/usual", view_func=usual)
    return application


def asked(client: FlaskClient, path: str) -> Callable[[], float]:
    """The side that asks for this page."""

    def ask() -> None:
        answer = client.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"

    return lambda: seconds(ask, TIMES)


def median_of(ask: Callable[[], Facts]) -> float:
    """Median seconds of a peer's page."""
    return statistics.median(ask()["seconds"] for _ in range(TIMES))


def measure(kind: str, households: int) -> None:
    with county(kind, households) as application, ExitStack() as others:
        client, other = signed_in(application), peers(db.engine).test_client()
        count, middle, last = edges()
        sides = {
            "empty_route": asked(other, "/"),
            "first": asked(client, "/households"),
            "middle": asked(client, f"/households?after={middle}"),
            "last": asked(client, f"/households?after={last}"),
            "usual_first": asked(other, "/usual?offset=0"),
            "usual_middle": asked(other, f"/usual?offset={count // 2}"),
            "usual_last": asked(other, f"/usual?offset={count - PAGE}"),
        }
        url = db.engine.url.render_as_string(hide_password=False)
        for place, offset in (("first", 0), ("last", count - PAGE)):
            ask = others.enter_context(peer("flask_admin_list", url, str(offset)))
            sides[f"flask_admin_{place}"] = partial(median_of, ask)
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
