"""The bureau's own sheet: download, bring back filled, look at what it would do, write it."""

import json
from datetime import date
from io import BytesIO
from typing import Any

from flask import flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _

from app.access import current_actor, current_scope, route, session
from app.domain.clock import today
from app.domain.errors import InvalidInputError
from app.domain.grant_sheet import ACTS, SheetRow
from app.domain.importing.problems import ReadingRefusedError
from app.queries.titles import rule_titles
from app.services.grant_rounds import Wanted, take_each
from app.services.grant_sheet import MOST_BACK, export_tasks, look_at_sheet
from app.unit_of_work import unit_of_work
from app.web.grants.blueprint import bp
from app.web.grants.forms import SheetForm
from app.web.lists import area_argument

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@route(bp, "/sheet", permission="grant:deliver")
def sheet() -> Any:
    return render_template("grants/sheet.html", form=SheetForm(formdata=None), acts=ACTS)


@route(bp, "/sheet/download", permission="grant:deliver", methods=("POST",))
def download() -> Any:
    out, area = BytesIO(), area_argument()
    with unit_of_work(session(), current_actor(), "grant.export", area_code=area) as work:
        export_tasks(work, current_scope(), out, area)
    out.seek(0)
    name = _("办理表 %(day)s.xlsx", day=today().isoformat())
    return send_file(out, mimetype=XLSX, as_attachment=True, download_name=name)


@route(bp, "/sheet", permission="grant:deliver", methods=("POST",))
def look() -> Any:
    """Differences first: nothing is written until somebody has seen them."""
    form = SheetForm()
    if not form.validate_on_submit():
        return render_template("grants/sheet.html", form=form, acts=ACTS), 422
    try:
        sent = form.file.data
        found = look_at_sheet(session(), current_scope(), sent.read(), sent.filename or "")
    except (InvalidInputError, ReadingRefusedError) as refused:
        form.file.errors = [f"{refused.message}{refused.way_out or ''}"]
        return render_template("grants/sheet.html", form=form, acts=ACTS), 422
    return render_template(
        "grants/sheet_preview.html",
        found=found,
        titles=rule_titles(session(), "measure"),
        words={act: word for word, act in ACTS.items()},
        packed=[_packed(row) for row, _grant in found.steps],
    )


@route(bp, "/sheet/apply", permission="grant:deliver", methods=("POST",))
def apply() -> Any:
    """What was seen in the preview; each row is held against its version once more."""
    wanted = [_unpacked(text) for text in request.form.getlist("step")[:MOST_BACK]]
    with unit_of_work(
        session(),
        current_actor(),
        "grant.bulk",
        request_key=request.form.get("request_key", "")[:80] or None,
        payload={"act": "sheet", "asked": len(wanted)},
    ) as work:
        left = take_each(work, current_scope(), wanted)
    words = _("办好 %(count)s 项。", count=len(wanted) - len(left))
    if left:
        reasons = "；".join(dict.fromkeys(sentence for _one, sentence in left))
        words += _("%(count)s 项没有办：%(reasons)s", count=len(left), reasons=reasons[:200])
    flash(words, "owed" if left else "ok")
    return redirect(url_for("grants.index"))


def _packed(row: SheetRow) -> str:
    """One step as a field of the preview's form."""
    values = {k: v.isoformat() if isinstance(v, date) else v for k, v in row.values.items()}
    return json.dumps([row.public_id, row.version, row.act, values], ensure_ascii=False)


def _unpacked(text: str) -> Wanted:
    """The step again; E-SHEET for a field that this page did not write. Rights and versions are asked anew anyway."""
    try:
        public_id, version, act, values = json.loads(text)
        json.dumps([public_id, act, values], ensure_ascii=False).encode()  # half characters have no bytes
        day = values.get("on_day")
        amount = values.get("amount_fen")
        return Wanted(
            str(public_id)[:36],
            str(act),
            int(version),
            {
                "reason": str(values["reason"])[:2000] if values.get("reason") else None,
                **({"refusal": str(values.get("refusal"))[:40]} if act == "refuse" else {}),
                **(
                    {
                        "amount_fen": None if amount is None else max(0, min(int(amount), 10**11)),
                        "period": str(values["period"])[:20] if values.get("period") else None,
                        "on_day": date.fromisoformat(day) if day else None,
                    }
                    if act == "deliver"
                    else {}
                ),
            },
        )
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as broken:
        raise InvalidInputError(
            "E-SHEET", _("这张表没有交上去。"), way_out=_("请把办理表再交一次。")
        ) from broken
