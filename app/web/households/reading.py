"""念给户主听: the record in large plain sentences, without controls, with room for two signatures on paper."""

from typing import Any

from flask import render_template

from app.access import current_scope, route, session
from app.domain.clock import today
from app.domain.income import income_year
from app.domain.registry_checks import age_on
from app.domain.registry_fields import say_all
from app.queries.household_page import get_living
from app.queries.households import get_household
from app.queries.ledger import get_ledger
from app.queries.people import list_members
from app.queries.visit_page import last_read_back
from app.web.households.blueprint import bp
from app.web.households.pictures import health_words, income_rows, whole_yuan

#: What a family is asked to confirm about its house and land.
ASKED = (
    "住房来源", "住房安全等级", "住房面积", "饮水安全", "通生活用电", "卫生厕所", "耕地面积", "林地面积", "易地搬迁",
)  # fmt: skip


@route(bp, "/<public_id>/read-back", permission="household:read")
def read_back(public_id: str) -> Any:
    scope = current_scope()
    household = get_household(session(), scope, public_id)
    members = list_members(session(), scope, household.id)
    ledger = get_ledger(session(), scope, household.id, income_year(today()), len(members))
    living = get_living(session(), scope, household.id)
    told = say_all("living_condition", vars(living)) if living else {}
    return render_template(
        "households/read_back.html",
        h=household,
        members=members,
        ledger=ledger,
        income=income_rows(ledger),
        per_head=whole_yuan(ledger.sums.net_per_head),
        living=[(label, told.get(label, "")) for label in ASKED],
        today=today(),
        age_on=age_on,
        health_words=health_words,
        last=last_read_back(session(), scope, household.id),
    )
