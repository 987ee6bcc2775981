"""Dry runs: of a draft, or of a standard that were another number. Counts for all who read rules, names apart."""

from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import current_actor, current_scope, may, route, session
from app.domain.clock import today
from app.domain.errors import BangfuError, NotAllowedError, NotFoundError
from app.domain.small_numbers import hidden_rows
from app.models import Area, RuleDraft, RuleTrial
from app.queries.areas import home_area
from app.queries.jobs import find_job
from app.queries.rule_changes import DOUBLE
from app.queries.rule_drafts import get_draft
from app.queries.rule_groups import BANDS, DIMENSIONS
from app.queries.rule_trials import get_trial, list_moved, list_trials
from app.queries.rules_in_force import rules_in_force
from app.queries.titles import area_names
from app.services.rule_trials import NAMED, request_draft_trial, request_line_trial
from app.unit_of_work import perform
from app.web.formats import label
from app.web.lists import area_argument, key_argument
from app.web.rules.blueprint import bp
from app.web.rules.drafting import missing_of, stored, tabs_of
from app.web.rules.trial_words import TrialWords, trial_words

PAGE = 50


@dataclass(frozen=True)
class Row:
    """One line of a breakdown; without figures where they are too small to be told."""

    name: str
    gain: int | None
    lose: int | None
    cost_fen: int | None


@dataclass(frozen=True)
class Outcome:
    """What a dry run found about one rule."""

    code: str
    title: str
    unit: str
    told: dict[str, Any]
    tables: list[tuple[str, list[Row]]]
    words: TrialWords

    @property
    def cost_fen(self) -> int:
        return int(self.told["cost_after_fen"]) - int(self.told["cost_before_fen"])


@route(bp, "/drafts/<public_id>/trial", permission="rule:read")
def trial(public_id: str) -> Any:
    """Dry runs of a draft, with the button for another."""
    row = get_draft(session(), public_id)
    missing = missing_of(row.kind, stored(row.entry), rules_in_force(session(), today()).catalogue)
    trials = list_trials(session(), current_scope(), row.id)
    return render_template(
        "rules/trial.html", row=row, trials=trials, missing=missing, **_areas(), **tabs_of(row)
    )


@route(bp, "/drafts/<public_id>/trial", permission="rule:edit", methods=("POST",))
def try_draft(public_id: str) -> Any:
    row, area = get_draft(session(), public_id), _asked_area()
    made = perform(
        session(),
        current_actor(),
        "rule.trial",
        lambda work: request_draft_trial(work, current_scope(), get_draft(work.session, public_id), area),
        subject=f"rule_draft:{public_id}",
        area_code=area,
        payload={"kind": row.kind, "code": row.code},
    )
    return redirect(url_for("rules.outcome", trial_id=made.public_id))


@route(bp, "/what-if", permission="rule:edit")
def what_if() -> Any:
    """What if a line were another number?"""
    return _what_if(request.args.get("code", ""), "", None)


def _what_if(code: str, value: str, refused: BangfuError | None) -> str:
    standards = rules_in_force(session(), today()).catalogue.standards
    return render_template(
        "rules/what_if.html",
        choices=[(c, f"{s.title}（{s.unit}）") for c, s in standards.items()],
        code=code,
        value=value,
        refused=refused,
        trials=list_trials(session(), current_scope(), None),
        **_areas(),
    )


@route(bp, "/what-if", permission="rule:edit", methods=("POST",))
def try_line() -> Any:
    code, value = (
        request.form.get("code", "")[:40],
        request.form.get("value", "").replace(",", "").strip()[:20],
    )
    area = _asked_area()
    try:
        made = perform(
            session(),
            current_actor(),
            "rule.trial",
            lambda work: request_line_trial(work, current_scope(), code, value, area),
            area_code=area,
            payload={"standard": code, "value": value},
        )
    except NotFoundError:
        raise
    except BangfuError as refused:
        return _what_if(code, value, refused), 422
    return redirect(url_for("rules.outcome", trial_id=made.public_id))


def _areas() -> dict[str, Any]:
    home = home_area(session(), current_scope())
    return {"area": home, "can_try": home is not None and current_scope().covers(home.code)}


def _asked_area() -> str:
    """The area asked for, else the whole of one's own."""
    home = home_area(session(), current_scope())
    asked = area_argument() or (home.code if home is not None else "")
    if not asked or not current_scope().covers(asked):
        raise NotFoundError()
    return asked


@route(bp, "/trials/<trial_id>", permission="rule:read")
def outcome(trial_id: str) -> Any:
    found = get_trial(session(), current_scope(), trial_id)
    return render_template(
        "rules/outcome.html", trial=found, area=session().get(Area, found.area_code), outcomes=summary_of(found),
        names_allowed=may("household:read"), draft=_draft_of(found), **_progress(found),
    )  # fmt: skip


@route(bp, "/trials/<trial_id>/progress", permission="rule:read")
def trial_progress(trial_id: str) -> Any:
    found = get_trial(session(), current_scope(), trial_id)
    return render_template("rules/_progress.html", trial=found, **_progress(found))


def _progress(found: RuleTrial) -> dict[str, Any]:
    job = find_job(session(), found.job)
    ended = job is not None and job.state in ("failed", "cancelled")
    state = "failed" if found.state == "waiting" and ended else found.state
    return {
        "state": state,
        "done": job.step if job is not None else 0,
        "total": (job.total if job else None) or 1,
    }


def _draft_of(found: RuleTrial) -> str:
    draft_id = found.draft_id
    row = session().get(RuleDraft, draft_id) if draft_id is not None else None
    return row.public_id if row is not None else ""


@route(bp, "/trials/<trial_id>/<code>/<way>", permission="household:read")
def moved(trial_id: str, code: str, way: str) -> Any:
    """Who they are: for those who may read rules and these households, both."""
    if not may("rule:read"):
        raise NotAllowedError("rule:read")
    found = get_trial(session(), current_scope(), trial_id)
    told = (found.found or {}).get(code)
    if told is None or way not in ("gains", "loses"):
        raise NotFoundError()
    start = min(key_argument(), max(len(told[way]) - 1, 0))
    unit = _units(found).get(code, "household")
    return render_template(
        "rules/moved.html",
        words=trial_words(code, rules_in_force(session(), today()).catalogue, found.wanted),
        trial=found,
        code=code,
        title=_titles(found).get(code, code),
        way=way,
        unit=unit,
        rows=list_moved(session(), current_scope(), told[way][start : start + PAGE], unit),
        start=start,
        total=told["gain" if way == "gains" else "lose"],
        kept=min(len(told[way]), NAMED),
        following=start + PAGE if start + PAGE < len(told[way]) else None,
    )


def summary_of(found: RuleTrial | None) -> list[Outcome]:
    """What was found, rule by rule, those that move most first; breakdowns without small numbers."""
    if found is None or found.state != "ready":
        return []
    titles, units = _titles(found), _units(found)
    names = area_names(session(), [c for told in found.found.values() for c in told["townships"]])
    catalogue = rules_in_force(session(), today()).catalogue
    made = [
        Outcome(
            code,
            titles.get(code, code),
            units.get(code, "household"),
            told,
            _tables(told, names),
            trial_words(code, catalogue, found.wanted),
        )
        for code, told in found.found.items()
    ]
    return sorted(made, key=lambda one: (-one.told["gain"] - one.told["lose"], one.code))


def _titles(found: RuleTrial) -> dict[str, str]:
    catalogue = rules_in_force(session(), today()).catalogue
    entry = found.wanted.get("entry") or {}
    return {
        **{r.code: r.title for r in catalogue.rules()},
        **{
            code + DOUBLE: _("%(title)s：算重复享受", title=m.title) for code, m in catalogue.measures.items()
        },
        **({entry["code"]: entry["title"]} if entry else {}),
    }


def _units(found: RuleTrial) -> dict[str, str]:
    catalogue = rules_in_force(session(), today()).catalogue
    entry = found.wanted.get("entry") or {}
    units = {r.code: str(r.unit) for r in catalogue.rules()}
    units |= {code + DOUBLE: str(m.unit) for code, m in catalogue.measures.items()}
    return {**units, **({entry["code"]: str(entry["unit"])} if "unit" in entry else {})}


def _tables(told: dict[str, Any], names: dict[str, str]) -> list[tuple[str, list[Row]]]:
    found = [(_("按乡镇"), _rows({names.get(code, code): line for code, line in told["townships"].items()}))]
    titles = {"sex": _("按性别"), "disability": _("按残疾"), "nation": _("按民族"), "age": _("按年龄")}
    for dimension in DIMENSIONS:
        lines = told["groups"].get(dimension)
        if lines:
            found.append(
                (titles[dimension], _rows({_group(dimension, value): line for value, line in lines.items()}))
            )
    return found


def _rows(lines: dict[str, list[int]]) -> list[Row]:
    hidden = hidden_rows([line[:2] for line in lines.values()])
    return [
        Row(name, None, None, None) if n in hidden else Row(name, *line)
        for n, (name, line) in enumerate(lines.items())
    ]


def _group(dimension: str, value: str) -> str:
    if not value:
        return str(_("没填"))
    if dimension == "sex":
        return label(value, "sex")
    if dimension == "age":
        first = int(value)
        later = [b for b in BANDS if b > first]
        return str(_("%(a)s～%(b)s 岁", a=first, b=later[0] - 1) if later else _("%(a)s 岁以上", a=first))
    words = {"yes": _("有残疾"), "no": _("没有残疾"), "han": _("汉族"), "minority": _("少数民族")}
    return str(words.get(value, value))
