"""填别人的表: upload another office's blank workbook, look at what was recognised, have it filled."""

from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField

from app.access import current_actor, current_scope, route, session
from app.adapters.file_store import FileStore
from app.adapters.workbook_reader import open_workbook
from app.domain.clock import today
from app.domain.errors import BangfuError, InvalidInputError, NotFoundError
from app.domain.papers.fields import field_of
from app.extensions import vault
from app.models import ReportRequest
from app.queries.papers import get_request, households_called
from app.services.files import find_file, read_file
from app.services.importing.fill_cards import recognise_sheet
from app.services.importing.fill_columns import HOUSEHOLD, SUBJECTS, fill_profiles
from app.services.importing.fill_sheets import CARD, AskedSheet, fillable
from app.services.paper_requests import FILL, has_ended, keep_asked, keep_blank, request_filling
from app.services.secrets import PURPOSES
from app.unit_of_work import perform
from app.web.base_form import FlaskForm
from app.web.choice_fields import SelectField
from app.web.papers.blueprint import bp
from app.web.papers.places import village_choices, village_in_scope
from app.web.typed_fields import TextField

#: The choice of all villages at once: an archive with one workbook a village.
ALL = "all"


class BlankForm(FlaskForm):
    """The blank workbook."""

    file = FileField(lazy("别的部门的空表"), [FileRequired(lazy("请选一个文件。"))])


class FillForm(FlaskForm):
    """For which village, and with full numbers or masked."""

    village = SelectField(lazy("填哪个村的"), validate_choice=False)
    household = TextField(lazy("哪一户"), most=40)
    subject = SelectField(
        lazy("一行是什么"),
        choices=[*SUBJECTS.items(), (CARD, lazy("一户一张的卡片"))],
        validate_choice=False,
    )
    with_numbers = BooleanField(lazy("填完整的证件号码、电话和账号"))
    purpose = SelectField(
        lazy("完整号码做什么用"),
        choices=[("", lazy("请选用途")), *PURPOSES.items()],
        default="",
        validate_choice=False,
    )


@route(bp, "/fill", permission="household:edit")
def blank() -> Any:
    return _blank_page(BlankForm(formdata=None))


@route(bp, "/fill", permission="household:edit", methods=("POST",))
def bring_blank() -> Any:
    form, villages = BlankForm(), village_choices()
    if not villages:
        raise NotFoundError
    if not form.validate():
        return _blank_page(form), 422
    body, name = form.file.data.read(), form.file.data.filename or ""
    try:
        book, blank, title = fillable(body, name)
        asked = recognise_sheet(book)
    except BangfuError as refused:
        form.file.errors = [f"{refused.message}{refused.way_out or ''}"]
        return _blank_page(form), 422
    area = villages[0][0]
    public_id = perform(
        session(),
        current_actor(),
        "paper.blank",
        lambda work: keep_blank(work, _store(), area, blank, title, asked, today()).public_id,
        area_code=area,
    )
    if blank is not body:
        flash(_("这是旧格式的表，填好以后是 .xlsx：字和合并的格都在，字体、列宽不带过来。"), "info")
    return redirect(url_for("papers.columns", blank_id=public_id))


@route(bp, "/<blank_id>/columns", permission="household:edit")
def columns(blank_id: str) -> Any:
    asked = _asking(blank_id)
    if asked.state != "asking":
        return redirect(url_for("papers.show", public_id=blank_id))
    return _columns_page(asked, AskedSheet.of_json((asked.document or {})["asked"]), FillForm(formdata=None))


@route(bp, "/<blank_id>/columns", permission="household:edit", methods=("POST",))
def fill(blank_id: str) -> Any:
    """Either what a line is was changed and the columns are recognised anew, or the sheet is filled."""
    asked, form = _asking(blank_id), FillForm()
    if asked.state != "asking" or has_ended(asked):
        return redirect(url_for("papers.show", public_id=blank_id))
    sheet = AskedSheet.of_json((asked.document or {})["asked"])
    subject = form.subject.data or sheet.subject
    try:
        if subject != sheet.subject and subject in (*SUBJECTS, CARD):
            file = find_file(session(), (asked.document or {})["file"])
            assert file is not None
            again = recognise_sheet(open_workbook(read_file(_store(), file), filename=file.name), subject)
            perform(session(), current_actor(), "paper.blank", lambda work: keep_asked(work, asked, again))
            return redirect(url_for("papers.columns", blank_id=blank_id))
        takes = {k.removeprefix("take-"): v for k, v in request.form.items() if k.startswith("take-")}
        return _fill(asked, sheet.corrected(takes), form)
    except BangfuError as refused:
        if refused.status not in (400, 422, 429):
            raise
        form.form_errors.append(f"{refused.message}{refused.way_out or ''}")
        return _columns_page(_asking(blank_id), sheet, form), 422


def _fill(asked: ReportRequest, sheet: AskedSheet, form: FillForm) -> Any:
    public_id = asked.public_id
    household, villages = _whose(sheet, form)
    clear = bool(form.with_numbers.data)
    perform(
        session(),
        current_actor(),
        "paper.numbers" if clear else "paper.request",
        lambda work: request_filling(
            work,
            asked,
            sheet,
            villages,
            with_numbers=clear,
            purpose=form.purpose.data or "",
            household=household,
        ),
        subject=f"report_request:{public_id}",
        area_code=asked.area_code,
        payload={"form": FILL, "villages": len(villages), "purpose": form.purpose.data or ""},
    )
    return redirect(url_for("papers.show", public_id=public_id))


def _whose(sheet: AskedSheet, form: FillForm) -> tuple[str | None, list[str]]:
    """The household of a card, or the villages of a list. E-FILL-WHOSE where no one family is meant."""
    if not sheet.is_card:
        chosen = form.village.data or ""
        return None, [c for c, _name in village_choices()] if chosen == ALL else [village_in_scope(chosen)]
    words = form.household.data or ""
    found = households_called(session(), current_scope(), words) if words else []
    if len(found) == 1:
        return found[0].public_id, []
    numbers = "、".join(home.household_no for home in found)
    sentence = (
        f"叫这个名字的有几户，请写户编号：{numbers}。" if found else "没有找到这一户，请写户编号或户主姓名。"
    )
    raise InvalidInputError("E-FILL-WHOSE", sentence, fields={"household": sentence})


def _asking(public_id: str) -> ReportRequest:
    found = get_request(session(), current_scope(), current_actor().id or 0, public_id)
    if found.kind != FILL:
        raise NotFoundError
    return found


def _store() -> FileStore:
    return FileStore(current_app.extensions["bangfu"].files_dir, vault())


def _blank_page(form: BlankForm) -> str:
    return render_template("papers/blank.html", form=form, has_villages=bool(village_choices()))


def _columns_page(asked: ReportRequest, sheet: AskedSheet, form: FillForm) -> str:
    villages = village_choices()
    several = [(ALL, _("全部 %(count)s 个村，每村一份", count=len(villages)))] if len(villages) > 1 else []
    form.village.choices = [*villages, *several]
    if not form.is_submitted():
        form.subject.data = sheet.subject
    return render_template(
        "papers/columns.html",
        asked=asked,
        sheet=sheet,
        form=form,
        choices=_choices(HOUSEHOLD if sheet.is_card else sheet.subject),
        open_columns=[c.header for c in sheet.columns if not c.key],
    )


def _choices(subject: str) -> list[tuple[str, str]]:
    """Every field that can be filled, by its label in the register; two of one label are told apart by their source."""
    named = [(c.key, field_of(c.key).label) for c in fill_profiles()[subject].columns]
    owners = {
        "household": _("户"),
        "head": _("户主"),
        "member": _("成员"),
        "place": _("地方"),
        "sums": _("收入"),
    }
    labels = [label for _key, label in named]
    told = [
        (key, f"{label}（{owners.get(key.partition('.')[0], '')}）" if labels.count(label) > 1 else label)
        for key, label in named
    ]
    return [("", _("留空")), *told]
