"""名额: measures with fewer places than people, ranked; the county office proposes along the ranking."""

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import current_actor, current_scope, route, session
from app.domain.areas import level_number
from app.domain.catalogue import Measure
from app.domain.clock import new_public_id, today
from app.domain.errors import InvalidInputError, NotFoundError
from app.domain.ranking import Ranked, Standing, said_reason, said_value
from app.domain.rule_words import CONFIDENCE_WORDS
from app.queries.areas import COUNTY, home_area, list_children, touches
from app.queries.places import Pool, Shown, limited_measures, people_of, read_pool, subjects_of
from app.queries.scope import Scope
from app.queries.titles import area_names
from app.services.grants import propose_grant
from app.services.places import turns_of, wait_for_places
from app.unit_of_work import Work, perform
from app.web.grants.blueprint import bp
from app.web.lists import area_argument, key_argument

PAGE = 50
#: Where people stand who just missed it: so many behind the line.
JUST_MISSED = 3


@dataclass(frozen=True)
class Line:
    """One person or household of the ranking as the page shows it; `who` is none outside the reader's scope."""

    ranked: Ranked
    who: Shown | None
    values: str
    reason: str
    just_missed: bool
    on_its_way: bool
    first_outside: bool


@route(bp, "/places", permission="measure:read")
def places() -> Any:
    """Every measure with places, for the county of the reader or the one asked for."""
    county, counties = _counties()
    pools = (
        [] if county is None else [read_pool(session(), current_scope(), m, county, today()) for m in _mine()]
    )
    return render_template(
        "grants/places.html",
        pools=pools,
        county=county,
        counties=counties,
        standings=_standings,
        names=area_names(session(), [county or "", *(p.area for p in pools)]),
    )


@route(bp, "/places/<code>", permission="measure:read")
def ranking(code: str) -> Any:
    return _page(code, None)


@route(bp, "/places/<code>", permission="grant:propose", methods=("POST",))
def propose_ranked(code: str) -> Any:
    """Propose those that were ticked, in turn or with the reason why not."""
    measure, area = _measure(code), _area()
    sent = list(dict.fromkeys(request.form.getlist("chosen")))[:PAGE]
    homes = subjects_of(session(), current_scope(), measure, sent)
    if not homes:
        flash(_("没有勾选，什么都没办。"), "owed")
        return redirect(_to(code, area))
    reason = request.form.get("out_of_turn", "")[:400]

    def write(work: Work) -> None:
        wait_for_places(work, measure.code, area)
        turns = turns_of(read_pool(work.session, current_scope(), measure, area, today()), homes, reason)
        for subject, home in homes.items():
            propose_grant(
                work,
                current_scope(),
                household_id=home,
                person_id=subject if measure.unit == "person" else None,
                measure=measure.code,
                bureau=measure.bureau,
                public_id=new_public_id(),
                turn=turns[subject],
            )

    try:
        perform(
            session(),
            current_actor(),
            "grant.propose_ranked",
            write,
            subject=f"measure:{code}",
            area_code=area,
            request_key=request.form.get("request_key", "")[:80] or None,
            payload={"measure": code, "asked": len(homes), "out_of_turn": bool(reason.strip())},
        )
    except InvalidInputError as refused:
        session().expire_all()
        return _page(code, refused, sent), 422
    flash(_("提名了 %(count)s 个，等另一个人批准。", count=len(homes)), "ok")
    return redirect(_to(code, area))


def _page(code: str, refused: InvalidInputError | None, chosen: list[str] | None = None) -> str:
    measure, area = _measure(code), _area()
    pool = read_pool(session(), current_scope(), measure, area, today())
    start = min(key_argument(), max(len(pool.found) - 1, 0))
    return render_template(
        "grants/ranking.html",
        pool=pool,
        area=area,
        lines=_lines(pool, current_scope(), start),
        standings=_standings(pool),
        order=[(k.words, k.source.document, CONFIDENCE_WORDS[k.source.confidence]) for k in pool.limit.order],
        place=area_names(session(), [pool.area]).get(pool.area, pool.area),
        refused=refused,
        chosen=chosen or [],
        reason=request.form.get("out_of_turn", ""),
        start=start,
        following=start + PAGE if start + PAGE < len(pool.found) else None,
        before=max(start - PAGE, 0),
    )


def _lines(pool: Pool, scope: Scope, start: int) -> list[Line]:
    shown = pool.found[start : start + PAGE]
    people = people_of(session(), scope, pool, [one.candidate.subject for one in shown])
    inside = [one for one in pool.found if one.standing == "inside"]
    outside = [one for one in pool.found if one.standing in ("tied", "outside")]
    last, first_out = inside[-1] if inside else None, outside[0] if outside else None
    near = {one.rank for one in outside[:JUST_MISSED]} if pool.quota is not None else set()
    keys = pool.limit.order
    return [
        Line(
            one,
            people.get(one.candidate.subject),
            "；".join(said_value(k, v) for k, v in zip(keys, one.candidate.values, strict=True)),
            said_reason(keys, one, last, first_out),
            one.standing == "outside" and one.rank in near,
            one.candidate.subject in pool.proposed,
            one is first_out and pool.quota is not None,
        )
        for one in shown
    ]


def _standings(pool: Pool) -> dict[Standing, int]:
    counts: dict[Standing, int] = {}
    for one in pool.found:
        counts[one.standing] = counts.get(one.standing, 0) + 1
    return counts


def _mine() -> list[Measure]:
    return limited_measures(session(), current_scope(), today())


def _measure(code: str) -> Measure:
    found = next((m for m in _mine() if m.code == code), None)
    if found is None:
        raise NotFoundError()
    return found


def _area() -> str:
    """The area asked for, within what the reader may touch; else the reader's own county."""
    county, _others = _counties()
    if county is None:
        raise NotFoundError()
    return county


def _counties() -> tuple[str | None, list[tuple[str, str]]]:
    """Where the reader is, or the county asked for; those to choose from where the reader has a whole city."""
    home = home_area(session(), current_scope())
    if home is None:
        return None, []
    below = list_children(session(), current_scope(), home.code, today()) if home.level < COUNTY else []
    counties = [(one.code, one.name) for one in below]
    asked = area_argument()
    if asked is not None:
        if level_number(asked) < COUNTY or not touches(current_scope(), asked):
            raise NotFoundError()
        return asked, counties
    return (home.code if home.level >= COUNTY else counties[0][0] if counties else None), counties


def _to(code: str, area: str) -> str:
    return url_for("grants.ranking", code=code, area=area)
