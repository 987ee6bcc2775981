"""The income ledger: all lines of a year in one grid, saved together."""

from collections.abc import Iterator
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField

from app.access import current_actor, current_scope, route, session
from app.domain.clock import today
from app.domain.errors import ConflictError, InvalidInputError
from app.domain.income import income_year, span_of
from app.domain.vocabulary.income import INCOME_GROUP, INCOME_KIND
from app.models import Household
from app.queries.effects import open_answers
from app.queries.households import get_household
from app.queries.ledger import Ledger, get_ledger
from app.queries.people import list_members
from app.services.bureau_income import counting_rule, fill_household, offered_lines
from app.services.ledger import LOCKED, LineInput, save_ledger
from app.unit_of_work import perform
from app.web.base_form import FlaskForm
from app.web.choice_fields import SelectField
from app.web.formats import yuan
from app.web.households.blueprint import bp
from app.web.households.ledger_conflicts import ledger_conflict, settled
from app.web.households.pictures import whole_yuan
from app.web.households.saving import say_what_followed
from app.web.sent_key import sent_key
from app.web.typed_fields import CountField, MoneyField, NumberField, TextField

#: The eleven sums by our names.
INCOME_LABELS = {
    **{code.code: code.label for code in INCOME_GROUP},
    **{code.code: code.label for code in INCOME_KIND},
}
#: Empty lines offered below those that exist.
BLANK = 3


class LineForm(Form):  # type: ignore[misc]
    """One line of the grid."""

    public_id = HiddenField()
    version = HiddenField()
    kind = SelectField(lazy("类别"), choices=[("", lazy("请选")), *INCOME_KIND.choices()])
    person_id = SelectField(lazy("谁的"), choices=[("", lazy("全户"))], validate_choice=False)
    label = TextField(lazy("说明"), most=60)
    quantity = NumberField(lazy("数量"), most=1_000_000)
    unit = TextField(lazy("单位"), most=12)
    unit_price = MoneyField(lazy("单价（元）"), most=1_000_000)
    months = CountField(lazy("几个月"), most=12)
    amount = MoneyField(lazy("一年多少（元）"), most=10_000_000)
    evidence = TextField(lazy("依据"), most=120)
    remove = BooleanField(lazy("去掉这笔"))


class LedgerForm(FlaskForm):
    """All lines of one year."""

    request_key = HiddenField()
    lines = FieldList(FormField(LineForm))


@route(bp, "/<public_id>/income", permission="household:edit")
def income(public_id: str) -> Any:
    household, ledger, people = _load(public_id, _year())
    return _page(_filled(ledger, people), household, ledger)


@route(bp, "/<public_id>/income/fill", permission="household:edit", methods=("POST",))
def fill_income(public_id: str) -> Any:
    """What bureaus paid becomes lines; what somebody typed stays as it is."""
    scope, year = current_scope(), _year()
    household = get_household(session(), scope, public_id)
    household_id, area, before = (
        household.id,
        household.area_code,
        open_answers(session(), scope, household.id),
    )
    done = perform(
        session(),
        current_actor(),
        "household.fill_income",
        lambda work: fill_household(work, scope, public_id, year, request.form.get("adopt") or None),
        subject=f"household:{public_id}",
        area_code=area,
        request_key=sent_key(),
        payload={"year": year},
    )
    flash(
        _(
            "记了 %(a)s 笔，改了 %(c)s 笔，去掉 %(r)s 笔部门发放的。",
            a=done.added,
            c=done.changed,
            r=done.removed,
        ),
        "ok",
    )
    say_what_followed(household_id, before)
    return redirect(url_for("households.income", public_id=public_id, year=year))


@route(bp, "/<public_id>/income", permission="household:edit", methods=("POST",))
def save_income(public_id: str) -> Any:
    year = _year()
    household, ledger, people = _load(public_id, year)
    household_id, area = household.id, household.area_code
    before = open_answers(session(), current_scope(), household_id)
    form = LedgerForm()
    _offer_people(form, people)
    sentence = ""
    if form.validate():
        typed = list(_lines(form))
        known = {key: (person, name) for person, name, key in people}
        chosen = bool(request.form.get("resolve"))
        lines = settled(household, ledger, known, typed) if chosen else [line for _n, line in typed]
        try:
            perform(
                session(),
                current_actor(),
                "household.edit_income",
                lambda work: save_ledger(work, current_scope(), public_id, year, lines),
                subject=f"household:{public_id}",
                area_code=area,
                request_key=form.request_key.data or None,
                payload={"year": year},
            )
            flash(_("%(year)s 年的账存好了，收入已经重新算过。", year=year), "ok")
            say_what_followed(household_id, before)
            return redirect(_next(public_id, year))
        except InvalidInputError as refused:
            sentence = refused.message
        except ConflictError:
            household, ledger, people = _load(public_id, year)
            action = url_for("households.save_income", public_id=public_id, year=year)
            back = url_for("households.income", public_id=public_id, year=year)
            return ledger_conflict(household, ledger, known, typed, action, back)
    household, ledger, people = _load(public_id, year)
    return _page(form, household, ledger, sentence), 422


def _next(public_id: str, year: int) -> str:
    """More lines, the next section of a household that is being registered, or its page."""
    match request.form.get("next"):
        case "income":
            return url_for("households.income", public_id=public_id, year=year, _anchor="more")
        case "living":
            return url_for("households.living", public_id=public_id)
        case _:
            return url_for("households.show", public_id=public_id, _anchor="income")


def _lines(form: LedgerForm) -> Iterator[tuple[int, LineInput]]:
    """Lines that say something, with their place in the form; an empty new line is no line."""
    for place, entry in enumerate(form.lines):
        f = entry.form
        said = (f.kind.data, f.label.data, f.quantity.data, f.unit_price.data, f.amount.data)
        if not f.public_id.data and (not any(v not in (None, "") for v in said) or f.remove.data):
            continue
        version = f.version.data or ""
        yield (
            place,
            LineInput(
                kind=f.kind.data or "",
                public_id=f.public_id.data or None,
                version=int(version) if version.isascii() and version.isdigit() else None,
                person_id=f.person_id.data or None,
                label=f.label.data,
                quantity=f.quantity.data,
                unit=f.unit.data,
                unit_price_fen=f.unit_price.data,
                months=f.months.data,
                amount_fen=f.amount.data,
                evidence=f.evidence.data,
                remove=bool(f.remove.data),
            ),
        )


def _typed(ledger: Ledger) -> dict[str, int]:
    """Kind -> what people typed for it in the year."""
    found: dict[str, int] = {}
    for e in ledger.entries:
        if e.origin not in LOCKED:
            found[e.kind] = found.get(e.kind, 0) + e.amount_fen
    return found


def _differs(household: Household, ledger: Ledger) -> list[tuple[str, int, int, str]]:
    """(kind, typed, said by the bureau, source) where both speak of the same kind and do not agree."""
    typed = _typed(ledger)
    said: dict[str, list[Any]] = {}
    for line in _not_yet(household, ledger):
        if line.kind in typed:
            said.setdefault(line.kind, []).append(line)
    sums = {kind: sum(line.amount_fen for line in lines) for kind, lines in said.items()}
    return [(k, typed[k], fen, said[k][0].evidence) for k, fen in sums.items() if typed[k] != fen]


def _not_yet(household: Household, ledger: Ledger) -> list[Any]:
    """What bureaus paid in the year and the ledger does not hold yet."""
    have = {(e.person_id, e.kind, e.dataset, e.amount_fen) for e in ledger.entries if e.origin in LOCKED}
    said = offered_lines(session(), current_scope(), household.id, ledger.year)
    return [line for line in said if (line.person_id, line.kind, line.dataset, line.amount_fen) not in have]


def _year() -> int:
    """The year asked for; the present income year where the address says nothing sensible."""
    year = request.args.get("year", type=int) or income_year(today())
    return year if 2013 <= year <= income_year(today()) + 1 else income_year(today())


def _load(public_id: str, year: int) -> tuple[Household, Ledger, list[tuple[str, str, int]]]:
    scope = current_scope()
    household = get_household(session(), scope, public_id)
    members = list_members(session(), scope, household.id)
    people = [(m.person.public_id, m.person.name, m.person.id) for m in members]
    return household, get_ledger(session(), scope, household.id, year, len(members)), people


def _filled(ledger: Ledger, people: list[tuple[str, str, int]]) -> LedgerForm:
    by_id = {key: public_id for public_id, _name, key in people}
    lines = [
        {
            "public_id": e.public_id,
            "version": e.version,
            "kind": e.kind,
            "person_id": by_id.get(e.person_id or 0, ""),
            "label": e.label,
            "quantity": e.quantity,
            "unit": e.unit,
            "unit_price": e.unit_price_fen,
            "months": e.months,
            "amount": e.amount_fen,
            "evidence": e.evidence,
        }
        for e in ledger.entries
        if e.origin not in LOCKED
    ]
    form = LedgerForm(data={"lines": [*lines, *({} for _ in range(BLANK))]})
    _offer_people(form, people)
    return form


def _offer_people(form: LedgerForm, people: list[tuple[str, str, int]]) -> None:
    for entry in form.lines:
        entry.form.person_id.choices = [
            ("", _("全户")),
            *((public_id, name) for public_id, name, _key in people),
        ]


def _page(form: LedgerForm, household: Household, ledger: Ledger, sentence: str = "") -> str:
    return render_template(
        "households/income.html",
        form=form,
        h=household,
        ledger=ledger,
        locked=[e for e in ledger.entries if e.origin in LOCKED],
        sentence=sentence,
        span=span_of(ledger.year),
        per_head=whole_yuan(ledger.sums.net_per_head),
        current_year=income_year(today()),
        rule=counting_rule(ledger.year),
        paid=[line for line in _not_yet(household, ledger) if line.kind not in _typed(ledger)],
        differs=_differs(household, ledger),
        eleven=[(INCOME_LABELS[key], fen) for key, fen in ledger.sums.eleven.items()],
        self_paid=ledger.sums.self_paid,
        last=[(INCOME_LABELS[k], yuan(fen)) for k, fen in ledger.before.by_kind.items() if fen],
    )
