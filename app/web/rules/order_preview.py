"""先后试排: who would move up or down, come inside the line or fall out, if the draft's order were in force."""

from dataclasses import replace
from typing import Any

from flask import render_template
from flask_babel import gettext as _

from app.access import current_scope, route, session
from app.domain.catalogue import Limit, Measure, RankKey
from app.domain.clock import today
from app.domain.errors import NotFoundError
from app.domain.rank_changes import Shift, shifts
from app.domain.ranking import said_value
from app.queries.areas import COUNTY, home_area, list_children
from app.queries.places import Pool, people_of, tried_pool
from app.queries.rule_drafts import get_draft
from app.queries.rules_in_force import rules_in_force
from app.web.rules.blueprint import bp
from app.web.rules.drafting import tabs_of
from app.web.rules.example_pages import rule_of

#: Rows of the page; who moves least stands last.
MOST_SHOWN = 100


@route(bp, "/drafts/<public_id>/order", permission="rule:read")
def order(public_id: str) -> Any:
    """Both rankings of today's candidates, in the reader's county. Nothing is kept."""
    row = get_draft(session(), public_id)
    catalogue = rules_in_force(session(), today()).catalogue
    draft, area = rule_of(row, catalogue), _county()
    former = catalogue.measures.get(row.code)
    if row.kind != "measure" or area is None:
        raise NotFoundError()
    limit = draft.limit if isinstance(draft, Measure) else None
    pools = _both(former, limit, area) if former is not None and limit is not None else None
    found = shifts(pools[0].found, pools[1].found) if pools else []
    turns = [one.turn for one in found]
    return render_template(
        "rules/order.html",
        row=row,
        limit=limit,
        former=former,
        pools=pools,
        counts={turn: turns.count(turn) for turn in ("comes_in", "falls_out", "up", "down", "same")},
        lines=_lines(pools, found) if pools else [],
        turns=turn_words(),
        **tabs_of(row),
    )


def _both(former: Measure, limit: Limit, area: str) -> tuple[Pool, Pool]:
    """Both under the places of the draft; without an order so far everybody stands equal."""
    old = replace(limit, order=former.limit.order if former.limit else ())
    return (
        tried_pool(session(), current_scope(), former, old, area, today()),
        tried_pool(session(), current_scope(), former, limit, area, today()),
    )


def _lines(pools: tuple[Pool, Pool], found: list[Shift]) -> list[dict[str, Any]]:
    shown = [one for one in found if one.turn != "same"][:MOST_SHOWN]
    people = people_of(session(), current_scope(), pools[1], [one.after.candidate.subject for one in shown])
    keys: tuple[RankKey, ...] = pools[1].limit.order
    return [
        {
            "shift": one,
            "who": people.get(one.after.candidate.subject),
            "values": "；".join(
                said_value(k, v) for k, v in zip(keys, one.after.candidate.values, strict=True)
            ),
        }
        for one in shown
    ]


def _county() -> str | None:
    """The reader's county; the first one where the reader has a whole city."""
    home = home_area(session(), current_scope())
    if home is None or home.level >= COUNTY:
        return home.code[:6].ljust(12, "0") if home else None
    below = list_children(session(), current_scope(), home.code, today())
    return below[0].code if below else None


def turn_words() -> dict[str, str]:
    """What each turn is called."""
    return {
        "comes_in": str(_("进到线内")),
        "falls_out": str(_("落到线外")),
        "up": str(_("往前")),
        "down": str(_("往后")),
    }
