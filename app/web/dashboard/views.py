"""领导看板: trend, ranking, structure, funnel and funds of one area, each number with its definition and its rows."""

from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import current_scope, route, session
from app.adapters.snapshot_changes import Step
from app.domain.clock import today
from app.domain.indicators.definition import Indicator
from app.domain.indicators.periods import words_of
from app.domain.number_text import plain, wan_yuan
from app.domain.reporting.results import SOURCES
from app.extensions import vault
from app.queries.areas import VILLAGE, home_area
from app.queries.dashboard import FUNDS, FUNNEL, HEADLINES, Dashboard, get_dashboard, overlapping
from app.queries.day_sums import contents
from app.queries.snapshot_changes import WORDS, Changes, list_homes, why_changed
from app.services.files import open_store
from app.web.dashboard.benefits import benefits_page
from app.web.dashboard.forms import DashboardForm
from app.web.dashboard.screen import screen_page
from app.web.kept_pages import page_once
from app.web.lists import area_argument

bp = Blueprint("dashboard", __name__, url_prefix="/dashboard")


@route(bp, "", permission="indicator:read")
def show() -> Any:
    area = area_argument() or _home()
    if area is None:
        return render_template("dashboard/empty.html")
    period, indicator = request.args.get("period") or None, request.args.get("indicator") or None
    scope, day = current_scope(), today()

    def values() -> dict[str, Any]:
        page = get_dashboard(session(), scope, area=area, period=period, indicator=indicator, as_of=day)
        form = DashboardForm(formdata=None)
        form.offer(page)
        return {
            "page": page,
            "form": form,
            "headlines": [_headline(page, code) for code in HEADLINES],
            "ranking": _ranking(page),
            "alike": overlapping(page.ranking),
            "structure": _structure(page),
            "funnel": _funnel(page),
            "funds": _funds(page),
            "index": _index(page),
            "used": _used(page),
        }

    drawn_from = contents(session(), scope, day)
    return page_once(
        "dashboard/show.html", scope, area, period, indicator, drawn_from, holes={}, values=values
    )


@route(bp, "/changes", permission="indicator:read")
def changes() -> Any:
    """Why the numbers are others than in an earlier period."""
    area = area_argument() or _home()
    before, after = request.args.get("from", ""), request.args.get("to", "")
    if area is None or not (before and after):
        return redirect(url_for("dashboard.show"))  # the dashboard names the periods that can be compared
    store = open_store(current_app.extensions["bangfu"].files_dir, vault())
    found = why_changed(session(), current_scope(), store, area=area, before=before, after=after)
    return render_template(
        "dashboard/changes.html",
        found=found,
        rows=[_step(step) for step in found.steps],
        words_of=words_of,
        homes=_homes(found),
    )


@route(bp, "/screen", permission="indicator:read")
def screen() -> Any:
    """For a wall: roll-ups only, no person, no cadre."""
    area = area_argument() or _home()
    if area is None:
        return render_template("dashboard/empty.html")
    parts = {"headline": _headline, "funnel": _funnel, "funds": _funds, "structure": _structure}
    return screen_page(area, parts)


@route(bp, "/benefits", permission="indicator:read")
def benefits() -> Any:
    """What a family of projects brought."""
    area = area_argument() or _home()
    return render_template("dashboard/empty.html") if area is None else benefits_page(area)


def _step(step: Step) -> dict[str, Any]:
    title, unit = WORDS[step.name]
    scale = 100 if unit == "元" else 1

    def said(value: int, *, signed: bool = True) -> str:
        text = plain(value / scale if scale > 1 else value, grouped=True)
        return f"+{text}" if signed and value > 0 else text

    ends = {"before": said(step.before, signed=False), "after": said(step.after, signed=False)}
    parts = {name: said(getattr(step, name)) for name in ("joined", "left", "corrected", "rule")}
    return {"title": f"{title}（{unit}）", **ends, **parts}


def _homes(found: Changes) -> dict[str, list[Any]]:
    """Households behind the steps that the reader may open, by kind of step."""
    kinds = {"joined": found.moves.joined, "left": found.moves.left, "corrected": found.moves.corrected}
    return {name: list_homes(session(), current_scope(), numbers) for name, numbers in kinds.items()}


def _home() -> str | None:
    area = home_area(session(), current_scope())
    return area.code if area and current_scope().covers(area.code) else None


def _headline(page: Dashboard, code: str) -> dict[str, Any]:
    given, one = page.of(code), page.indicators[code]
    return {
        "label": one.title,
        "value": given.text,
        "unit": one.unit if given.is_known else "",
        "line": page.change(code),
        "url": one.link(page.area.code, page.year) if given.is_known else "",
    }


def _ranking(page: Dashboard) -> list[dict[str, Any]]:
    """Rows of the table: down to the next level's page, from villages to their rows."""
    one = page.chosen
    return [
        {
            "name": ranked.area.name,
            "url": _down(page, one, ranked.area.code),
            "value": ranked.answer.text,
            "state": ranked.answer.state,
            "interval": ""
            if ranked.interval is None
            else f"{plain(ranked.interval[0], one.decimals)} ～ {plain(ranked.interval[1], one.decimals)}",
            "share": ranked.share,
        }
        for ranked in page.ranking
    ]


def _down(page: Dashboard, one: Indicator, code: str) -> str:
    if page.area.level + 1 < VILLAGE:
        period = page.snapshot.period if page.snapshot else "today"
        return url_for("dashboard.show", area=code, period=period, indicator=one.code)
    return one.link(code, page.year) or f"/households?area={code}"


def _structure(page: Dashboard) -> list[dict[str, Any]]:
    """Income per head by source; none where somebody's costs are larger than the source."""
    people, net = page.sums.get("income_persons", 0), page.sums.get("net_fen", 0)
    parts = [(title, page.sums.get(name, 0)) for name, title in SOURCES]
    if not people or net <= 0 or any(fen < 0 for _title, fen in parts) or not page.of("I05").is_known:
        return []
    return [
        {
            "label": title,
            "share": fen / net * 100,
            "value": plain(fen / 100 / people, grouped=True) + _(" 元"),
        }
        for title, fen in parts
    ]


def _funnel(page: Dashboard) -> list[dict[str, Any]]:
    first = page.sums.get(FUNNEL[0][0], 0)
    words = {
        "monitored": "识别为监测对象",
        "served_monitored": "其中当年有项目受益",
        "risk_cleared": "风险已消除",
    }
    if not first:
        return []
    return [
        {
            "label": words[name],
            "value": plain(page.sums.get(name, 0), grouped=True),
            "share": page.sums.get(name, 0) / first * 100,
            "url": page.indicators[code].link(page.area.code, page.year),
        }
        for name, code in FUNNEL
    ]


def _funds(page: Dashboard) -> list[dict[str, Any]]:
    largest = max((page.sums.get(name, 0) for name, _title in FUNDS), default=0)
    if not largest:
        return []
    link = page.indicators["I27"].link(page.area.code, page.year)
    return [
        {
            "label": title,
            "value": wan_yuan(page.sums.get(name, 0), grouped=True),
            "share": page.sums.get(name, 0) / largest * 100,
            "url": link,
        }
        for name, title in FUNDS
        if page.sums.get(name, 0)  # a step that nobody keeps is not a step with no money
    ]


def _index(page: Dashboard) -> list[dict[str, Any]]:
    if page.index is None:
        return []
    lines = sorted(
        (line for line in page.index.lines if line.contribution), key=lambda line: -(line.contribution or 0)
    )
    return [
        {
            "label": f"{line.dimension}：{line.title}",
            "value": plain((line.contribution or 0) * 100, 1),
            "share": (line.contribution or 0) * 100,
        }
        for line in lines
    ]


def _used(page: Dashboard) -> list[Indicator]:
    """Definitions of everything on the page, by code."""
    codes = {
        *HEADLINES,
        *(code for _, code in FUNNEL),
        page.chosen.code,
        "I27",
        "I28",
        "I75",
        "I57",
        "I58",
        "I59",
        "I07",
    }
    if page.index is not None:
        codes |= {"I43", "I44", "I45"}
    return [page.indicators[code] for code in sorted(codes)]
