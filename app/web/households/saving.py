"""One way to save a section: read the form, do the act, and on a conflict show both texts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, request
from flask_babel import gettext as _

from app.access import current_actor, current_scope, session
from app.domain.errors import BangfuError, ConflictError, InvalidInputError
from app.models import Household
from app.queries.effects import Answers, open_answers, say_effects
from app.unit_of_work import Work, perform
from app.web.conflicts import base_version_sent
from app.web.households.conflicts import base_of, conflict_page, settled
from app.web.sent_key import sent_key

#: So many consequences are named one by one.
SAID = 4

Do = Callable[[Work, int, dict[str, Any]], Any]


@dataclass(frozen=True)
class Section:
    """What is saved: the row's table, the act's name, words for people, and where to go afterwards."""

    table: str
    act: str
    title: str
    done: str
    action: str
    then: str


def sent_version() -> int:
    """The version in the form; 0 where the row did not exist yet."""
    text = request.form.get("version", "0")
    if not (text.isascii() and text.isdigit()) or len(text) > 9:
        raise InvalidInputError("E-VERSION", "表单不完整，没有存。", way_out="请重新打开这一页。")
    return int(text)


def say_what_followed(household_id: int, before: Answers) -> None:
    """A sentence on measures and suspicions that came or went with what was saved."""
    scope = current_scope()
    after = open_answers(session(), scope, household_id)
    effects = [words for _key, words in say_effects(session(), scope, household_id, before, after)]
    if effects:
        more = _("，等 %(n)s 项", n=len(effects)) if len(effects) > SAID else ""
        flash(_("因此有变化：%(what)s。", what="；".join(effects[:SAID]) + more), "info")


def _write_both(
    section: Section,
    public_id: str,
    area: str,
    row: Any,
    version: int,
    changes: Mapping[str, Any],
    dropped: Mapping[str, Any],
    do: Do,
) -> dict[str, Any]:
    """My text goes into the history first, so that it can be read there; what is left to do is to put theirs back."""
    theirs = {name: getattr(row, name) for name in dropped}
    perform(
        session(),
        current_actor(),
        section.act,
        lambda work: do(work, version, {**changes, **dropped}),
        subject=f"household:{public_id}",
        area_code=area,
    )
    return theirs


def save(
    section: Section,
    form: Any,
    household: Household,
    find_row: Callable[[], Any],
    mine: Mapping[str, Any],
    do: Do,
) -> Any | None:
    """Perform the act with what the form changes. None where the form has to be shown again with its errors."""
    version, changes = sent_version(), dict(mine)
    public_id, area, household_id = household.public_id, household.area_code, household.id
    before = open_answers(session(), current_scope(), household_id)
    try:
        if request.form.get("resolve") and (row := find_row()) is not None:
            base = base_of(section.table, household, row.id, base_version_sent())
            changes, dropped = settled(section.table, mine, base, request.form)
            if dropped and row.version == version:
                changes = _write_both(section, public_id, area, row, version, changes, dropped, do)
                version += 1
        perform(
            session(),
            current_actor(),
            section.act,
            lambda work: do(work, version, changes),
            subject=f"household:{public_id}",
            area_code=area,
            request_key=sent_key(),
        )
    except ConflictError:
        row = find_row()
        if row is None:
            raise
        base_version = base_version_sent() or sent_version()
        return conflict_page(section.table, section.title, household, row, base_version, mine, section.action)
    except BangfuError as refused:
        if refused.status not in (400, 422):
            raise
        form.put_errors(getattr(refused, "fields", None) or {"": f"{refused.message}{refused.way_out or ''}"})
        return None
    flash(section.done, "ok")
    say_what_followed(household_id, before)
    return redirect(section.then)
