"""看差异 and 应用: what would change, conflicts and guards decided, one button, the chain of what came of it, undo."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import current_actor, current_scope, route, session
from app.domain.clock import LOCAL, now
from app.domain.errors import BangfuError, ConflictError
from app.domain.vocabulary.jobs import APPLY_IMPORT, batch_job_key
from app.extensions import db as database
from app.job_queue import enqueue, withdraw
from app.models import ImportBatch
from app.queries.import_effects import effects_of
from app.queries.import_progress import pause_seconds
from app.queries.imports import find_batch
from app.queries.titles import rule_titles
from app.services.importing import acts
from app.services.importing.aftermath import run_rules
from app.services.importing.preview import preview
from app.services.importing.receive import all_profiles, answer_guard, decide
from app.services.importing.remaining import Remaining, remaining
from app.services.importing.undo import later_changes, records_of
from app.unit_of_work import RepeatedActError, unit_of_work
from app.web.imports.preparing import SMALL_BATCH
from app.web.imports.room import OPEN, address, batch_of, bp, page
from app.web.imports.undone import say_undone
from app.web.sent_key import sent_key

#: When the night begins in which a large batch holds up nobody, and when it ends (China's time).
NIGHT, MORNING = 21, 6


@route(bp, "/<public_id>/differences", permission="import:read")
def differences(public_id: str) -> Any:
    batch = batch_of(public_id)
    if batch.state not in OPEN:
        return redirect(address(batch))
    return render_template(
        "imports/differences.html",
        **page(batch, "differences"),
        found=preview(session(), batch),
        decisions=batch.read.get("decisions", {}),
        stale=bool(batch.read.get("stale")) or batch.state == "parsed",
        pause=pause_seconds(session(), current_scope(), batch) if _is_large(batch) else None,
    )


def _is_large(batch: ImportBatch) -> bool:
    return int(batch.counts.get("accepted", 0)) > SMALL_BATCH


@route(bp, "/<public_id>/decide", permission="import:apply", methods=("POST",))
def settle(public_id: str) -> Any:
    """Conflicts field by field: the sheet's word or the register's."""
    batch = batch_of(public_id)
    sent = {k.removeprefix("field-"): v for k, v in request.form.items() if k.startswith("field-")}
    words = {k: v for k, v in sent.items() if v in ("sheet", "register") and len(k) <= 80}
    with unit_of_work(
        session(), current_actor(), "import.decide", subject=acts.subject_of(batch), payload=words
    ) as work:
        decide(work, batch, words)
    acts.compare_with_register(session(), current_actor(), batch)
    flash(_("照您定的重新比过了。"), "ok")
    return redirect(url_for("imports.differences", public_id=public_id))


@route(bp, "/<public_id>/anyway", permission="import:apply")
def ask_anyway(public_id: str) -> Any:
    """The numbers of a stopped batch once more, before anybody says yes."""
    batch = batch_of(public_id)
    if batch.state != "stopped":
        return redirect(address(batch))
    return render_template("imports/anyway.html", **page(batch, "differences"))


@route(bp, "/<public_id>/anyway", permission="import:apply", methods=("POST",))
def anyway(public_id: str) -> Any:
    """The reason of the stop is known and fine: said of the numbers that were seen, not of others."""
    batch = batch_of(public_id)
    if request.form.get("version") != str(batch.version):
        raise ConflictError("这一批刚才又比过一次，数字可能变了。")
    with unit_of_work(session(), current_actor(), "import.anyway", subject=acts.subject_of(batch)) as work:
        answer_guard(work, batch)
    return redirect(url_for("imports.differences", public_id=public_id))


@route(bp, "/<public_id>/apply", permission="import:apply", methods=("POST",))
def apply(public_id: str) -> Any:
    batch = batch_of(public_id)
    actor = current_actor()
    if _is_large(batch):
        return _apply_later(batch)
    try:
        acts.write(session(), actor, batch, request_key=sent_key())
    except (
        RepeatedActError,
        ConflictError,
    ) as early:  # the same button was pressed before, here or by somebody else
        if isinstance(early, ConflictError):
            flash(f"{early.message}{early.way_out}", "owed")
        return redirect(address(batch_of(public_id)))
    _run_rules(batch)
    return redirect(url_for("imports.done", public_id=public_id))


def _apply_later(batch: ImportBatch) -> Any:
    """In the background, now or in the coming night; what was put off to the night may be asked for at once."""
    actor, key = current_actor(), batch_job_key("apply", batch.public_id, batch.version)
    asleep = _until_night() if request.form.get("when") == "night" else 0
    withdraw(database.engine, key)
    with unit_of_work(session(), actor, "import.queue", subject=acts.subject_of(batch)) as work:
        enqueue(
            work.session,
            APPLY_IMPORT,
            {"batch": batch.id},
            created_by=actor.id,
            dedup_key=key,
            delay_seconds=asleep,
        )
    return redirect(url_for("imports.waiting", public_id=batch.public_id))


def _until_night() -> float:
    """Seconds until the night begins; 0 where it is night already."""
    moment = now().astimezone(LOCAL)
    if moment.hour >= NIGHT or moment.hour < MORNING:
        return 0
    return (moment.replace(hour=NIGHT, minute=0, second=0, microsecond=0) - moment).total_seconds()


def _run_rules(batch: ImportBatch) -> None:
    """What the batch caused; the batch stands even where a rule cannot be run."""
    try:
        run_rules(session(), batch, current_actor())
    except BangfuError as refused:
        flash(_("已写入，但规则没有跑完：%(why)s", why=refused.message), "owed")


@route(bp, "/<public_id>/done", permission="import:read")
def done(public_id: str) -> Any:
    batch = batch_of(public_id)
    if batch.state not in ("applied", "undone"):
        return redirect(address(batch))
    return render_template(
        "imports/done.html",
        **page(batch, "done"),
        effects=effects_of(session(), current_scope(), batch),
        titles=rule_titles(session(), "check"),
        measures=rule_titles(session(), "measure"),
    )


@route(bp, "/<public_id>/undo", permission="import:apply")
def ask_undo(public_id: str) -> Any:
    """What taking the batch back would touch, before anybody says yes."""
    batch = batch_of(public_id)
    if batch.state != "applied":
        return redirect(address(batch))
    kept = remaining(session(), batch)
    return render_template(
        "imports/undo.html",
        **page(batch, "done"),
        later=later_changes(session(), batch),
        kept=kept,
        records=records_of(session(), batch),
        titles=_batch_titles(kept),
    )


def _batch_titles(kept: list[Remaining]) -> dict[str, str]:
    """How the batches are called that hold rows back: list and period."""
    wanted = {b for r in kept for b in r.batches}
    profiles = all_profiles(session())
    found = [find_batch(session(), current_scope(), b) for b in sorted(wanted)]
    return {
        b.public_id: f"{profiles[b.profile].title if b.profile in profiles else b.profile} {b.period or ''}".strip()
        for b in found
        if b is not None
    }


@route(bp, "/<public_id>/undo", permission="import:apply", methods=("POST",))
def undo(public_id: str) -> Any:
    batch = batch_of(public_id)
    try:
        gone = acts.take_back(session(), current_actor(), batch, request_key=sent_key())
    except RepeatedActError:
        return redirect(address(batch))
    if not _is_large(batch):  # else the worker runs the rules that the undo owes
        _run_rules(batch)
    flash(say_undone(gone), "ok")
    return redirect(url_for("imports.done", public_id=public_id))
