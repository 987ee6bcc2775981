"""The filter of the list of persons: read from the address, said as a sentence, written back into addresses."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from wtforms import Form, HiddenField, StringField
from wtforms.validators import Length

from app.domain.conditions import Node
from app.domain.errors import InvalidInputError
from app.domain.search_words import read_words
from app.domain.vocabulary.people import LABOR, SEX
from app.queries.person_list import PersonsWanted
from app.web.choice_fields import SelectField
from app.web.households.filters import ANY, LONGEST_WORDS, area_of
from app.web.typed_fields import CountField

YES = "yes"
HEALTH = (("chronic", lazy("长期慢性病")), ("serious", lazy("患有大病")), ("disabled", lazy("残疾")))
HOMES = (("helped", lazy("脱贫户和监测对象")), ("monitored", lazy("正在监测的户")))
STATUS = (("present", lazy("在册的")), ("gone", lazy("已减少的")))
#: The parts of the list's address.
ADDRESS = (
    "q", "area", "sex", "age_from", "age_to", "health", "labor", "studies", "works", "home", "status", "where",
    "unknown",
)  # fmt: skip


class PersonFilterForm(Form):  # type: ignore[misc]
    """What can be asked of the list."""

    q = StringField(lazy("姓名、拼音、证件后四位、电话"), [Length(max=LONGEST_WORDS)])
    area = HiddenField(lazy("住在哪里"))
    age_from = CountField(lazy("从几岁"), most=130)
    age_to = CountField(lazy("到几岁"), most=130)
    sex = SelectField(lazy("性别"), choices=[ANY, *SEX.choices()], default="")
    health = SelectField(lazy("健康"), choices=[ANY, *HEALTH], default="")
    labor = SelectField(lazy("劳动技能"), choices=[ANY, *LABOR.choices()], default="")
    studies = SelectField(lazy("在校"), choices=[ANY, (YES, lazy("在校生"))], default="")
    works = SelectField(lazy("务工"), choices=[ANY, (YES, lazy("今年在务工"))], default="")
    home = SelectField(lazy("什么户"), choices=[ANY, *HOMES], default="")
    status = SelectField(lazy("人在不在"), choices=STATUS, default="present")
    where = HiddenField(lazy("自己写的条件"))
    unknown = HiddenField(lazy("资料不全的"))

    def address(self) -> dict[str, Any]:
        """The parts that ask something, for addresses; a whole number stands in none."""
        asked = {f.name: f.data for f in self if f.data not in (None, "")}
        words = asked.get("q", "")
        if read_words(words).is_secret:
            del asked["q"]
        elif words:
            asked["q"] = words[
                : LONGEST_WORDS + 1
            ]  # too long it stays, and is told so; servers cut the address
        return {name: text for name, text in asked.items() if (name, text) != ("status", "present")}


def wanted_of(form: PersonFilterForm, node: Node | None = None) -> PersonsWanted:
    """The filter behind the form with the condition that was read from it; E-FILTER for what no menu offers."""
    form.status.data = form.status.data or "present"
    if not form.validate():
        raise InvalidInputError(
            "E-FILTER", _("地址里的条件看不懂。"), way_out=_("请打开成员名单，重新选条件。")
        )
    return PersonsWanted(
        area=area_of(form.area.data),
        words=form.q.data or "",
        sex=form.sex.data or None,
        age_from=form.age_from.data,
        age_to=form.age_to.data,
        health=form.health.data or None,
        labor=form.labor.data or None,
        studies=form.studies.data == YES,
        works=form.works.data == YES,
        home=form.home.data or None,
        status=form.status.data,
        where=node,
        unknown=node is not None and form.unknown.data == YES,
    )


def say_filter(wanted: PersonsWanted, place: str, where: str) -> list[str | dict[str, Any]]:
    """The filter as one sentence: texts and marked values."""
    marks: list[Any] = []
    if wanted.words:
        marks.append(_("“%(words)s”", words=read_words(wanted.words).shown))
    if wanted.status != "present":
        marks.append(_("已减少"))
    if wanted.home:
        marks.append(dict(HOMES)[wanted.home])
    if wanted.sex:
        marks.append(SEX.label(wanted.sex))
    if wanted.age_from is not None or wanted.age_to is not None:
        low, high = wanted.age_from, wanted.age_to
        both = low is not None and high is not None
        marks.append(
            _("%(a)s 到 %(b)s 岁", a=low, b=high) if both else _("%(a)s 岁以上", a=low) if high is None
            else _("%(b)s 岁以下", b=high)
        )  # fmt: skip
    if wanted.health:
        marks.append(dict(HEALTH)[wanted.health])
    if wanted.labor:
        marks.append(LABOR.label(wanted.labor))
    marks += [_("在校")] if wanted.studies else []
    marks += [_("在务工")] if wanted.works else []
    if where:
        marks.append(_("说不准是不是%(what)s", what=where) if wanted.unknown else where)
    parts: list[str | dict[str, Any]] = [_("住在"), {"mark": place}, _("、")] if place else []
    for mark in marks:
        parts += [{"mark": mark}, _("、")]
    return [*parts[:-1], _("的人。")] if parts else [_("我管的所有人。")]
