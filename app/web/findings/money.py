"""Money to return: the list with its sum, and a receipt for each sum that came back."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import current_actor, current_scope, route, session
from app.domain.errors import InvalidInputError
from app.queries.area_search import place_names
from app.queries.finding_money import list_money, sum_money
from app.queries.titles import rule_titles
from app.services.finding_money import record_receipt
from app.unit_of_work import unit_of_work
from app.web.findings.blueprint import bp
from app.web.findings.forms import ReceiptForm
from app.web.findings.page import order_page
from app.web.lists import area_argument, key_argument


@route(bp, "/money", permission="finding:read")
def money() -> Any:
    area, every = area_argument(), request.args.get("all") == "yes"
    return render_template(
        "findings/money.html",
        page=list_money(session(), current_scope(), area=area, all_of_them=every, after=key_argument()),
        total=sum_money(session(), current_scope(), area),
        titles=rule_titles(session(), "check"),
        area=area,
        every=every,
        place=place_names(session(), [area])[area] if area else "",
        first=request.args.get("first", type=int) or 1,
    )


@route(bp, "/<public_id>/receipt", permission="finding:review", methods=("POST",))
def receipt(public_id: str) -> Any:
    form = ReceiptForm()
    if form.validate_on_submit():
        try:
            with unit_of_work(
                session(),
                current_actor(),
                "finding.receipt",
                subject=f"finding:{public_id}",
                request_key=form.request_key.data or None,
            ) as work:
                record_receipt(work, current_scope(), public_id, **form.to_changes())
            flash(_("退款记上了。"), "ok")
            return redirect(url_for("findings.show", public_id=public_id))
        except InvalidInputError as refused:
            if not refused.fields:
                raise
            for name, sentence in refused.fields.items():
                form[name].errors = [sentence]
    return order_page(public_id, receipt_form=form), 422
