"""The form of one person."""

from typing import Any

from flask_babel import lazy_gettext as lazy
from wtforms import HiddenField
from wtforms.validators import ValidationError

from app.domain.errors import BangfuError
from app.domain.identifiers import parse_id
from app.domain.vocabulary.people import CHANGE_REASON, HEALTH, LEAVING_REASONS
from app.services.members import MemberInput
from app.web.choice_fields import SelectField, SelectMultipleField
from app.web.households.forms import PHONE, RegistryForm, clear_text, digits, of
from app.web.typed_fields import DayField, TextField

JOINING = [c for c in CHANGE_REASON.choices() if c[0] not in LEAVING_REASONS]


def _person(key: str, **more: Any) -> Any:
    return of("person", key, **more)


class MemberForm(RegistryForm):
    """One member; the number is read for birth date, sex and certificate."""

    extra = RegistryForm.extra | {
        "public_id", "number", "phone", "health", "health_asked", "joined_reason", "joined_on", "evidence",
    }  # fmt: skip

    public_id = HiddenField()
    number = TextField(lazy("证件号码"), most=40)
    name = _person("name", most=60)
    relation = _person("relation")
    sex = _person("sex")
    born_on = _person("born_on")
    no_id_reason = _person("no_id_reason", empty=lazy("有证件"))
    former_name = _person("former_name", most=60)
    phone = TextField(
        lazy("本人电话"), [digits(PHONE, lazy("手机号应是 11 位，1 开头，请对一下。"))], most=20
    )
    nation = _person("nation")
    nation_note = _person("nation_note", most=20)
    politics = _person("politics")
    health = SelectMultipleField(
        lazy("健康状况"),
        choices=HEALTH.choices(),
        description=lazy("可以多选；都不选就是还不知道。"),
    )
    #: Tells an empty answer from a form that did not ask.
    health_asked = HiddenField(default="1")
    disability_category = _person("disability_category")
    disability_level = _person("disability_level")
    disability_year = _person("disability_year", least=1990, most=2100)
    school = _person("school")
    is_boarder = _person("is_boarder")
    dropout_reason = _person("dropout_reason", empty=lazy("没有填"))
    education = _person("education")
    labor = _person("labor")
    work_region = _person("work_region")
    work_place = _person("work_place", most=60)
    work_months = _person("work_months", most=12)
    employer = _person("employer", most=60)
    work_industry = _person("work_industry")
    work_channel = _person("work_channel")
    works_abroad = _person("works_abroad")
    training = _person("training", most=60)
    has_skill_certificate = _person("has_skill_certificate")
    graduate_unemployed = _person("graduate_unemployed", empty=lazy("不是毕业未就业"))
    public_post = _person("public_post")
    public_post_months = _person("public_post_months", most=12)
    resident_medical = _person("resident_medical")
    employee_medical = _person("employee_medical")
    serious_illness_insured = _person("serious_illness_insured")
    commercial_medical = _person("commercial_medical")
    medical_aid = _person("medical_aid")
    other_health_aid = _person("other_health_aid")
    resident_pension = _person("resident_pension")
    employee_pension = _person("employee_pension")
    accident_insured = _person("accident_insured")
    dibao = _person("dibao")
    tekun = _person("tekun")
    is_soldier = _person("is_soldier")
    speaks_mandarin = _person("speaks_mandarin")
    is_orphan = _person("is_orphan")
    joined_reason = SelectField(
        lazy("为什么增加"), choices=[("", lazy("原来就在户里，补登")), *JOINING], default=""
    )
    joined_on = DayField(lazy("哪天的事"))
    evidence = TextField(
        lazy("依据"), most=120, description=lazy("例如：出生医学证明 2026-05-01；结婚证号。")
    )

    def validate_number(self, field: Any) -> None:
        """The number itself: length, characters, birth date, check digit."""
        if field.data:
            try:
                parse_id(field.data)
            except BangfuError as odd:
                raise ValidationError(f"{odd.message}{odd.way_out or ''}") from odd

    def validate_name(self, field: Any) -> None:
        if not field.data:
            raise ValidationError("请写身份证上的姓名。")

    def put_health(self, row: Any) -> None:
        """Three stored answers as one multiple choice."""
        told = [key for key in ("chronic", "serious", "disabled") if getattr(row, f"health_{key}")]
        nothing = all(getattr(row, f"health_{k}") is False for k in ("chronic", "serious", "disabled"))
        self.health.data = told or (["healthy"] if nothing else [])

    def member(self) -> MemberInput:
        """What the service takes."""
        changes = self.values()
        if self.health_asked.raw_data:
            changes |= self._health()
        if changes.get("disability_level"):
            changes["disability_level"] = int(changes["disability_level"])
        return MemberInput(
            changes=changes,
            number=self.number.data,
            phone=clear_text(self.phone.data),
            public_id=self.public_id.data or None,
            joined_reason=self.joined_reason.data or None,
            joined_on=self.joined_on.data,
            evidence=self.evidence.data,
        )

    def _health(self) -> dict[str, bool | None]:
        chosen = set(self.health.data or ())
        if not chosen:
            return dict.fromkeys(("health_chronic", "health_serious", "health_disabled"))
        return {f"health_{key}": key in chosen for key in ("chronic", "serious", "disabled")}
