"""Households as papers print them: rows of the register turned into named answers, secrets into what may be shown."""

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from app.domain.areas import LEVELS, ancestors_of
from app.domain.family_needs import RUNNING, beside
from app.domain.guarantees import guarantees
from app.domain.income import Sums
from app.domain.papers.compose import Record
from app.domain.registry_checks import age_on
from app.domain.vocabulary.bureaus import OFFICE
from app.domain.vocabulary.grants import GRANT_STATE
from app.domain.vocabulary.visits import FAMILY_NEED
from app.extensions import vault
from app.models import Household, Person, Secret
from app.queries.papers import VISITS, Material

#: Vault row -> text on the paper.
Shown = Callable[[Secret], str]
_KEPT = {True: "达标", False: "不达标", None: "不清楚"}
_TOLD = {True: "是", False: "否", None: ""}
_HEALTH = (("health_chronic", "长期慢性病"), ("health_serious", "患有大病"), ("health_disabled", "残疾"))


def masked(secret: Secret) -> str:
    """The mask that stands beside the value; an exact address has none and stays off the paper."""
    return secret.masked or "（不印）"


def clear(secret: Secret) -> str:
    """The value itself. Only for an act that names its purpose (services.paper_requests)."""
    return vault().open(secret.kind, secret.sealed, secret.blind) if secret.sealed else ""


def record_of(m: Material, h: Household, year: int, on: date, show: Shown) -> Record:
    """One household of the material on a day; `year` is the income year beside the one before."""
    people = m.members.get(h.id, [])
    visits = m.visits.get(h.id, [])
    living = m.living.get(h.id)
    head = next((p for p in people if p.relation == "head"), None)
    lived: Mapping[str, Any] = vars(living) if living else {}
    kept = guarantees([vars(p) for p in people], lived, vars(visits[0]) if visits else {}, on)
    names = {p.id: p.name for p in people}
    case = m.cases.get(h.id)
    own = m.steps.get(h.id, [])
    return Record(
        one={
            "place": _place(m, h),
            "household": _shown(m, vars(h), show),
            "head": _member(m, head, on, show) if head else {},
            "living": lived,
            "sums": _sums(m.sums(h.id, year), year),
            "before": _sums(m.sums(h.id, year - 1), year - 1),
            "kinds": _kinds(m.sums(h.id, year)),
            "case": vars(case) if case else {},
            "help": {
                "officers": "、".join(m.officers.get(h.id, [])),
                "last_visit": visits[0].on_day if visits else None,
            },
        },
        many={
            "member": [_member(m, p, on, show) for p in people],
            "entry": [
                {**vars(e), "person": names.get(e.person_id or 0, "")}
                for e in m.entries.get(h.id, [])
                if e.year == year
            ],
            "grant": [_grant(m, g, names) for g in m.grants.get(h.id, [])],
            "owed": [_owed(m, code) for code in m.owed.get(h.id, [])],
            "need": _needs(m, h),
            "visit": [_visit(v) for v in visits[:VISITS]],
            "step": [vars(s) for s in own if case is None or s.case_id == case.id],
            "guarantee": [{"label": g.label, "kept": _KEPT[g.kept], "because": g.because} for g in kept],
        },
    )


def _place(m: Material, h: Household) -> dict[str, object]:
    names = [m.places.get(code, "") for code in ancestors_of(h.area_code)]
    return {level: name for (level, _digits), name in zip(LEVELS, names, strict=False)}


def _shown(m: Material, values: Mapping[str, Any], show: Shown) -> dict[str, object]:
    """The row with the text that may be shown in place of each number of the vault."""
    found = dict(values)
    for key in [key for key in found if key.endswith("_ref")]:
        row = m.secrets.get(found[key] or 0)
        found[key] = show(row) if row is not None else ""
    return found


def _member(m: Material, person: Person, on: date, show: Shown) -> dict[str, object]:
    values = vars(person)
    told = [values[key] for key, _word in _HEALTH]
    ill = "、".join(word for key, word in _HEALTH if values[key])
    return {
        **_shown(m, values, show),
        "age": age_on(person.born_on, on),
        "health": ill or ("健康" if all(answer is False for answer in told) else ""),
    }


def _sums(sums: Sums, year: int) -> dict[str, object]:
    """Sums of a year; empty where nobody has told a single line, which is not the same as zero."""
    if not sums.lines:
        return {"year": f"{year}年", "members": sums.members}
    head: Fraction | None = sums.net_per_head
    return {
        **sums.eleven,
        "year": f"{year}年",
        "gross": sums.gross,
        "self_paid": sums.self_paid,
        "net": sums.net,
        "per_head": head,
        "members": sums.members,
    }


def _kinds(sums: Sums) -> dict[str, object]:
    """Each kind of line; a kind without a line is 0 only where the year has lines at all."""
    return dict(sums.by_kind) if sums.lines else {}


def _grant(m: Material, grant: Any, names: Mapping[int, str]) -> dict[str, object]:
    return {
        **vars(grant),
        "title": m.titles.get(grant.measure, grant.measure),
        "person": names.get(grant.person_id or 0, "全户" if grant.person_id is None else ""),
        "bureau": OFFICE.label(grant.bureau),
        "state": GRANT_STATE.label(grant.state),
    }


def _owed(m: Material, code: str) -> dict[str, object]:
    return {"title": m.titles.get(code, code), "bureau": OFFICE.label(m.bureaus.get(code, ""))}


def _needs(m: Material, h: Household) -> list[dict[str, object]]:
    """What the family says it needs, each beside the measures of the plan that speak to it."""
    running = [g.measure for g in m.grants.get(h.id, []) if g.state in RUNNING]
    found = beside(m.needs.get(h.id, []), running, m.owed.get(h.id, []), m.groups, m.titles)
    return [
        {
            "need": FAMILY_NEED.label(one.told.need),
            "words": one.told.words,
            "told_by": one.told.told_by,
            "told_on": one.told.told_on,
            "plan": "、".join((*one.running, *(f"{title}（待落实）" for title in one.owed))) or "还没有",
        }
        for one in found
    ]


def _visit(visit: Any) -> dict[str, object]:
    answers = {key: _TOLD[getattr(visit, key)] for key in ("food_ok", "clothing_ok", "satisfied")}
    return {**vars(visit), **answers}
