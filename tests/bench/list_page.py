"""The list of households (F1, F2): first, middle and last page, with sign-in, permission and scope.

Base of the ratios: an empty Flask route in the same run. Peers: Flask-Admin on the same table, and the page that is
usually written by hand (objects, count(*), OFFSET, a plain table); both without sign-in, permissions and verdicts.
"""

import statistics
import time
from collections.abc import Callable
from contextlib import ExitStack
from contextvars import Context

from flask import Flask, request
from flask.testing import FlaskClient
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.extensions import db
from app.models import Household
from app.queries.scope import unscoped
from tests.bench.county import county, signed_in
from tests.bench.peer import Facts, peer
from tests.bench.rounds import in_turn, tell
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


class Sides:
    """Seconds are what `in_turn` compares; processor seconds are kept beside them, for a busy machine."""

    def __init__(self) -> None:
        self.cpu: dict[str, list[float]] = {}

    def asked(self, name: str, client: FlaskClient, path: str) -> Callable[[], float]:
        """The side that asks this process for a page."""

        def once() -> Facts:
            cpu, began = time.process_time(), time.perf_counter()
            answer = Context().run(client.get, path)  # a request brings its own context: nobody is remembered
            assert answer.status_code == 200, f"{path}: {answer.status_code}"
            return {"seconds": time.perf_counter() - began, "cpu": time.process_time() - cpu}

        return self.of(name, once)

    def of(self, name: str, ask: Callable[[], Facts]) -> Callable[[], float]:
        """The side of a peer."""

        def side() -> float:
            facts = [ask() for _ in range(TIMES)]
            self.cpu.setdefault(name, []).append(statistics.median(f["cpu"] for f in facts))
            return statistics.median(f["seconds"] for f in facts)

        return side

    def cpu_ratios(self, base: str) -> dict[str, float]:
        """Median over rounds of processor seconds to those of `base`."""
        return {
            name: round(statistics.median(a / b for a, b in zip(found, self.cpu[base], strict=True)), 2)
            for name, found in self.cpu.items()
        }


def measure(kind: str, households: int) -> None:
    with county(kind, households) as application, ExitStack() as others:
        client, other = signed_in(application), peers(db.engine).test_client()
        count, middle, last = edges()
        kept = Sides()
        sides = {
            "empty_route": kept.asked("empty_route", other, "/"),
            "first": kept.asked("first", client, "/households"),
            "middle": kept.asked("middle", client, f"/households?after={middle}"),
            "last": kept.asked("last", client, f"/households?after={last}"),
            "usual_first": kept.asked("usual_first", other, "/usual?offset=0"),
            "usual_middle": kept.asked("usual_middle", other, f"/usual?offset={count // 2}"),
            "usual_last": kept.asked("usual_last", other, f"/usual?offset={count - PAGE}"),
        }
        url = db.engine.url.render_as_string(hide_password=False)
        for place, offset in (("first", 0), ("last", count - PAGE)):
            ask = others.enter_context(peer("flask_admin_list", url, str(offset)))
            sides[f"flask_admin_{place}"] = kept.of(f"flask_admin_{place}", ask)
        size = len(client.get("/households").data)
        found = in_turn(sides, "empty_route", ROUNDS)
    depth = max(found[page]["median"] for page in ("middle", "last")) / found["first"]["median"]
    tell(
        "list_page",
        engine=kind,
        households=count,
        bytes=size,
        deepest_to_first=round(depth, 3),
        sides=found,
        cpu_to_empty_route=kept.cpu_ratios("empty_route"),
        cpu_to_flask_admin=kept.cpu_ratios("flask_admin_first"),
    )


def main(sizes: list[int] | None = None) -> None:
    """Each size on each engine."""
    for households in sizes or [3000, 60000]:
        for kind in ENGINES:
            measure(kind, households)
