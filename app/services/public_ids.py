"""Public ids of new records: made here, or by a device that was offline when the record was written."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.domain.clock import new_public_id
from app.domain.errors import ConflictError, InvalidInputError
from app.queries.scope import unscoped
from app.unit_of_work import Work


def own_public_id(work: Work, model: Any, offered: str | None) -> str:
    """The offered id, or a fresh one. E-PUBLIC-ID for anything but a UUID; ConflictError where it is taken."""
    if not offered:
        return new_public_id()
    try:
        text = str(UUID(offered))
    except ValueError as odd:
        raise InvalidInputError(
            "E-PUBLIC-ID", "设备给的编号不对，没有存。", way_out="请重新打开这一页再存。"
        ) from odd
    with unscoped("whether an id that a device made is taken"):
        if work.session.scalar(select(model.id).where(model.public_id == text)) is not None:
            raise ConflictError("这一项已经存过了。")
    return text
