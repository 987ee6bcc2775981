"""区划边界: what is kept, a new file, a look at it, loading, a GeoPackage out."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import current_actor, current_scope, route, session
from app.adapters.boundary_child import read_guarded
from app.adapters.projections import PROJECTIONS
from app.domain.clock import today
from app.domain.errors import InvalidInputError, NotFoundError
from app.extensions import vault
from app.models import StoredFile
from app.queries.boundary_sets import PURPOSE, check_file, find_sent_file, list_for_export, list_sets
from app.services.boundaries import BoundaryWish, LoadedBoundaries, keep_boundaries
from app.services.files import keep_file, open_store, read_file
from app.unit_of_work import unit_of_work
from app.web.boundaries.forms import LoadForm, ReadForm, SendForm
from app.web.maps.views import trusted
from app.web.sent_key import sent_key

bp = Blueprint("boundaries", __name__, url_prefix="/boundaries")


@dataclass(frozen=True, slots=True)
class Reading:
    """How a person wants the file read."""

    crs: str | None
    shifted: bool
    named: str
    repair: bool
    join: bool

    @property
    def column(self) -> str | None:
        return self.named.partition(":")[2] or None

    @property
    def how(self) -> str | None:
        return self.named.partition(":")[0] or None


@route(bp, "", permission="area:edit")
def index() -> Any:
    return _index(SendForm())


def _index(form: SendForm, status: int = 200) -> Any:
    sets = list_sets(session(), current_scope())
    return render_template("boundaries/index.html", form=form, sets=sets), status


@route(bp, "", permission="area:edit", methods=("POST",))
def send() -> Any:
    form = SendForm()
    if not form.validate_on_submit():
        return _index(form, 422)
    sent = form.file.data
    with unit_of_work(session(), current_actor(), "boundary.receive", request_key=sent_key()) as work:
        row = keep_file(
            work,
            _store(),
            sent.read(),
            name=Path(sent.filename or "boundary").name[:200],
            media_type="application/octet-stream",
            purpose=PURPOSE,
        )
        public_id = row.public_id
    return redirect(url_for("boundaries.show", public_id=public_id))


@route(bp, "/<public_id>", permission="area:edit")
def show(public_id: str) -> Any:
    """What the file would bring, under the choices in the address. Nothing has been written."""
    sent = _sent(public_id)
    reading = _reading(request.args)
    form = ReadForm(request.args, meta={"csrf": False})
    try:
        file = _read(sent, reading)
        found = check_file(session(), current_scope(), file, reading.column, reading.how, join=reading.join)
    except InvalidInputError as error:
        form.offer(PROJECTIONS, [])
        return render_template("boundaries/check.html", sent=sent, form=form, wrong=error, found=None)
    form.offer(PROJECTIONS, found.columns)
    form.named.data = f"{found.match.how}:{found.match.column}" if found.match.column else ""
    load = LoadForm(formdata=None, source=request.args.get("source", ""))
    for name in ("crs", "named"):
        getattr(load, name).data = getattr(reading, name) or ""
    for name in ("shifted", "repair", "join"):
        getattr(load, name).data = "y" if getattr(reading, name) else ""
    return render_template(
        "boundaries/check.html",
        sent=sent,
        form=form,
        wrong=None,
        found=found,
        file=file,
        load=load,
        repaired=reading.repair,
        svg=trusted(found.svg),
    )


@route(bp, "/<public_id>/load", permission="area:edit", methods=("POST",))
def load(public_id: str) -> Any:
    sent, form = _sent(public_id), LoadForm()
    if not form.validate_on_submit():
        for words in (error for field in form for error in field.errors):
            flash(words, "danger")
        return redirect(url_for("boundaries.show", public_id=public_id, **_choices(form)))
    reading = _reading(request.form)
    wish = BoundaryWish(
        form.source.data, reading.crs, reading.repair, form.valid_from.data, form.review_no.data or None,
        reading.shifted, reading.column, reading.how, reading.join,
    )  # fmt: skip
    file = _read(sent, reading)
    with unit_of_work(session(), current_actor(), "boundary.load", payload={"file": sent.digest}) as work:
        done = keep_boundaries(work, file, wish, place=sent.name)
    flash(_told(done), "ok")
    return redirect(url_for("boundaries.index"))


@route(bp, "/out.gpkg", permission="area:edit")
def export() -> Any:
    """Outlines of one level in full, as in force today, as a GeoPackage."""
    level = request.args.get("level", 4, type=int)
    found = list_for_export(session(), current_scope(), level, today())
    if not found:
        raise InvalidInputError("E-MAP-11", _("这里还没有边界可以导出。"), way_out=_("请先装入边界。"))
    from app.adapters.coverages import write_geopackage  # the engine is loaded where it is needed

    columns = {name: [str(row[at]) for row in found] for name, at in _COLUMNS.items()}
    with tempfile.TemporaryDirectory(prefix="bangfu-gpkg-") as folder:
        path = Path(folder) / "boundary.gpkg"
        write_geopackage(path, [row[2] for row in found], columns)
        body = path.read_bytes()
    name = f"boundary-{level}.gpkg"
    return Response(
        body,
        mimetype="application/geopackage+sqlite3",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


_COLUMNS = {"code": 0, "name": 1, "source": 3, "review_no": 4}


def _store() -> Any:
    return open_store(current_app.extensions["bangfu"].files_dir, vault())


def _sent(public_id: str) -> StoredFile:
    sent = find_sent_file(session(), current_scope(), public_id)
    if sent is None:
        raise NotFoundError
    return sent


def _reading(given: Any) -> Reading:
    return Reading(
        given.get("crs") or None,
        bool(given.get("shifted")),
        given.get("named", ""),
        bool(given.get("repair")),
        bool(given.get("join")),
    )


def _choices(form: LoadForm) -> dict[str, Any]:
    names = ("crs", "shifted", "named", "repair", "join", "source")
    return {name: getattr(form, name).data for name in names if getattr(form, name).data}


def _read(sent: StoredFile, reading: Reading) -> Any:
    body = read_file(_store(), sent)
    return read_guarded(body, sent.name, crs=reading.crs, repair=reading.repair, shifted=reading.shifted)


def _told(done: LoadedBoundaries) -> str:
    words: str = _("装好 %(count)s 个边界", count=done.matched)
    if done.joined:
        words += _("，其中 %(count)s 个由下级合成", count=done.joined)
    if done.unmatched:
        words += _("，%(count)s 个对不上的没有装", count=len(done.unmatched))
    return f"{words}{_('。')}"
