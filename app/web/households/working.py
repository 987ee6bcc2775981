"""务工月监测和计划外出务工 of one household: a grid of months, pasted or typed, with what is wrong in the cell."""

from dataclasses import dataclass, field
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import current_actor, current_scope, route, session
from app.domain.clock import today
from app.domain.errors import InvalidInputError
from app.domain.pasting import read_pasted
from app.domain.vocabulary.working import SERVICE_NEED
from app.domain.work_grid import grid_columns, months_of, read_cell, say_cell, unknown_names
from app.models import Household
from app.queries.households import get_household
from app.queries.work_grid import GridRow, list_grid, names_of
from app.services.work_records import ContestedGridError, MonthTold, PlanTold, save_grid, say_plan
from app.unit_of_work import perform
from app.web.households.blueprint import bp
from app.web.typed_fields import clean

#: Years that can be written: work is told for this year, corrected for the last ones, planned for the next.
BACK, AHEAD = 5, 1
_PLANNED = {"yes": True, "no": False}


@dataclass
class Cell:
    """One cell of the grid as the page draws it."""

    name: str
    label: str
    value: str
    seen: str
    problem: str = ""


@dataclass
class Line:
    """One member: the cells of the months and what stands in the plan."""

    row: GridRow
    cells: list[Cell]
    plan: dict[str, str] = field(default_factory=dict)
    problem: str = ""


@route(bp, "/<public_id>/work", permission="household:edit")
def work_grid(public_id: str) -> Any:
    household = get_household(session(), current_scope(), public_id)
    return _page(household, _lines(household))


@route(bp, "/<public_id>/work", permission="household:edit", methods=("POST",))
def save_work(public_id: str) -> Any:
    """`paste` fills the grid from what was copied, so that it can be looked at; only `save` writes."""
    household = get_household(session(), current_scope(), public_id)
    lines = _lines(household, sent=True)
    if request.form.get("do") == "paste":
        problems = _pasted(lines)
        return _page(household, lines, problems), 422 if problems else 200
    months, plans = _months(lines), _plans(lines)
    if any(cell.problem for line in lines for cell in line.cells):
        return _page(household, lines, [_("标红的格子要改。")]), 422
    area, year, scope = household.area_code, _year(), current_scope()
    try:
        count = perform(
            session(),
            current_actor(),
            "work.record",
            lambda work: save_grid(work, scope, public_id, year, months, plans),
            subject=f"household:{public_id}",
            area_code=area,
            request_key=request.form.get("request_key", "")[:80] or None,
            payload={"year": year, "months": len(months), "plans": len(plans)},
        )
    except ContestedGridError as contested:
        return _contested(public_id, lines, contested), 409
    except InvalidInputError as refused:
        return _page(get_household(session(), scope, public_id), lines, [refused.message]), 422
    flash(_("写了 %(n)s 格。", n=count) if count else _("没有改动。"), "ok")
    return redirect(url_for("households.work_grid", public_id=public_id, year=year))


def _year() -> int:
    asked = request.values.get("year", type=int) or today().year
    return asked if today().year - BACK <= asked <= today().year + AHEAD else today().year


def _lines(household: Household, *, sent: bool = False) -> list[Line]:
    year = _year()
    return [_line(row, year, sent=sent) for row in list_grid(session(), current_scope(), household.id, year)]


def _line(row: GridRow, year: int, *, sent: bool) -> Line:
    ref, cells = row.person.public_id, []
    for month in months_of(year):
        stored = say_cell(row.months.get(month))
        name = f"w-{ref}-{month}"
        value = clean(request.form.get(name, stored))[:20] if sent else stored
        seen = request.form.get(f"seen-{name}", stored)[:20] if sent else stored
        label = _("%(name)s %(month)s 月", name=row.person.name, month=int(month[5:]))
        cells.append(Cell(name, label, value, seen))
    plan = row.plan
    stored_plan = {
        "is_planned": "" if plan is None or plan.is_planned is None else "yes" if plan.is_planned else "no",
        "place": (plan.place if plan else "") or "",
        "need": (plan.service_need if plan else "") or "",
        "seen": say_plan(plan),
    }
    if sent:
        stored_plan = {
            key: clean(request.form.get(f"p-{ref}-{key}", value))[: 120 if key == "seen" else 60]
            for key, value in stored_plan.items()
        }
    return Line(row, cells, stored_plan)


def _months(lines: list[Line]) -> list[MonthTold]:
    """Cells that say something else than they had said; what cannot be read is marked in its cell."""
    found = []
    for line in lines:
        for cell in line.cells:
            if cell.value == cell.seen:
                continue
            try:
                told = read_cell(cell.value)
            except ValueError as odd:
                cell.problem = str(odd)
                continue
            found.append(MonthTold(line.row.person.public_id, cell.name[-7:], told, cell.seen))
    return found


def _plans(lines: list[Line]) -> list[PlanTold]:
    found = []
    for line in lines:
        told = line.plan
        planned = _PLANNED.get(told["is_planned"])
        now = (planned, told["place"], told["need"])
        said = "" if now == (None, "", "") else f"{planned}|{told['place']}|{told['need']}"
        if said != told["seen"]:
            found.append(
                PlanTold(
                    line.row.person.public_id,
                    planned,
                    told["place"] or None,
                    told["need"] or None,
                    told["seen"],
                )
            )
    return found


def _pasted(lines: list[Line]) -> list[str]:
    """Put what was copied into the cells of the members it names; sentences for what fits nobody."""
    pasted = read_pasted(request.form.get("rows", "")[:20_000], grid_columns(_year()))
    if pasted.problem:
        return [pasted.problem]
    odd = unknown_names(names_of([line.row for line in lines]), [row["name"].text for row in pasted.rows])
    by_name = {line.row.person.name: line for line in lines}
    for row in pasted.rows:
        line = by_name.get(row["name"].text)
        if line is None or row["name"].text in odd:
            continue
        for cell in line.cells:
            given = row.get(cell.name[-7:])
            if given is not None and given.text:
                cell.value, cell.problem = given.text[:20], given.problem
    found = [_("“%(name)s”对不上这一户的人，没有填。", name=name[:20]) for name in odd]
    return [*found, *([_("标红的格子要改。")] if pasted.problems else [])]


def _contested(public_id: str, lines: list[Line], contested: ContestedGridError) -> str:
    """My cells as I wrote them, each that moved with what it says now; the next press is my choice."""
    household = get_household(session(), current_scope(), public_id)
    fresh = {line.row.person.public_id: line for line in _lines(household)}
    for line in lines:
        ref = line.row.person.public_id
        for cell in line.cells:
            if (ref, cell.name[-7:]) in contested.now:
                now = contested.now[ref, cell.name[-7:]]
                cell.problem = _("别人刚改成“%(now)s”。要照您的，再按一次存。", now=now or _("空的"))
                cell.seen = now
        if (ref, "plan") in contested.now and ref in fresh:
            line.plan["seen"] = fresh[ref].plan["seen"]
            line.problem = _("计划刚才被别人改过。要照您的，再按一次存。")
    return _page(household, lines, [contested.message])


def _page(household: Household, lines: list[Line], problems: list[str] | None = None) -> str:
    year = _year()
    return render_template(
        "households/work.html",
        h=household,
        lines=lines,
        problems=problems or [],
        year=year,
        years=list(range(today().year - 1, today().year + AHEAD + 1)),
        needs=[("", _("没问")), *SERVICE_NEED.choices()],
        rows=request.form.get("rows", "")[:20_000] if problems else "",
    )
