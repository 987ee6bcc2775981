"""Any past day of one household: as it was then, and as the register knew it on another day."""

from datetime import date
from typing import Any

from flask import render_template, request
from flask_babel import gettext as _

from app.access import current_scope, route, session
from app.domain.clock import today
from app.domain.income import income_year
from app.domain.registry_fields import say_all
from app.queries.household_acts import list_acts
from app.queries.households import get_household
from app.queries.past import event_before, household_on
from app.web.households.blueprint import bp
from app.web.households.pictures import whole_yuan
from app.web.households.procedure_forms import PastForm

#: Said in the head of the page, or different on every day by nature.
_NOT_SAID = frozenset(
    ("户编号", "所在村", "户主", "详细住址", "联系电话", "银行账号", "信息采集人电话", "监测联系人电话")
)


@route(bp, "/<public_id>/then", permission="household:read")
def then(public_id: str) -> Any:
    scope = current_scope()
    household = get_household(session(), scope, public_id)
    form = PastForm(request.args)
    if not form.on.raw_data:
        form.on.data = today()
    read = form.validate()
    on: date = form.on.data or today()
    known: date = form.known.data or today()
    past = household_on(session(), scope, household, on, event_before(session(), scope, known))
    sums = past.sums(income_year(on))
    return render_template(
        "households/then.html",
        h=household,
        form=form,
        on=on,
        known=known,
        past=past,
        is_read=read,
        household_facts=_said("household", past.household),
        living=_said("living_condition", past.living),
        year=income_year(on),
        lines=len([line for line in past.lines if line["year"] == income_year(on)]),
        per_head=whole_yuan(sums.net_per_head),
        acts=[line for line in list_acts(session(), scope, household.id) if line.act.state == "done"],
        title=_(
            "%(name)s 户 %(day)s 的样子",
            name=household.head_name or household.household_no,
            day=on.isoformat(),
        ),
    )


def _said(table: str, row: dict[str, Any] | None) -> list[tuple[str, str]]:
    told = say_all(table, row) if row else {}
    return [(label, words) for label, words in told.items() if label not in _NOT_SAID]
