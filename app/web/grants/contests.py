"""Two people at the same grant: a step as a version of the grant shows it."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy

from app.access import current_scope, session
from app.domain.errors import InvalidInputError
from app.domain.grants import GRANT_STEPS, grant_step
from app.models import MeasureGrant
from app.queries.grants import find_grant
from app.web.conflicts import Contest
from app.web.formats import label
from app.web.grants.forms import GrantStepForm

_STATE = {"state": (lazy("状态"), lambda code: label(code, "grant_state"))}
#: Which column a step's day goes into.
_DAY = {"deliver": "delivered_on", "end": "ends_on"}


def grant_contest(public_id: str, title: str, act: str) -> Contest:
    """A step for which somebody else was faster: it may follow still, or its words are added to the grant's."""

    def find() -> MeasureGrant | None:
        row = find_grant(session(), current_scope(), public_id)
        return row.grant if row else None

    def fill(grant: Any) -> GrantStepForm:
        form = GrantStepForm(formdata=None, obj=grant)
        form.refusal.data = getattr(grant, "refusal", None) or ""
        form.on_day.data = getattr(grant, _DAY[act], None) if act in _DAY else None
        return form

    def blocked(grant: Any) -> str:
        try:
            grant_step(act, grant.state)
        except InvalidInputError as refused:
            return refused.message
        return ""

    return Contest(
        title=_("%(step)s“%(name)s”", step=GRANT_STEPS[act].label if act in GRANT_STEPS else "", name=title),
        model=MeasureGrant,
        find=find,
        fill=fill,
        action=url_for("grants.step", public_id=public_id),
        back=url_for("grants.show", public_id=public_id),
        also=_STATE,
        joined=frozenset(("reason",)),
        blocked=blocked,
        note_action=url_for("grants.note", public_id=public_id),
    )
