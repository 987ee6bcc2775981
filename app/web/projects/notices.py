"""Public notices of a project: put up, pictures, closed."""

from typing import Any
from urllib.parse import quote

from flask import Response, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from app.access import current_scope, route, session
from app.domain.clock import today
from app.domain.errors import NotFoundError
from app.extensions import vault
from app.models import ProjectNotice
from app.queries.project_life import notice_days, part_of
from app.services.files import find_file, open_store, read_file
from app.services.project_notices import MOST_BYTES, add_photo, close_notice, put_up
from app.unit_of_work import Work
from app.web.projects.blueprint import bp, project_of, tried
from app.web.projects.life_forms import CloseNoticeForm, NoticeForm, PhotoForm


@route(bp, "/<public_id>/notices/new", permission="project:edit")
def new_notice(public_id: str) -> Any:
    return _new(NoticeForm(formdata=None), public_id)


@route(bp, "/<public_id>/notices/new", permission="project:edit", methods=("POST",))
def save_notice(public_id: str) -> Any:
    project_of(public_id)
    form, made = NoticeForm(), []

    def do(work: Work) -> None:
        made.append(put_up(work, current_scope(), public_id, form.told()).public_id)

    if form.validate_on_submit() and tried(form, "project.notice", public_id, do):
        flash(_("公示登记好了。第一天和最后一天各拍一张照片传上来。"), "ok")
        return redirect(url_for("projects.notice", public_id=public_id, notice_id=made[-1]))
    return _new(form, public_id), 422


@route(bp, "/<public_id>/notices/<notice_id>", permission="project:read")
def notice(public_id: str, notice_id: str) -> Any:
    return _page(public_id, notice_id)


@route(bp, "/<public_id>/notices/<notice_id>/photos", permission="project:edit", methods=("POST",))
def notice_photo(public_id: str, notice_id: str) -> Any:
    form, store = PhotoForm(), open_store(current_app.extensions["bangfu"].files_dir, vault())
    project_of(public_id)

    fits = form.validate_on_submit()
    body = form.photo.data.read(MOST_BYTES + 1) if fits else b""  # once: the act may be done a second time

    def do(work: Work) -> None:
        add_photo(work, current_scope(), public_id, notice_id, which=form.which.data, body=body, store=store)

    if fits and tried(form, "project.notice_photo", public_id, do):
        flash(_("照片传上了。"), "ok")
        return redirect(url_for("projects.notice", public_id=public_id, notice_id=notice_id))
    return _page(public_id, notice_id, photo_form=form), 422


@route(bp, "/<public_id>/notices/<notice_id>/close", permission="project:edit", methods=("POST",))
def notice_close(public_id: str, notice_id: str) -> Any:
    form = CloseNoticeForm()
    project_of(public_id)

    def do(work: Work) -> None:
        close_notice(
            work, current_scope(), public_id, notice_id, on=form.on.data, objections=form.objections.data
        )

    if form.validate_on_submit() and tried(form, "project.notice_close", public_id, do):
        flash(_("公示期满，记下了。"), "ok")
        return redirect(url_for("projects.show", public_id=public_id, _anchor="notices"))
    return _page(public_id, notice_id, close_form=form), 422


@route(bp, "/<public_id>/notices/<notice_id>/photos/<which>", permission="project:read")
def photo(public_id: str, notice_id: str, which: str) -> Any:
    found: ProjectNotice = part_of(
        session(), current_scope(), ProjectNotice, project_of(public_id), notice_id
    )
    number = {"first": found.first_photo_id, "last": found.last_photo_id}.get(which)
    row = find_file(session(), number) if number else None
    if row is None:
        raise NotFoundError
    body = read_file(open_store(current_app.extensions["bangfu"].files_dir, vault()), row)
    headers = {"Content-Disposition": f"inline; filename*=UTF-8''{quote(row.name)}"}
    return Response(body, mimetype=row.media_type, headers=headers)


def _new(form: NoticeForm, public_id: str) -> str:
    project = project_of(public_id)
    days = notice_days(session(), current_scope(), today(), project.area_code)
    return render_template("projects/notice_form.html", form=form, project=project, days=days)


def _page(public_id: str, notice_id: str, **forms: Any) -> str:
    project = project_of(public_id)
    found: ProjectNotice = part_of(session(), current_scope(), ProjectNotice, project, notice_id)
    return render_template(
        "projects/notice.html",
        project=project,
        notice=found,
        photo_form=forms.get("photo_form") or PhotoForm(formdata=None),
        close_form=forms.get("close_form") or CloseNoticeForm(formdata=None),
    )
