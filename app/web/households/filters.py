"""The filter of the list: read from the address, said as a sentence, written back into addresses."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from werkzeug.datastructures import MultiDict
from wtforms import Form, HiddenField, StringField
from wtforms.validators import Length

from app.domain.areas import AreaCodeError, full_code
from app.domain.conditions import Node
from app.domain.errors import InvalidInputError
from app.domain.search_words import read_words
from app.domain.village_groups import say_group
from app.domain.vocabulary.grants import VERDICT
from app.domain.vocabulary.households import HOUSEHOLD_KIND, HOUSEHOLD_STATUS
from app.queries.households import Wanted
from app.web.choice_fields import SelectField

ANY = ("", lazy("不限"))
MONITORED = (
    ("yes", lazy("正在监测")),
    ("unvisited", lazy("正在监测，30 天没走访")),
    ("cleared", lazy("风险已消除")),
    ("any", lazy("监测对象（含已消除）")),
    ("no", lazy("没有纳入")),
)
#: Characters of what is looked for.
LONGEST_WORDS = 200
VERDICTS = [c for c in VERDICT.choices() if c[0] in ("missing", "wrong", "unknown", "having")]


#: Fields in which anybody may type a whole number.
SPOKEN = ("q", "group")


class FilterForm(Form):  # type: ignore[misc]
    """What can be asked of the list."""

    q = StringField(lazy("姓名、拼音、证件后四位、户编号"), [Length(max=LONGEST_WORDS)])
    area = HiddenField(lazy("住在哪里"))
    group = StringField(lazy("几组（自然村）"), [Length(max=40)])
    kind = SelectField(lazy("户类型"), choices=[ANY, *HOUSEHOLD_KIND.choices()], default="")
    monitored = SelectField(lazy("监测"), choices=[ANY, *MONITORED], default="")
    measure = SelectField(lazy("哪项措施"), choices=[ANY], validate_choice=False, default="")
    verdict = SelectField(lazy("享受情况"), choices=[ANY, *VERDICTS], default="")
    owed = SelectField(lazy("应享未享"), choices=[ANY, ("yes", lazy("有没到位的"))], default="")
    status = SelectField(lazy("户状态"), choices=HOUSEHOLD_STATUS.choices(), default="active")
    officer = SelectField(lazy("帮扶责任人"), choices=[ANY], validate_choice=False, default="")
    where = HiddenField(lazy("自己写的条件"))
    unknown = HiddenField(lazy("资料不全的"))

    def address(self) -> dict[str, Any]:
        """The parts that ask something, for addresses; a whole number stands in none."""
        asked = {f.name: f.data for f in self if f.data}
        words = asked.get("q", "")
        for name in SPOKEN:
            if read_words(asked.get(name, "")).is_secret:
                del asked[name]
        if "q" in asked:
            asked["q"] = words[
                : LONGEST_WORDS + 1
            ]  # too long it stays, and is told so; servers cut the address
        return {name: text for name, text in asked.items() if (name, text) != ("status", "active")}


#: Names and texts of fields.
Sent = tuple[tuple[str, str], ...]
#: The parts of the list's address.
ADDRESS = (
    "q",
    "area",
    "group",
    "kind",
    "monitored",
    "measure",
    "verdict",
    "owed",
    "status",
    "officer",
    "where",
    "unknown",
)


def address_of(sent: Mapping[str, str], parts: tuple[str, ...] = ADDRESS) -> dict[str, Any]:
    """The parts of the list's address among what was sent."""
    given = {name: sent.get(name, "")[:5000] for name in parts}
    return {name: text for name, text in given.items() if text}


def wanted_of(form: FilterForm, node: Node | None = None) -> Wanted:
    """The filter behind the form with the condition that was read from it.

    InvalidInputError E-FILTER for values that no menu offers.
    """
    form.status.data = form.status.data or "active"
    if not form.validate():
        raise InvalidInputError(
            "E-FILTER", _("地址里的条件看不懂。"), way_out=_("请打开户名单，重新选条件。")
        )
    return Wanted(
        area=area_of(form.area.data),
        words=form.q.data or "",
        group=read_words(form.group.data or "").text or None,
        kind=form.kind.data or None,
        monitored=form.monitored.data or None,
        owed=form.owed.data == "yes",
        measure=(form.measure.data or "").strip()[:12] or None,
        verdict=form.verdict.data or None,
        status=form.status.data,
        officer=(form.officer.data or "").strip()[:36] or None,
        where=node,
        unknown=node is not None and form.unknown.data == "yes",
    )


def sent_parts(values: Mapping[str, str]) -> Sent:
    """The parts of the list's address that ask something, whole and as they came."""
    return tuple([(name, text) for name in ADDRESS if (text := values.get(name))])


def read_sent(sent: Sent, node: Node | None = None) -> tuple[Wanted, Sent]:
    """The filter behind what was sent, and its parts as they stand in addresses. InvalidInputError as `wanted_of`."""
    form = FilterForm(MultiDict(sent))
    return wanted_of(form, node), tuple(form.address().items())


#: The same for menus alone, without words and conditions: the few lists that are looked at all day.
read_menus = lru_cache(maxsize=500)(read_sent)


def beside(asked: Sent, **more: str | int) -> str:
    """The address of a neighbouring page of the list."""
    return f"{url_for('households.index')}?{urlencode((*asked, *more.items()))}"


def area_of(text: str | None) -> str | None:
    """The whole code behind what was sent; E-AREA-CODE with the way out."""
    try:
        return full_code(text.strip()) if text and text.strip() else None
    except AreaCodeError as odd:
        raise InvalidInputError("E-AREA-CODE", odd.message, way_out=odd.way_out) from odd


def say_filter(
    wanted: Wanted, place: str, titles: dict[str, str], where: str = "", officer: str = ""
) -> list[str | dict[str, Any]]:
    """The filter as one sentence: texts and marked values."""
    parts: list[str | dict[str, Any]] = []
    if wanted.area:
        parts += [_("住在"), {"mark": place}, _("、")]
    if wanted.group:
        parts += [{"mark": say_group(wanted.group)}, _("、")]
    if wanted.words:
        parts += [_("姓名或编号含"), {"mark": read_words(wanted.words).shown}, _("、")]
    if wanted.monitored:
        parts += [_("监测情况是"), {"mark": dict(MONITORED)[wanted.monitored]}, _("、")]
    if wanted.measure and wanted.verdict:
        title = titles.get(wanted.measure, wanted.measure)
        parts += [{"mark": title}, {"mark": VERDICT.label(wanted.verdict)}, _("、")]
    elif wanted.verdict:
        parts += [_("有措施"), {"mark": VERDICT.label(wanted.verdict)}, _("、")]
    if wanted.owed:
        parts += [_("有措施"), {"mark": VERDICT.label("missing")}, _("、")]
    if wanted.status != "active":
        parts += [_("状态是"), {"mark": HOUSEHOLD_STATUS.label(wanted.status)}, _("、")]
    if wanted.officer:
        parts += [_("责任人是"), {"mark": officer}, _("、")]
    if where and wanted.unknown:
        parts += [_("说不准是不是"), {"mark": where}, _("、")]
    elif where:
        parts += [{"mark": where}, _("、")]
    kind = [{"mark": HOUSEHOLD_KIND.label(wanted.kind)}] if wanted.kind else [_("户")]
    return [*parts[:-1], _("的"), *kind, _("。")] if parts else [_("我管的所有"), *kind, _("。")]
