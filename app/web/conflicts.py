"""Two people changed the same record: what I typed, what they saved, what it was. Nothing of the three is lost.

One page for every record. Fields that only one of us touched are merged without asking; for the others a choice is
drawn. The answer comes back to the same address with my whole form, the choices, and the version that was shown.
Records edited through one form are compared as that form shows them; `save_contested` is their whole way.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from flask import render_template, request
from flask_babel import gettext as _
from wtforms import BooleanField, DateField, Field, RadioField, SelectField

from app.access import current_scope, session
from app.domain.errors import ConflictError
from app.queries.household_history import origins_of
from app.queries.record_versions import record_version
from app.web.formats import day

PICK = "pick-"
#: Not sent again with my form: the page writes its own.
_NOT_KEPT = frozenset(("csrf_token", "version", "base_version", "resolve", "request_key"))
#: Fields of a form that say nothing about the record.
_TECHNICAL = frozenset(("csrf_token", "version", "request_key", "public_id", "act"))

Answer = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Clash:
    """One field that both changed, in words."""

    name: str
    label: str
    mine: str
    theirs: str
    base: str
    chosen: str = "mine"
    both: bool = False
    hint: str = ""


@dataclass
class Conflict:
    """The comparison of three versions: fields to choose, and (label, who, was, is) of those that need no choice."""

    clashes: list[Clash] = field(default_factory=list)
    merged: list[tuple[str, str, str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Contest:
    """A record that two people save through the same form.

    `fill` makes that form from the columns of a version, without what was sent. `also` are columns that no field
    shows, with their label and how they are said. `joined` are texts of which both may stay, one below the other.
    """

    title: str
    model: type[Any]
    find: Callable[[], Any]
    fill: Callable[[Any], Any]
    action: str
    back: str
    also: Mapping[str, tuple[str, Callable[[Any], str]]] = field(default_factory=dict)
    joined: frozenset[str] = frozenset()
    #: Why my step cannot follow any more; then both texts are shown and nothing is asked.
    blocked: Callable[[Any], str] = lambda _row: ""
    #: Where my words may be added to the record's story although the step came too late.
    note_action: str = ""


def save_contested(contest: Contest, form: Any, write: Callable[[int, str | None], None]) -> Answer | None:
    """Save a form in order: `write(version, request key)` does the act. The conflict page where somebody was faster.

    What I typed and did not pick goes into the history first, so that it can be read there. A version that differs in
    nothing that anybody sees (a day on which a suspicion was met again) is no conflict.
    """
    version, key = sent_number("version"), request.form.get("request_key", "")[:80] or None
    try:
        if request.form.get("resolve"):
            version = _settle(contest, form, version, write)
        write(version, key)
        return None
    except ConflictError:
        row = contest.find()
        if row is None:
            raise
    if not _moved(contest, row) and not request.form.get("resolve"):
        write(row.version, key)
        return None
    return _contested(contest, row)


def _moved(contest: Contest, row: Any) -> bool:
    """Whether the other changed anything that is seen."""
    was = base_row(contest, row, sent_number("version"))
    theirs, base = contest.fill(row), contest.fill(was)
    fields = any(_value(one) != _value(base[one.name]) for one in _fields(theirs))
    return fields or any(getattr(was, c, None) != getattr(row, c) for c in contest.also)


def _settle(contest: Contest, form: Any, version: int, write: Callable[[int, str | None], None]) -> int:
    row = contest.find()
    if row is None or row.version != version:
        raise ConflictError(current=row)
    theirs, base = contest.fill(row), _base_form(contest, row, base_version_sent())
    picked = _picked(form, theirs, base)
    if any(_value(form[name]) != _value(base[name]) for name in picked):
        write(version, None)
        version += 1
    for name, data in picked.items():
        form[name].data = data
    return version


def _picked(form: Any, theirs: Any, base: Any) -> dict[str, Any]:
    """Field -> what is saved instead of my text."""
    found: dict[str, Any] = {}
    for one in _fields(form):
        mine, now, was = _value(one), _value(theirs[one.name]), _value(base[one.name])
        choice = request.form.get(f"{PICK}{one.name}")
        if mine == now:
            continue
        if choice == "theirs" or (choice is None and mine == was):
            found[one.name] = theirs[one.name].data
        elif choice == "both":
            found[one.name] = f"{now}\n{mine}"
    return found


def _contested(contest: Contest, row: Any) -> Answer:
    """The page, from my form as it was sent."""
    base_version = base_version_sent() or sent_number("version")
    theirs, base = contest.fill(row), _base_form(contest, row, base_version)
    mine = _sent_form(contest, row)
    was = base_row(contest, row, base_version)
    conflict = Conflict()
    blocked = contest.blocked(row)
    for one in _fields(mine):
        _weigh(conflict, one, theirs[one.name], base[one.name], contest.joined)
    for column, (label, say) in contest.also.items():
        before, after = getattr(was, column, None), getattr(row, column)
        if before != after:
            conflict.merged.append((label, _("别人"), say(before), say(after)))
    return conflict_page(
        contest.title,
        conflict,
        action=contest.action,
        back=contest.back,
        row=row,
        base_version=base_version,
        base_event=getattr(was, "event_id", 0),
        blocked=blocked,
        note_action=contest.note_action,
        words=_typed(mine, base) if blocked else "",
    )


def _sent_form(contest: Contest, row: Any) -> Any:
    """My form as it was sent, with the choices of the record's own."""
    form = contest.fill(row)
    form.process(formdata=request.form)
    return form


def _typed(mine: Any, base: Any) -> str:
    """What I wrote, as lines that can be added to the record's story."""
    new = [one for one in _fields(mine) if _value(one) is not None and _value(one) != _value(base[one.name])]
    return "\n".join(f"{one.label.text}：{said(one)}" for one in new)


def _weigh(conflict: Conflict, mine: Field, theirs: Field, base: Field, joined: frozenset[str]) -> None:
    a, b, c = _value(mine), _value(theirs), _value(base)
    label = str(mine.label.text)
    words = (said(mine), said(theirs), said(base))
    if a != c and b != c and a != b:
        both = mine.name in joined and bool(a and b)
        conflict.clashes.append(Clash(f"{PICK}{mine.name}", label, *words, both=both))
    elif b != c:
        conflict.merged.append((label, _("别人"), words[2], words[1]))
    elif a != c:
        conflict.merged.append((label, _("您"), words[2], words[0]))


def conflict_page(
    title: str,
    conflict: Conflict,
    *,
    action: str,
    back: str,
    row: Any,
    base_version: int,
    base_event: int,
    blocked: str = "",
    note_action: str = "",
    words: str = "",
    more: Sequence[tuple[str, str]] = (),
    kept_in_history: bool = True,
) -> Answer:
    """The page with both texts, status 409. My whole form rides along hidden and comes back with the choices."""
    origins = origins_of(session(), [row.event_id, base_event])
    page = render_template(
        "conflicts/show.html",
        title=title,
        conflict=conflict,
        theirs=origins.get(row.event_id),
        base=origins.get(base_event),
        keep=[*_kept(), *more],
        kept_in_history=kept_in_history,
        version=row.version,
        base_version=base_version,
        action=action,
        back=back,
        blocked=blocked,
        note_action=note_action,
        words=words,
    )
    return page, 409


def _kept() -> list[tuple[str, str]]:
    return [
        (name, text)
        for name, text in request.form.items(multi=True)
        if name not in _NOT_KEPT and not name.startswith(PICK)
    ]


def base_row(contest: Contest, row: Any, version: int) -> Any:
    """The version from which I began to type, as an object; without columns where there was none."""
    found = record_version(session(), current_scope(), contest.model, row.id, version)
    return SimpleNamespace(**(found or {}))


def base_version_sent() -> int:
    """The version from which the person began to type; 0 where it was not sent."""
    return sent_number("base_version")


def sent_number(name: str) -> int:
    """A whole number of the form, 0 where it is none."""
    text = request.form.get(name, "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _base_form(contest: Contest, row: Any, version: int) -> Any:
    return contest.fill(base_row(contest, row, version))


def _fields(form: Any) -> list[Field]:
    return [one for one in form if one.name not in _TECHNICAL]


def _value(one: Field) -> Any:
    """What a field holds, so that the same content is equal however it was typed; None = nothing."""
    data = one.data
    if isinstance(data, str):
        data = "\n".join(line.rstrip() for line in data.strip().splitlines())
    return None if data is None or data == "" else data


def said(one: Field) -> str:
    """What a field holds, in the words that the form itself would use."""
    data = _value(one)
    if data is None:
        return str(_("没写"))
    if isinstance(one, SelectField | RadioField):
        return next((str(choice.label) for choice in one.choices or () if choice.value == data), str(data))
    if isinstance(one, BooleanField):
        return str(_("是") if data else _("否"))
    if isinstance(one, DateField):
        return day(data)
    if isinstance(data, Decimal):
        return f"{data.normalize():f}"
    return str(data)
