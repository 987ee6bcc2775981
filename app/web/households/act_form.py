"""The form of a named act: only the fields that this act asks for are on the page."""

from typing import Any

from flask_babel import lazy_gettext as lazy
from wtforms import HiddenField

from app.domain.clock import today
from app.domain.fields.monitoring import SITUATION
from app.domain.household_acts import ACTS, monitoring_kinds_for
from app.domain.monitoring import CLEARANCE_FACTS
from app.domain.vocabulary.households import HOUSEHOLD_GONE_REASON
from app.models import Household, Person
from app.services.acts.households import CORRECTABLE, Monitoring
from app.web.choice_fields import SelectField, SelectMultipleField
from app.web.households.forms import RegistryForm, of
from app.web.typed_fields import AnswerField, DayField, TextField

FACTS = tuple(key for key in SITUATION if key not in ("moment", "on_day"))
PICK = ("", lazy("请选"))
_RISKS = ("risk_main", "risk_2", "risk_3", "risk_4", "risk_5")


class _ActForm(RegistryForm):
    """Fields of all acts; `asked` says which of them stand on the page."""

    seen = HiddenField()
    stage = HiddenField(default="look")
    on = DayField(lazy("哪天的事"), default=today)
    evidence = TextField(lazy("依据"), most=120)
    person = SelectField(lazy("谁"), choices=[PICK], validate_choice=False, default="")
    new_head = SelectField(
        lazy("留下的人里谁做户主"),
        choices=[("", lazy("走的不是户主，不用选"))],
        validate_choice=False,
        default="",
    )
    relation = of("person", "relation")
    people = SelectMultipleField(lazy("哪些人分出去"), choices=[], validate_choice=False)
    head = SelectField(lazy("新户的户主"), choices=[PICK], validate_choice=False, default="")
    is_carried = AnswerField(
        lazy("另一户也接着监测"),
        default=True,
        description=lazy(
            "这一户正在监测。过去的人也在原来的风险里，选“是”；只有乡镇或县里认定风险不在他们身上，才选“否”。"
        ),
    )
    into = TextField(lazy("并到哪一户（户编号）"), most=30)
    area_code = HiddenField(lazy("迁到哪个村"))
    group_name = of("household", "group_name", most=40)
    reason = SelectField(lazy("为什么销户"), choices=[PICK, *HOUSEHOLD_GONE_REASON.choices()], default="")
    cause = of("household", "cause_main")
    monitoring_kind = of("household", "monitoring_kind")
    source = of("monitoring_case", "source")
    is_green_channel = AnswerField(lazy("走绿色通道（先帮扶、后补手续）"))
    risk_main = of("household", "risk_main")
    risk_2 = of("household", "risk_2", empty=lazy("没有"))
    risk_3 = of("household", "risk_3", empty=lazy("没有"))
    risk_4 = of("household", "risk_4", empty=lazy("没有"))
    risk_5 = of("household", "risk_5", empty=lazy("没有"))
    disaster_kind = of("household", "disaster_kind", empty=lazy("不是因灾"))
    risk_note = of("household", "risk_note", most=200)
    mode = of("household", "clear_mode")
    monitored_month = of("household", "monitored_month")
    risk_cleared = of("household", "risk_cleared")
    cleared_month = of("household", "cleared_month")
    clear_mode = of("household", "clear_mode", empty=lazy("没有消除"))

    def facts(self) -> dict[str, Any]:
        """The set of facts of a case, as far as told."""
        return {key: self[key].data for key in FACTS}

    def monitoring(self) -> Monitoring:
        """What the service takes for 纳入监测."""
        risks = tuple(self[name].code for name in _RISKS if self[name].code)
        return Monitoring(
            kind=self.monitoring_kind.code or "",
            risks=risks if self.risk_main.code else (),
            note=self.risk_note.data,
            disaster_kind=self.disaster_kind.code,
            source=self.source.code,
            is_green_channel=self.is_green_channel.data,
            facts=self.facts(),
        )

    def corrected(self) -> dict[str, Any]:
        """The columns of 更正监测登记 as they should be."""
        coded = {key: self[key].code for key in ("monitoring_kind", "clear_mode")}
        return coded | {key: self[key].data for key in ("monitored_month", "risk_cleared", "cleared_month")}

    def offer(self, act: str, household: Household, present: list[Person], gone: list[Person]) -> None:
        """Choices that depend on the household; somebody who comes back is one of those who left."""
        here = [(p.public_id, p.name) for p in present]
        self.person.choices = [PICK, *here]
        self.new_head.choices = [("", lazy("走的不是户主，不用选")), *here]
        self.head.choices = [PICK, *here]
        self.people.choices = here
        kinds = monitoring_kinds_for(household.kind)
        self.monitoring_kind.choices = [
            c for c in self.monitoring_kind.choices if not c.value or c.value in kinds
        ]
        if act == "correct_monitoring":
            kept = [(c.value, c.label) for c in self.monitoring_kind.choices if c.value]
            self.monitoring_kind.choices = [*kept, ("", lazy("登记错了，没有纳入过监测"))]
        if act == "released":
            left = [(p.public_id, p.name) for p in gone if p.gone_reason != "death"]
            self.person.choices = [PICK, *left]


#: The form with the facts of a case, which follow the dictionary of the register.
ActForm: Any = type(
    "ActForm",
    (_ActForm,),
    {key: of("monitoring_situation", key) for key in FACTS},
)

_MONITOR = ("monitoring_kind", "source", "is_green_channel", *_RISKS, "disaster_kind", "risk_note")


def asked(act: str, *, is_monitored: bool = False) -> tuple[str, ...]:
    """The fields that an act asks for, in the order of the page; day and paper always.

    `is_monitored`: the household is under monitoring, so a split or a merge says whether the other is, too.
    """
    whom = ACTS[act].whom
    more: tuple[str, ...] = ()
    if act == "released" or whom == "member":
        more = ("person",)
    if act == "released":
        more += ("relation",)
    elif whom == "member" and act != "change_head":
        more += ("new_head",)
    elif act == "split":
        more = ("people", "head", "new_head", *(("is_carried",) if is_monitored else ()))
    elif act == "merged":
        more = ("into", *(("is_carried",) if is_monitored else ()))
    elif act == "moved_home":
        more = ("area_code", "group_name")
    elif act == "closed":
        more = ("reason",)
    elif act in ("recognise", "return"):
        more = ("cause",)
    elif act == "monitor":
        more = (*_MONITOR, *FACTS)
    elif act == "correct_monitoring":
        more = CORRECTABLE
    elif act == "clear":
        more = ("mode", *CLEARANCE_FACTS, "claim_fen", "self_paid_fen")
    return (*more, "on", "evidence")
