"""The list that an export means, read from the parts of its page's address and written back into them."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import lazy_gettext as lazy
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from app.access import current_scope, session
from app.domain.areas import full_code, level_of
from app.domain.clock import today
from app.domain.errors import NotFoundError
from app.domain.list_columns import read_columns
from app.domain.vocabulary.exports import EXPORT_LIST
from app.queries import findings, grants
from app.queries.area_search import place_names
from app.queries.filters import read_filter, say_condition
from app.queries.officers import list_officers
from app.queries.quality import Wanted as WantedProblems
from app.queries.rules_in_force import rules_in_force
from app.queries.titles import rule_titles
from app.services.exports.lists import AskedList
from app.web.households.filters import ADDRESS, FilterForm, say_filter, wanted_of

#: The parts of each list's address.
PARTS: dict[str, tuple[str, ...]] = {
    "households": ADDRESS,
    "persons": ADDRESS,
    "problems": ("level", "rule", "area"),
    "grants": ("group", "area", "measure"),
    "findings": ("group", "area", "check"),
    "register": ("profile", "area", "period"),
}
#: What the groups of findings and of grants are called, for who has to agree.
_GROUPS = {
    "open": lazy("没办完的"), "village": lazy("等村里核查的"), "new": lazy("还没下发的"), "review": lazy("等审核的"),
    "confirm": lazy("等确认的"), "late": lazy("逾期的"), "escalated": lazy("已往上报的"), "done": lazy("办完的"),
    "owed": lazy("待受理的"), "waiting": lazy("等材料的"), "proposed": lazy("等批准的"), "approved": lazy("等落实的"),
    "delivered": lazy("已落实的"), "refused": lazy("不予落实的"), "ended": lazy("已结束的"), "live": lazy("有效期内的"),
}  # fmt: skip
_LONGEST = 5000


def address_of(kind: str, sent: Mapping[str, Any]) -> dict[str, str]:
    """The parts of the list's address among what was sent; NotFoundError for a list that there is not."""
    if kind not in EXPORT_LIST:
        raise NotFoundError
    given = {name: str(sent.get(name) or "")[:_LONGEST] for name in PARTS[kind]}
    if kind in ("households", "persons"):
        return {k: str(v) for k, v in FilterForm(MultiDict(given)).address().items()}
    return {name: text for name, text in given.items() if text}


def read_list(kind: str, address: Mapping[str, str]) -> AskedList:
    """The list in the scope of who is reading; refusals are those of the list's own page."""
    return _READ[kind](kind, address)


def say_list(asked: AskedList, address: Mapping[str, str]) -> str:
    """The list in one sentence for whoever has to agree."""
    place = place_names(session(), [asked.area])[asked.area] if asked.area else "全部管的地方"
    if asked.kind in ("households", "persons"):
        node = asked.wanted.where
        said = say_condition(session(), current_scope(), node) if node is not None else ""
        officers = {one.public_id: one.name for one in list_officers(session(), current_scope())}
        name = officers.get(asked.wanted.officer or "", "")
        parts = say_filter(asked.wanted, place, rule_titles(session(), "measure"), said, name)
        return "".join(part if isinstance(part, str) else str(part["mark"]) for part in parts)
    titles = {**rule_titles(session(), "measure"), **rule_titles(session(), "check")}
    words = [_GROUPS[address["group"]]] if address.get("group") in _GROUPS else []
    words += [titles.get(text, text) for name, text in address.items() if name not in ("area", "group")]
    return f"{place}：{'，'.join(str(word) for word in words)}。" if words else f"{place}。"


def _households(kind: str, address: Mapping[str, str]) -> AskedList:
    form = FilterForm(MultiDict(address))
    text = form.where.data
    node = read_filter(session(), current_scope(), text, "household") if text else None
    wanted = wanted_of(form, node)
    return AskedList(kind, wanted, wanted.area, read_columns(getattr(current_user, "list_columns", None)))


def _problems(kind: str, address: Mapping[str, str]) -> AskedList:
    level, code, area = address.get("level"), address.get("rule"), _area(address)
    rules = {
        key: rule
        for key, rule in rules_in_force(session(), today()).catalogue.quality.items()
        if rule.unit in ("household", "person")
        and (not level or str(int(rule.level)) == level)
        and code in (None, "", key)
    }
    if not rules:
        raise NotFoundError
    persons = tuple(key for key, rule in rules.items() if rule.unit == "person")
    return AskedList(kind, WantedProblems(tuple(rules), today(), area, persons), area, rules=rules)


def _grants(kind: str, address: Mapping[str, str]) -> AskedList:
    group = address.get("group", "open")
    wanted = {"group": group if group in grants.GROUPS else "open", "measure": address.get("measure")}
    return AskedList(kind, wanted, _area(address))


def _findings(kind: str, address: Mapping[str, str]) -> AskedList:
    group = address.get("group", "open")
    known = group in (*findings.GROUPS, findings.LATE, findings.ESCALATED)
    return AskedList(
        kind, {"group": group if known else "open", "check": address.get("check")}, _area(address)
    )


def _register(kind: str, address: Mapping[str, str]) -> AskedList:
    area = _area(address)
    if area is None:
        raise NotFoundError
    wanted = {"profile": address.get("profile", ""), "period": address.get("period", "")}
    return AskedList(kind, wanted, area)


def _area(address: Mapping[str, str]) -> str | None:
    text = address.get("area", "").strip()
    if not text:
        return None
    code = text if len(text) == 12 else full_code(text)
    level_of(code)
    return code


_READ: dict[str, Callable[[str, Mapping[str, str]], AskedList]] = {
    "households": _households,
    "persons": _households,
    "problems": _problems,
    "grants": _grants,
    "findings": _findings,
    "register": _register,
}
