"""务工月监测 of a whole village: one month, one line a person, pasted or typed, with what is wrong in the cell."""

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import current_actor, current_scope, route, session
from app.domain.clock import today
from app.domain.errors import InvalidInputError
from app.domain.pasting import read_pasted
from app.domain.work_grid import find_pasted, read_cell, say_cell, village_columns
from app.queries.area_search import place_names
from app.queries.work_grid import GridRow, heads_of, list_village_work, list_work_of
from app.services.work_records import ContestedGridError, MonthTold, save_village_month
from app.unit_of_work import perform
from app.web.households.working import Cell
from app.web.typed_fields import clean
from app.web.villages.blueprint import bp
from app.web.villages.codes import own_village

#: People on one page, and rows of one paste.
MOST = 200
#: Months that are offered: this one and those before it.
OFFERED = 6


@dataclass
class Line:
    """One person: the cell of the month, and what was told of the month before."""

    row: GridRow
    cell: Cell
    before: str
    head: str = ""
    group: str = ""


@route(bp, "/<code>/work", permission="household:edit")
def work_grid(code: str) -> Any:
    own_village(code)
    after = request.args.get("after", 0, type=int)
    rows = list_village_work(session(), current_scope(), code, _months(), after=after, most=MOST + 1)
    return _page(code, _lines(rows[:MOST]), following=rows[MOST - 1].person.id if len(rows) > MOST else 0)


@route(bp, "/<code>/work", permission="household:edit", methods=("POST",))
def save_work(code: str) -> Any:
    """`paste` draws a table of those who were copied, so that it can be looked at; only `save` writes."""
    own_village(code)
    if request.form.get("do") == "paste":
        lines, problems = _pasted(code)
        return _page(code, lines, problems, pasted=True), 422 if problems else 200
    lines = _sent(code)
    told = _told(lines)
    if any(line.cell.problem for line in lines):
        return _page(code, lines, [_("标红的格子要改。")]), 422
    months, scope = _months(), current_scope()
    try:
        count = perform(
            session(),
            current_actor(),
            "work.record",
            lambda work: save_village_month(work, scope, code, months, told),
            subject=f"area:{code}",
            area_code=code,
            request_key=request.form.get("request_key", "")[:80] or None,
            payload={"month": months[0], "months": len(told)},
        )
    except ContestedGridError as contested:
        return _contested(code, lines, contested), 409
    except InvalidInputError as refused:
        return _page(code, lines, [refused.message]), 422
    flash(_("写了 %(n)s 格。", n=count) if count else _("没有改动。"), "ok")
    after = request.form.get("after", 0, type=int)
    return redirect(url_for("villages.work_grid", code=code, month=months[0], after=after or None))


def _choices() -> list[str]:
    """This month and those before it, newest first."""
    count = today().year * 12 + today().month - 1
    return [f"{(count - back) // 12}-{(count - back) % 12 + 1:02d}" for back in range(OFFERED + 1)]


def _months() -> tuple[str, str]:
    """The month that is asked for and the one before it."""
    choices = _choices()
    asked = request.values.get("month", "")
    place = choices.index(asked) if asked in choices[:OFFERED] else 0
    return choices[place], choices[place + 1]


def _lines(rows: list[GridRow]) -> list[Line]:
    month, before = _months()
    heads = heads_of(session(), current_scope(), rows)
    found = []
    for row in rows:
        stored = say_cell(row.months.get(month))
        label = _("%(name)s %(month)s 月", name=row.person.name, month=int(month[5:]))
        cell = Cell(f"w-{row.person.public_id}-{month}", label, stored, stored)
        found.append(
            Line(row, cell, say_cell(row.months.get(before)), *heads.get(row.person.household_id, ("", "")))
        )
    return found


def _sent(code: str) -> list[Line]:
    """The lines of the form as they were sent, those of the village only."""
    month = _months()[0]
    asked = [
        name[2 : -len(month) - 1]
        for name in request.form
        if name.startswith("w-") and name.endswith(f"-{month}")
    ]
    lines = _lines(list_work_of(session(), current_scope(), code, _months(), asked[:MOST]))
    for line in lines:
        line.cell.value = clean(request.form.get(line.cell.name, ""))[:20]
        line.cell.seen = request.form.get(f"seen-{line.cell.name}", "")[:20]
    return lines


def _told(lines: list[Line]) -> list[MonthTold]:
    """Cells that say something else than they had said; what cannot be read is marked in its cell."""
    month, found = _months()[0], []
    for line in lines:
        if line.cell.value == line.cell.seen:
            continue
        try:
            told = read_cell(line.cell.value)
        except ValueError as odd:
            line.cell.problem = str(odd)
            continue
        found.append(MonthTold(line.row.person.public_id, month, told, line.cell.seen))
    return found


def _pasted(code: str) -> tuple[list[Line], list[str]]:
    """The people who were copied with what was written beside them; sentences for what fits nobody."""
    month = _months()[0]
    pasted = read_pasted(request.form.get("rows", "")[:60_000], village_columns(month), MOST)
    if pasted.problem:
        return _sent(code), [pasted.problem]
    everybody = _lines(list_village_work(session(), current_scope(), code, _months()))
    people = [(line.row.person.name, line.head) for line in everybody]
    found: dict[int, Line] = {}
    odd = []
    for row in pasted.rows:
        name, head = row["name"].text, row["head"].text if "head" in row else ""
        place = find_pasted(people, name, head)
        if place is None:
            odd.append(name[:20])
            continue
        line = found.setdefault(place, everybody[place])
        if (given := row.get(month)) is not None and given.text:
            line.cell.value, line.cell.problem = given.text[:20], given.problem
    problems = []
    if odd:
        words = _("、").join(odd[:10]) + (_("等 %(n)s 人", n=len(odd)) if len(odd) > 10 else "")
        problems.append(_("没有填：%(names)s。村里没有，或者同名；同名的请多贴一列“户主”。", names=words))
    if pasted.problems:
        problems.append(_("标红的格子要改。"))
    return [found[place] for place in sorted(found)], problems


def _contested(code: str, lines: list[Line], contested: ContestedGridError) -> str:
    """My cells as I wrote them, each that moved with what it says now; the next press is my choice."""
    for line in lines:
        key = (line.row.person.public_id, _months()[0])
        if key in contested.now:
            now = contested.now[key]
            line.cell.problem = _("别人刚改成“%(now)s”。要照您的，再按一次存。", now=now or _("空的"))
            line.cell.seen = now
    return _page(code, lines, [contested.message])


def _page(
    code: str,
    lines: list[Line],
    problems: list[str] | None = None,
    *,
    following: int = 0,
    pasted: bool = False,
) -> str:
    month, before = _months()
    return render_template(
        "villages/work.html",
        code=code,
        name=place_names(session(), [code])[code],
        lines=lines,
        problems=problems or [],
        month=month,
        before=before,
        choices=_choices()[:OFFERED],
        after=request.values.get("after", 0, type=int),
        following=following,
        pasted_lines=pasted,
        rows=request.form.get("rows", "")[:60_000] if problems else "",
    )
