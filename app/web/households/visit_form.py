"""The form of a visit: who, where, about what, what was seen, answers for the register, the family's own needs."""

from collections.abc import Iterator
from typing import Any

from flask import request
from flask_babel import lazy_gettext as lazy
from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, HiddenField, IntegerField
from wtforms.widgets import HiddenInput, TextArea

from app.domain.clock import today
from app.domain.family_needs import MOST
from app.domain.visit_questions import QUESTIONS, Answer
from app.domain.vocabulary.visits import FAMILY_NEED, VISIT_MODE, VISIT_PLACE, VISIT_PURPOSE, VISIT_TOPIC
from app.services.family_needs import Need, NeedsInput
from app.services.visits import VisitInput
from app.web.base_form import FlaskForm
from app.web.choice_fields import CodesField, SelectField
from app.web.findings.forms import AnswerForm
from app.web.households.forms import PHONE, WRONG_PHONE, RegistryForm, digits, of
from app.web.quality.forms import ExplainForm
from app.web.typed_fields import AnswerField, CodeField, DayField, TextField

#: What a question is called in the form, and what it had shown.
ASKED, SEEN = "q_", "seen_"


class NeedsPart(RegistryForm):
    """What the family says it needs first."""

    need_1 = SelectField(lazy("第一要紧"), choices=[("", lazy("没有问")), *FAMILY_NEED.choices()], default="")
    need_1_words = TextField(
        lazy("具体是什么"), most=120, description=lazy("用他们自己的话，例如：想把屋后那亩地换成花椒。")
    )
    need_2 = SelectField(lazy("第二"), choices=[("", lazy("没有了")), *FAMILY_NEED.choices()], default="")
    need_2_words = TextField(lazy("具体是什么"), most=120)
    need_3 = SelectField(lazy("第三"), choices=[("", lazy("没有了")), *FAMILY_NEED.choices()], default="")
    need_3_words = TextField(lazy("具体是什么"), most=120)
    told_by = TextField(lazy("谁说的"), most=40)
    needs_seen = HiddenField()

    def put_needs(self, rows: list[Any], seen: str) -> None:
        """What stands in the register before anybody has asked again."""
        self.needs_seen.data = seen
        for row in rows[:MOST]:
            self[f"need_{row.place}"].data = row.need
            self[f"need_{row.place}_words"].data = row.words
        self.told_by.data = rows[0].told_by if rows else None

    def needs(self, told_on: Any) -> NeedsInput:
        """All that were chosen, in their order."""
        chosen = [
            Need(self[f"need_{n}"].data, self[f"need_{n}_words"].data)
            for n in range(1, MOST + 1)
            if self[f"need_{n}"].data
        ]
        return NeedsInput(chosen, self.told_by.data, told_on, self.needs_seen.data or "")

    def were_told(self, rows: list[Any]) -> bool:
        """Whether the form says anything else than the register did."""
        was = [(row.need, row.words) for row in rows]
        now = [(one.need, one.words) for one in self.needs(None).needs]
        return bool(now) and (now != was or self.told_by.data != (rows[0].told_by if rows else None))


class VisitForm(NeedsPart):
    """A visit."""

    public_id = HiddenField()
    on_day = DayField(lazy("哪天去的"), default=today)
    purpose = SelectField(lazy("为什么去"), choices=VISIT_PURPOSE.choices(), default="visit")
    visitors = TextField(lazy("谁去的"), most=40)
    second_visitor = TextField(
        lazy("同去的第二个人"),
        most=40,
        description=lazy("核收入、查监测、核疑点要两个人一起去；没有就空着。"),
    )
    mode = CodeField(lazy("怎么走访的"), choices=VISIT_MODE.choices(), default="in_person")
    place = CodeField(lazy("在哪里"), choices=VISIT_PLACE.choices(), default="home")
    topics = CodesField(lazy("谈了什么、看了什么"), choices=VISIT_TOPIC.choices(today()))
    food_ok = AnswerField(lazy("吃饭有困难吗"))
    clothing_ok = AnswerField(lazy("穿衣有困难吗"))
    satisfied = AnswerField(lazy("对帮扶满意吗"))
    note = TextField(lazy("看到了什么、说了什么"), most=2000, widget=TextArea())
    all_seen = BooleanField(lazy("住房、饮水、厕所都看过了，其余和登记的一样"))
    photos = MultipleFileField(lazy("现场照片"))

    def visit(self) -> VisitInput:
        """The visit as the service takes it. The question asks for a difficulty; kept is that there is none."""
        return VisitInput(
            on_day=self.on_day.data,
            purpose=self.purpose.data,
            visitors=self.visitors.data,
            second_visitor=self.second_visitor.data,
            mode=self.mode.code,
            place=self.place.code,
            topics=tuple((self.topics.code or "").split(",")) if self.topics.code else (),
            note=self.note.data,
            food_ok=_no(self.food_ok.data),
            clothing_ok=_no(self.clothing_ok.data),
            satisfied=self.satisfied.data,
            public_id=self.public_id.data or None,
        )

    def answers(self) -> dict[str, Answer]:
        """Key -> what was written beside what had been shown; what the page did not ask is not there."""
        found = {}
        for question in QUESTIONS:
            field, seen = self[ASKED + question.key], request.form.get(SEEN + question.key)
            if seen is not None and field.raw_data:
                value = field.code if isinstance(field, CodeField) else field.data
                found[question.key] = Answer(value, seen[:40])
        return found

    def asked(self) -> Iterator[Any]:
        """The fields of the questions."""
        return (self[ASKED + question.key] for question in QUESTIONS)


for _question in QUESTIONS:
    _field = (
        TextField(lazy("联系电话"), [digits(PHONE, WRONG_PHONE)], most=20, description=lazy("没有换就空着。"))
        if _question.key == "phone_ref"
        else of(_question.table, _question.key)
    )
    setattr(VisitForm, ASKED + _question.key, _field)


class FindingPart(AnswerForm):
    """The answer to one suspicion, among other things."""

    done = BooleanField(lazy("核查了，写结果"))

    def changes(self) -> dict[str, Any]:
        """Who went and when is said by the visit."""
        told = self.to_changes()
        return {key: told[key] for key in ("conclusion", "keep_reason", "explanation", "to_return_fen")}


class DocumentPart(FlaskForm):
    """A paper that was brought."""

    done = BooleanField(lazy("材料拿到了"))
    version = IntegerField(widget=HiddenInput())
    words = TextField(lazy("材料是什么、有几份"), most=200)


class ExplainPart(ExplainForm):
    """A problem of the data that is true as it stands."""

    done = BooleanField(lazy("属实，写明原因"))


def _no(difficulty: bool | None) -> bool | None:
    return None if difficulty is None else not difficulty
