"""A step of a work order or of a grant: from which states to which, and under which permission."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.errors import InvalidInputError
from app.domain.vocabulary import CodeList


@dataclass(frozen=True, slots=True)
class Step:
    """One act: from where to where, under which permission, and the label of its button."""

    act: str
    label: str
    permission: str
    from_states: tuple[str, ...]
    to_state: str


def step_after(steps: Mapping[str, Step], act: str, state: str, states: CodeList, noun: str) -> Step:
    """The step, if it may follow this state; InvalidInputError with the way out where it may not."""
    step = steps.get(act)
    if step is None or state not in step.from_states:
        raise InvalidInputError(
            "E-STEP",
            f"{noun}现在是“{states.label(state)}”，不能{step.label if step else '这样办'}。",
            way_out="请刷新页面看最新进展。",
        )
    return step


def steps_from(steps: Mapping[str, Step], state: str) -> list[Step]:
    """What may be done next in a state, whoever may do it."""
    return [step for step in steps.values() if state in step.from_states]
