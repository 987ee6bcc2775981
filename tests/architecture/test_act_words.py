"""Every act that writes an event has words for the auditor: no code stands on the pages of the trail."""

import ast
import re
from pathlib import Path

from app.domain.grants import GRANT_STEPS
from app.domain.work_orders import STEPS
from app.queries.audit import ACT_WORDS

APP = Path(__file__).resolve().parents[2] / "app"
WRITERS = ("unit_of_work", "perform", "step_transaction")
ACT = re.compile(r"[a-z]+\.[a-z_]+")


def _acts() -> set[str]:
    found = set()
    for path in APP.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in WRITERS:
                texts = [
                    a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)
                ]
                found |= {text for text in texts if ACT.fullmatch(text)}
    return found


def test_every_act_has_words() -> None:
    acts = _acts()
    assert len(acts) > 20
    assert sorted(acts - set(ACT_WORDS)) == []


def test_every_step_of_a_work_order_and_of_a_grant_has_words() -> None:
    steps = {f"finding.{act}" for act in STEPS} | {f"grant.{act}" for act in GRANT_STEPS}
    assert sorted(steps - set(ACT_WORDS)) == []
