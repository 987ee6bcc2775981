"""Two people at the same work order: the answer and the steps as a version of it shows them."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy

from app.access import current_scope, session
from app.domain.errors import InvalidInputError
from app.domain.work_orders import STEPS, may_answer_again, step_for
from app.models import Finding
from app.queries.findings import find_finding
from app.web.conflicts import Contest
from app.web.findings.forms import AnswerForm, StepForm
from app.web.formats import label

_STATE = {"state": (lazy("状态"), lambda code: label(code, "finding_state"))}
_ANSWER = {
    "conclusion": (lazy("核查结论"), lambda code: label(code, "conclusion")),
    "explanation": (lazy("说明"), lambda text: text or _("没写")),
}


def answered(finding: Any) -> AnswerForm:
    """The answer's form as it shows a version of a work order."""
    form = AnswerForm(formdata=None, obj=finding)
    fen = getattr(finding, "to_return_fen", None)
    form.to_return.data = None if fen is None else Decimal(fen) / 100
    form.checked_on.data = getattr(finding, "checked_on", None)
    return form


def answer_contest(public_id: str, title: str) -> Contest:
    """Two answers: they may be put together until somebody has reviewed the first."""

    def blocked(finding: Any) -> str:
        return "" if may_answer_again(finding.state) else _cannot("answer")(finding)

    return _contest(
        public_id, title, answered, url_for("findings.answer", public_id=public_id), blocked, _STATE
    )


def step_contest(public_id: str, title: str, act: str) -> Contest:
    """A step for which somebody else was faster: it may follow still, or its words go into the story."""
    named = f"{STEPS[act].label}：{title}" if act in STEPS else title
    return _contest(
        public_id,
        named,
        lambda _finding: StepForm(formdata=None),
        url_for("findings.step", public_id=public_id),
        _cannot(act),
        {**_STATE, **_ANSWER},
    )


def _contest(
    public_id: str,
    title: str,
    fill: Callable[[Any], Any],
    action: str,
    blocked: Callable[[Any], str],
    also: Any,
) -> Contest:
    def find() -> Finding | None:
        row = find_finding(session(), current_scope(), public_id)
        return row.finding if row else None

    return Contest(
        title=title,
        model=Finding,
        find=find,
        fill=fill,
        action=action,
        back=url_for("findings.show", public_id=public_id),
        also=also,
        joined=frozenset(("explanation", "checkers")),
        blocked=blocked,
        note_action=url_for("findings.note", public_id=public_id),
    )


def _cannot(act: str) -> Callable[[Any], str]:
    def why(finding: Any) -> str:
        try:
            step_for(act, finding.state)
        except InvalidInputError as refused:
            return refused.message
        return ""

    return why
