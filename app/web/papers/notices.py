"""公示名单: a public list is asked for here; leaks are told before anything is printed."""

from typing import Any

from flask import redirect, render_template, request, url_for

from app.access import current_actor, current_scope, route, session
from app.domain.clock import today
from app.domain.errors import InvalidInputError
from app.queries.area_search import place_names
from app.queries.household_acts import limits_on
from app.services.catalogue import work_calendar
from app.services.notices import LeakError, matters
from app.services.paper_requests import request_notice
from app.unit_of_work import perform
from app.web.papers.blueprint import bp
from app.web.papers.forms import NoticeForm
from app.web.papers.places import village_choices, village_in_scope
from app.web.sent_key import sent_key


@route(bp, "/notice", permission="household:edit")
def notice() -> Any:
    form = NoticeForm()
    villages = village_choices()
    form.village.data = request.args.get("village") or (villages[0][0] if villages else "")
    if villages:
        code = village_in_scope(form.village.data)
        days = limits_on(session(), current_scope(), today(), code).notice_days
        last = work_calendar().after(today(), days)
        form.begin(today(), last, today().strftime("%Y-%m"))
        form.issuer.data = place_names(session(), [code])[code].replace(" ", "") + "村民委员会"
    return _page(form)


@route(bp, "/notice", permission="household:edit", methods=("POST",))
def ask_notice() -> Any:
    form = NoticeForm()
    form.offer(village_choices(), matters(session()))
    if not form.validate():
        return _page(form), 422
    code, given = village_in_scope(form.village.data), form.given()
    formats = tuple(form.formats.data or ())
    try:
        public_id = perform(
            session(),
            current_actor(),
            "paper.notice",
            lambda work: request_notice(work, current_scope(), code, given, formats, today()).public_id,
            subject=f"area:{code}",
            area_code=code,
            request_key=sent_key(),
            payload={"matter": given.matter, "channel": given.channel},
        )
    except LeakError as refused:
        return _page(form, refused), 422
    except InvalidInputError as refused:
        for name, words in refused.fields.items():
            form[name].errors = [*form[name].errors, words]
        if not refused.fields:
            form.form_errors.append(f"{refused.message}{refused.way_out or ''}")
        return _page(form), 422
    return redirect(url_for("papers.show", public_id=public_id))


def _page(form: NoticeForm, refused: LeakError | None = None) -> str:
    form.offer(village_choices(), matters(session()))
    return render_template("papers/notice.html", form=form, refused=refused)
