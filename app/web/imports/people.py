"""认人: one doubtful pair at a time, by keyboard; every answer can be taken back."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import current_actor, current_scope, route, session
from app.domain.errors import NotFoundError
from app.models import ImportBatch, MatchCase
from app.queries.imports import count_cases, following_cases, next_case, people_of_case
from app.services.importing import acts
from app.services.importing.judging import forget, judge, left_side, right_side, row_of, weigh
from app.unit_of_work import unit_of_work
from app.web.imports.pairs import pair_rows, tenths
from app.web.imports.room import OPEN, address, batch_of, bp, page


@route(bp, "/<public_id>/people", permission="import:read")
def people(public_id: str) -> Any:
    batch = batch_of(public_id)
    if batch.state not in OPEN:
        return redirect(address(batch))
    case = next_case(session(), current_scope(), batch, request.args.get("case"))
    tally = count_cases(session(), current_scope(), batch)
    return render_template(
        "imports/people.html",
        **page(batch, "people"),
        tally=tally,
        total=sum(tally.values()),
        last=request.args.get("last", ""),
        **(_pair(batch, case) if case is not None else {"case": None}),
    )


def _pair(batch: ImportBatch, case: MatchCase) -> dict[str, Any]:
    left = left_side(session(), row_of(session(), batch, case.line))
    known = people_of_case(session(), current_scope(), case)
    if not known:
        raise NotFoundError()
    wanted = request.args.get("person")
    person, score = next(((p, s) for p, s in known if p.public_id == wanted), known[0])
    right = right_side(session(), person)
    features, speaks_for, against = weigh(left, right)
    return {
        "case": case,
        "person": person,
        "likely": tenths(score),
        "rows": pair_rows(left, right, features),
        "speaks_for": speaks_for,
        "against": against,
        "others": [(p, tenths(s)) for p, s in known],
        "following": following_cases(session(), current_scope(), batch, case),
    }


@route(bp, "/<public_id>/people/<case_id>", permission="match:judge", methods=("POST",))
def answer(public_id: str, case_id: str) -> Any:
    batch = batch_of(public_id)
    case = _case(batch, case_id)
    with unit_of_work(
        session(),
        current_actor(),
        "match.judge",
        subject=acts.subject_of(batch),
        payload={"case": case_id, "verdict": request.form.get("verdict", "")[:12]},
    ) as work:
        judge(
            work,
            current_scope(),
            batch,
            case,
            request.form.get("verdict", ""),
            request.form.get("person") or None,
        )
    return redirect(url_for("imports.people", public_id=public_id, last=case_id))


@route(bp, "/<public_id>/people/<case_id>/undo", permission="match:judge", methods=("POST",))
def take_back(public_id: str, case_id: str) -> Any:
    batch = batch_of(public_id)
    case = _case(batch, case_id)
    with unit_of_work(session(), current_actor(), "match.forget", subject=acts.subject_of(batch)) as work:
        forget(work, batch, case)
    flash(_("上一对撤回了，请重新看。"), "ok")
    return redirect(url_for("imports.people", public_id=public_id, case=case_id))


def _case(batch: ImportBatch, case_id: str) -> MatchCase:
    case = next_case(session(), current_scope(), batch, case_id)
    if case is None or batch.state not in OPEN:
        raise NotFoundError()
    return case
