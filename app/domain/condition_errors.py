"""Refusal of a condition that cannot be read: where it stands and what is wrong, for its author."""

from app.domain.errors import BangfuError


class ConditionError(BangfuError):
    """`place` is the path inside the condition, e.g. `all[1].where`; codes begin with E-C."""

    def __init__(self, code: str, message: str, place: str) -> None:
        super().__init__(
            code, message, place=place.lstrip(".") or "条件", way_out="请改正这一处，其余不用动。"
        )
