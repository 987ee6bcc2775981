"""我村的工作簿: download, bring back, look at what changed, write it, take it back."""

from io import BytesIO
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _

from app.access import current_actor, current_scope, route, session
from app.adapters.file_store import FileStore
from app.adapters.workbook_reader import open_workbook
from app.domain.clock import today
from app.domain.errors import BangfuError, ConflictError
from app.domain.importing.problems import ReadingRefusedError
from app.extensions import vault
from app.models import ImportBatch
from app.queries.area_search import place_names
from app.queries.village_books import get_book, list_books
from app.services.importing import acts
from app.services.importing.aftermath import run_rules
from app.services.importing.undo import later_changes
from app.services.importing.village_batches import (
    changes_of,
    compare_book,
    conflicts_of,
    drop_book,
    field_title,
    receive_book,
)
from app.services.importing.village_book import book_of
from app.services.importing.village_disputes import kinds_of, settle_disputes
from app.unit_of_work import RepeatedActError, perform
from app.web.imports.undone import say_undone
from app.web.papers.places import village_choices, village_in_scope
from app.web.sent_key import sent_key
from app.web.workbooks.forms import BookForm, DownloadForm

bp = Blueprint("workbooks", __name__, url_prefix="/workbooks")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Changed cells on one page; a village that changes more sees the first of them.
MOST_SHOWN = 400


@route(bp, "", permission="household:edit")
def index() -> Any:
    return _index(BookForm(formdata=None))


@route(bp, "/download", permission="household:edit", methods=("POST",))
def download() -> Any:
    village = village_in_scope(DownloadForm().village.data)
    scope = current_scope()
    body = perform(
        session(), current_actor(), "book.export", lambda work: book_of(work, scope, village),
        subject=f"area:{village}", area_code=village,
    )  # fmt: skip
    place = place_names(session(), [village])[village].replace(" ", "")
    name = _("%(place)s工作簿 %(day)s.xlsx", place=place, day=today().isoformat())
    return send_file(BytesIO(body), mimetype=XLSX, as_attachment=True, download_name=name)


@route(bp, "", permission="household:edit", methods=("POST",))
def bring() -> Any:
    form = BookForm()
    if not form.validate():
        return _index(form, 422)
    sent = form.file.data
    body, name = sent.read(), sent.filename or ""
    try:
        reading = compare_book(session(), current_scope(), open_workbook(body, filename=name))
    except (ReadingRefusedError, BangfuError) as refused:
        if refused.status == 404:
            raise
        form.file.errors = [f"{refused.message}{refused.way_out or ''}"]
        return _index(form, 422)
    store = FileStore(current_app.extensions["bangfu"].files_dir, vault())
    public_id = perform(
        session(),
        current_actor(),
        "book.receive",
        lambda work: receive_book(work, current_scope(), store, body, name, reading).public_id,
        area_code=reading.village,
        payload={"problems": len(reading.problems)},
    )
    return redirect(url_for("workbooks.show", public_id=public_id))


@route(bp, "/<public_id>", permission="household:edit")
def show(public_id: str) -> Any:
    batch = get_book(session(), current_scope(), public_id)
    changes = changes_of(session(), batch) if batch.state == "previewed" else []
    return render_template(
        "workbooks/show.html",
        batch=batch,
        place=place_names(session(), [batch.area_code])[batch.area_code],
        changes=changes[:MOST_SHOWN],
        more=max(len(changes) - MOST_SHOWN, 0),
        conflicts=conflicts_of(session(), batch) if batch.state == "previewed" else [],
        kinds=kinds_of(session(), batch) if batch.state == "previewed" else [],
        field_title=field_title,
        problems=batch.read.get("problems", []),
        later=sum(later_changes(session(), batch).values()) if batch.state == "applied" else 0,
    )


@route(bp, "/<public_id>/apply", permission="household:edit", methods=("POST",))
def apply(public_id: str) -> Any:
    batch = get_book(session(), current_scope(), public_id)
    try:
        acts.write(session(), current_actor(), batch, request_key=sent_key())
    except (RepeatedActError, ConflictError):  # somebody else pressed the same button first
        return redirect(url_for("workbooks.show", public_id=public_id))
    _run_rules(batch)
    moved = batch.counts.get("moved", 0)
    if moved:
        flash(_("有 %(count)s 行在这几分钟里又被别人改过，没有写，请再下载核对。", count=moved), "owed")
    flash(_("改过的格都写进登记库了。"), "ok")
    return redirect(url_for("workbooks.show", public_id=public_id))


@route(bp, "/<public_id>/settle", permission="household:edit", methods=("POST",))
def settle(public_id: str) -> Any:
    """Disputed cells, ticked one by one or all of a field: the sheet's text, or the register's as it is."""
    batch = get_book(session(), current_scope(), public_id)
    mine = request.form.get("act") == "mine" or "mine" in request.form
    one = request.form.get("mine") or request.form.get("theirs")  # a row's own button, whatever is ticked
    keys = [one] if one else request.form.getlist("chosen")[:2000]
    kinds = request.form.getlist("kind")[:50]
    if not keys and not kinds:
        flash(_("没有勾选，什么都没办。"), "owed")
        return redirect(url_for("workbooks.show", public_id=public_id))
    done = perform(
        session(), current_actor(), "book.settle",
        lambda work: settle_disputes(work, batch, take_mine=mine, keys=keys, kinds=kinds),
        subject=acts.subject_of(batch), area_code=batch.area_code,
        payload={"mine": mine, "cells": sorted(keys), "kinds": sorted(kinds)},
    )  # fmt: skip
    if done.mine:
        flash(_("%(n)s 格用表里的，加进了要写的格。", n=done.mine), "ok")
    if done.theirs:
        flash(_("%(n)s 格留登记库的，表里写的不要了。", n=done.theirs), "ok")
    if done.moved:
        flash(_("%(n)s 格登记库刚才又改了，没有动，请再看一遍。", n=done.moved), "owed")
    return redirect(url_for("workbooks.show", public_id=public_id))


@route(bp, "/<public_id>/undo", permission="household:edit", methods=("POST",))
def undo(public_id: str) -> Any:
    batch = get_book(session(), current_scope(), public_id)
    try:
        gone = acts.take_back(session(), current_actor(), batch, request_key=sent_key())
    except (RepeatedActError, ConflictError):
        return redirect(url_for("workbooks.show", public_id=public_id))
    _run_rules(batch)
    flash(say_undone(gone), "ok")
    return redirect(url_for("workbooks.show", public_id=public_id))


@route(bp, "/<public_id>/drop", permission="household:edit", methods=("POST",))
def drop(public_id: str) -> Any:
    batch = get_book(session(), current_scope(), public_id)
    subject = acts.subject_of(batch)
    perform(session(), current_actor(), "book.drop", lambda work: drop_book(work, batch), subject=subject)
    flash(_("放弃了这份表，登记库一个字没动。"), "ok")
    return redirect(url_for("workbooks.index"))


def _run_rules(batch: ImportBatch) -> None:
    """What the changes cause; they stand even where a rule cannot be run."""
    try:
        run_rules(session(), batch, current_actor())
    except BangfuError as refused:
        flash(_("已写入，但规则没有跑完：%(why)s", why=refused.message), "owed")


def _index(form: BookForm, status: int = 200) -> Any:
    download_form = DownloadForm(formdata=None)
    download_form.village.choices = village_choices()
    download_form.village.data = request.args.get("village") or ""
    past = list_books(session(), current_scope(), current_actor().id or 0)
    page = render_template("workbooks/index.html", form=form, download=download_form, past=past)
    return page, status
