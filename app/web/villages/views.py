"""村级资料: the record of each village of the reader, by year, with the year before beside each field."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import current_actor, current_scope, route, session
from app.domain.clock import today
from app.domain.errors import BangfuError
from app.domain.fields.villages import VILLAGE
from app.domain.registry_fields import say
from app.models import VillageRecord
from app.queries.area_search import place_names, villages_of
from app.queries.villages import counted_in_register, get_record, years_of
from app.services.villages import EDITABLE, FIRST_YEAR, fill_village
from app.unit_of_work import perform
from app.web.households.saving import sent_version
from app.web.villages import working  # noqa: F401 (its routes)
from app.web.villages.blueprint import bp
from app.web.villages.codes import own_village
from app.web.villages.forms import SECTIONS, VillageForm

#: Villages on one page; a county office opens a village by its household list.
MOST = 400


@route(bp, "", permission="household:read")
def index() -> Any:
    codes = villages_of(session(), current_scope(), MOST)[:MOST]
    names = place_names(session(), codes)
    return render_template("villages/index.html", villages=[(code, names[code]) for code in codes])


@route(bp, "/<code>", permission="household:read")
def show(code: str) -> Any:
    row = get_record(session(), current_scope(), own_village(code), _year())
    return _page(VillageForm(obj=row), code, row)


@route(bp, "/<code>", permission="household:edit", methods=("POST",))
def save(code: str) -> Any:
    scope, year, form = current_scope(), _year(), VillageForm()
    own_village(code)
    if not form.validate():
        return _page(form, code, get_record(session(), scope, code, year)), 422
    version = sent_version()
    changes = {key: value for key, value in form.values().items() if key in EDITABLE}
    try:
        perform(
            session(),
            current_actor(),
            "village.record",
            lambda work: fill_village(work, scope, code, year, version=version, changes=changes),
            subject=f"area:{code}",
            area_code=code,
            request_key=form.request_key.data or None,
            payload={"year": year},
        )
    except BangfuError as refused:
        if refused.status not in (400, 409, 422):
            raise
        form.put_errors(getattr(refused, "fields", None) or {"": f"{refused.message}{refused.way_out or ''}"})
        return _page(form, code, get_record(session(), scope, code, year)), refused.status
    flash(_("%(year)s 年的村级资料存好了。", year=year), "ok")
    return redirect(url_for("villages.show", code=code, year=year))


def _year() -> int:
    year = request.args.get("year", type=int) or today().year
    return year if FIRST_YEAR <= year <= today().year else today().year


def _page(form: VillageForm, code: str, row: VillageRecord | None) -> str:
    scope, year = current_scope(), _year()
    before = get_record(session(), scope, code, year - 1)
    return render_template(
        "villages/show.html",
        form=form,
        code=code,
        name=place_names(session(), [code])[code],
        year=year,
        years=sorted({year, year - 1, today().year, *years_of(session(), scope, code)}, reverse=True),
        version=row.version if row else 0,
        sections=SECTIONS,
        units={key: field.unit for key, field in VILLAGE.items() if field.unit},
        hints=_hints(before, counted_in_register(session(), scope, code)),
    )


def _hints(before: VillageRecord | None, counted: dict[str, int]) -> dict[str, str]:
    """The year before, else what the register counts."""
    found = {key: str(_("登记库里有 %(n)s", n=number)) for key, number in counted.items()}
    for key, field in VILLAGE.items():
        words = say(field, getattr(before, key)) if before is not None else ""
        if words:
            found[key] = _("上一年：%(words)s", words=words)
    return found
