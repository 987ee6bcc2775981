"""表样和导出: an empty template of every list, and the register's own lists out in the layout they come in."""

from io import BytesIO
from typing import Any

from flask import flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _

from app.access import current_actor, current_scope, may, route, session
from app.adapters.import_template import write_template
from app.domain.clock import today
from app.domain.errors import InvalidInputError, NotAllowedError, NotFoundError
from app.domain.importing.template import template_columns
from app.domain.vocabulary.bureaus import OFFICE
from app.services.exports.requests import ask_export
from app.services.importing.profiles import all_profiles, profiles_for
from app.services.importing.register_lists import LISTS
from app.services.secrets import PURPOSES
from app.unit_of_work import unit_of_work
from app.web.exports.reading import read_list
from app.web.imports.forms import RegisterForm
from app.web.imports.room import bp
from app.web.imports.sheets import XLSX
from app.web.imports.upload_areas import offered_areas
from app.web.sent_key import sent_key


@route(bp, "/lists", permission="import:read")
def lists() -> Any:
    return _page(_form())


def _page(form: RegisterForm, status: int = 200) -> Any:
    profiles = sorted(profiles_for(current_actor(), session()).values(), key=lambda p: (p.bureau, p.code))
    return render_template(
        "imports/lists.html", form=form, profiles=profiles, offices=OFFICE, may_export=_may_export()
    ), status


def _may_export() -> bool:
    """Clear numbers go out: for those who may make exports and see a number in clear."""
    return may("export:make") and may("secret:reveal")


def _form() -> RegisterForm:
    form = RegisterForm()
    known = all_profiles(session())
    form.offer(
        [(code, known[code].title) for code in LISTS], offered_areas("export:make"), list(PURPOSES.items())
    )
    if not form.is_submitted():
        form.period.data = today().strftime("%Y-%m")
    return form


@route(bp, "/template", permission="import:read")
def template() -> Any:
    """The empty workbook of the list named by `code`: numbers typed as text, words to choose from."""
    code = request.args.get("code", "")
    if not code:
        return redirect(url_for("imports.lists"))
    profile = profiles_for(current_actor(), session()).get(code)
    if profile is None:
        raise NotFoundError()
    out = BytesIO()
    write_template(out, profile.title, template_columns(profile))
    out.seek(0)
    name = _("模板 %(code)s %(title)s.xlsx", code=profile.code, title=profile.title)
    return send_file(out, mimetype=XLSX, as_attachment=True, download_name=name)


@route(bp, "/lists", permission="export:make", methods=("POST",))
def register_list() -> Any:
    """A list of the register holds clear numbers: it is asked for, and goes out when another person has agreed."""
    if not _may_export():
        raise NotAllowedError("secret:reveal")
    form = _form()
    if not form.validate_on_submit():
        return _page(form, 422)
    address = {"profile": form.profile.data, "area": form.area.data, "period": form.period.data}
    told = {"list": "register", "profile": form.profile.data, "purpose": form.purpose.data}
    try:
        with unit_of_work(
            session(),
            current_actor(),
            "export.ask",
            area_code=form.area.data,
            payload=told,
            request_key=sent_key(),
        ) as work:
            asked = read_list("register", address)
            row = ask_export(
                work, current_scope(), asked, address, ["id_no"], form.purpose.data, form.reason.data or ""
            )
            public_id = row.public_id
    except NotFoundError:
        raise
    except InvalidInputError as refused:
        words = refused.fields or {"profile": f"{refused.message}{refused.way_out or ''}"}
        for name, sentence in words.items():
            form[name].errors = [sentence]
        return _page(form, 422)
    flash(_("申请交上去了，批下来会在您的首页提醒。"), "ok")
    return redirect(url_for("exports.show", public_id=public_id))
