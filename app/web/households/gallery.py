"""Photos and papers of a household: a gallery of small pictures, one in full, bringing, describing, removing."""

from typing import Any
from urllib.parse import quote

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from flask_wtf.file import FileRequired, MultipleFileField

from app.access import current_actor, current_scope, route, session
from app.adapters.file_store import FileStore
from app.domain.errors import InvalidInputError, NotFoundError
from app.domain.vocabulary.attachments import ATTACHMENT_TOPIC, PROOF
from app.extensions import vault
from app.models import Attachment
from app.queries.attachments import get_attachment, list_attachments
from app.queries.households import get_household
from app.services.attachments import MOST_SENT, Given, attach, describe, detach
from app.services.files import find_file, open_store, read_file
from app.unit_of_work import perform
from app.web.base_form import FlaskForm
from app.web.choice_fields import SelectField
from app.web.households.blueprint import bp
from app.web.typed_fields import TextField

#: Photos that one form brings.
MOST_AT_ONCE = 12
TOPICS = [(code, label) for code, label in ATTACHMENT_TOPIC.choices() if code != PROOF]


class AttachmentForm(FlaskForm):
    """What a photo or paper shows."""

    topic = SelectField(lazy("是什么"), choices=[("", lazy("请选")), *TOPICS])
    caption = TextField(lazy("说明"), most=80, description=lazy("例如：东边墙有裂缝"))


class BringForm(AttachmentForm):
    """Files with what they show."""

    files = MultipleFileField(lazy("照片或 PDF"), [FileRequired(lazy("请先选照片或 PDF。"))])


@route(bp, "/<public_id>/files", permission="household:read")
def gallery(public_id: str) -> Any:
    return _page(public_id, BringForm(formdata=None))


@route(bp, "/<public_id>/files", permission="visit:edit", methods=("POST",))
def bring(public_id: str) -> Any:
    """Each file is an act of its own: one that is refused does not take the others with it."""
    scope, form = current_scope(), BringForm()
    area_code = get_household(session(), scope, public_id).area_code
    if not form.validate_on_submit():
        return _page(public_id, form), 422
    kept, refusals = 0, []
    for one in form.files.data[:MOST_AT_ONCE]:
        given = Given(one.read(MOST_SENT + 1), one.filename or "", form.topic.data, form.caption.data)
        try:
            keep_one(public_id, area_code, given)
            kept += 1
        except InvalidInputError as refused:
            refusals.append((refused.fields, f"{one.filename}：{refused.message}{refused.way_out or ''}"))
    if len(form.files.data) > MOST_AT_ONCE:
        refusals.append(({}, _("一次最多 %(n)s 份，后面的没有收，请再传一次。", n=MOST_AT_ONCE)))
    if kept:
        flash(_("收下 %(n)s 份。", n=kept), "ok")
    if not refusals:
        return redirect(url_for("households.gallery", public_id=public_id))
    for fields, sentence in refusals:
        (form.topic if "topic" in fields else form.files).errors = [sentence]
    return _page(public_id, form, [sentence for _fields, sentence in refusals]), 422


def keep_one(public_id: str, area_code: str, given: Given) -> None:
    """One photo or paper as an act of its own."""
    perform(
        session(),
        current_actor(),
        "attachment.add",
        lambda work: attach(work, current_scope(), public_id, given, _store()),
        subject=f"household:{public_id}",
        area_code=area_code,
    )


@route(bp, "/<public_id>/files/<file_id>", permission="household:read")
def attachment(public_id: str, file_id: str) -> Any:
    household = get_household(session(), current_scope(), public_id)
    return _one(household, get_attachment(session(), current_scope(), household.id, file_id))


@route(bp, "/<public_id>/files/<file_id>", permission="visit:edit", methods=("POST",))
def describe_attachment(public_id: str, file_id: str) -> Any:
    scope, form = current_scope(), AttachmentForm()
    household = get_household(session(), scope, public_id)
    row = get_attachment(session(), scope, household.id, file_id)
    if not form.validate_on_submit():
        return _one(household, row, form), 422
    perform(
        session(),
        current_actor(),
        "attachment.describe",
        lambda work: describe(
            work, scope, public_id, file_id, topic=form.topic.data, caption=form.caption.data
        ),
        subject=f"household:{public_id}",
        area_code=household.area_code,
    )
    flash(_("改好了。"), "ok")
    return redirect(url_for("households.attachment", public_id=public_id, file_id=file_id))


@route(bp, "/<public_id>/files/<file_id>/remove", permission="household:edit", methods=("POST",))
def remove_attachment(public_id: str, file_id: str) -> Any:
    scope = current_scope()
    area_code = get_household(session(), scope, public_id).area_code
    perform(
        session(),
        current_actor(),
        "attachment.remove",
        lambda work: detach(work, scope, public_id, file_id),
        subject=f"household:{public_id}",
        area_code=area_code,
    )
    flash(_("删掉了；谁在什么时候删的，留在来历里。"), "ok")
    return redirect(url_for("households.gallery", public_id=public_id))


@route(bp, "/<public_id>/files/<file_id>/content", permission="household:read")
def attachment_content(public_id: str, file_id: str) -> Any:
    """The bytes; `small` for the small picture. A paper is saved, never opened inside the page."""
    household = get_household(session(), current_scope(), public_id)
    row = get_attachment(session(), current_scope(), household.id, file_id)
    number = row.thumb_id if request.args.get("small") else row.file_id
    kept = find_file(session(), number) if number else None
    if kept is None:
        raise NotFoundError
    how = "inline" if row.kind == "photo" else "attachment"
    headers = {"Content-Disposition": f"{how}; filename*=UTF-8''{quote(kept.name)}"}
    return Response(read_file(_store(), kept), mimetype=kept.media_type, headers=headers)


def _store() -> FileStore:
    return open_store(current_app.extensions["bangfu"].files_dir, vault())


def _page(public_id: str, form: BringForm, refusals: list[str] | None = None) -> str:
    household = get_household(session(), current_scope(), public_id)
    shown = list_attachments(session(), current_scope(), household.id)
    return render_template(
        "households/gallery.html", h=household, shown=shown, form=form, refusals=refusals or []
    )


def _one(household: Any, row: Attachment, form: AttachmentForm | None = None) -> str:
    proofs = row.topic == PROOF
    shown = list_attachments(session(), current_scope(), household.id, proofs=proofs)
    found = [one for one in shown if one.row.id == row.id]
    return render_template(
        "households/attachment.html",
        h=household,
        one=found[0],
        form=form or AttachmentForm(formdata=None, topic=row.topic, caption=row.caption),
    )
