"""What supervision looks at: the trail and the registers as rows with an official, a family, a place and figures.

Each view is one SELECT over the whole register, with the columns of BASE and its own fields; conditions of
`catalogue/supervision` are held against them by `queries.supervision`.
"""

from collections.abc import Mapping

from sqlalchemy import or_

from app.models import Event
from app.queries.moments import local_hour
from app.queries.supervision_orders import (
    answer_outcomes,
    answers,
    closings,
    edits_before_recheck,
    exemptions,
    open_orders,
)
from app.queries.supervision_register import grant_hands, kin_grants, same
from app.queries.supervision_rows import View
from app.queries.supervision_trail import (
    EDITS,
    NIGHT_ACTS,
    NIGHT_FROM,
    NIGHT_TO,
    acts,
    reveals,
    undone_batches,
)

VIEWS: Mapping[str, tuple[View, frozenset[str]]] = {
    "open_orders": (open_orders, frozenset({"days"})),
    "answers": (answers, frozenset({"minutes"})),
    "closings": (closings, frozenset({"visits", "photos", "has_checkers", "hands"})),
    "grant_hands": (grant_hands, frozenset({"hands"})),
    "kin_grants": (kin_grants, frozenset()),
    "same_phones": (same("phone_ref"), frozenset({"others"})),
    "same_accounts": (same("bank_ref"), frozenset({"others"})),
    "answer_outcomes": (answer_outcomes, frozenset({"unconfirmed"})),
    "edits_before_recheck": (edits_before_recheck, frozenset({"edits"})),
    "register_edits": (acts(EDITS), frozenset()),
    "night_acts": (
        acts(NIGHT_ACTS, or_(local_hour(Event.at) >= NIGHT_FROM, local_hour(Event.at) < NIGHT_TO)),
        frozenset(),
    ),
    "reveals": (reveals, frozenset({"followed"})),
    "exemptions": (exemptions, frozenset()),
    "undone_batches": (undone_batches, frozenset()),
}
FIELDS: Mapping[str, frozenset[str]] = {name: fields for name, (_view, fields) in VIEWS.items()}
