"""Persons, their time in households, and the keys that find their names (domain 2.3)."""

from datetime import date

from sqlalchemy import Boolean, ForeignKey, Index, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.names import GRAM_LENGTH
from app.models.base import AreaCode, Base, BigId, Month, Registered, Word


class Person(Registered, Base):
    """One person, the spine of all facts. `household_id`, `relation` and `area_code` are those of today."""

    __tablename__ = "person"
    __table_args__ = (
        Index("ix_person_area_id", "area_code", "id"),
        Index("ix_person_name_key", "name_key"),
        Index("ix_person_last4", "area_code", "id_last4_blind"),
        Index("ix_person_household_id", "household_id", "status"),
    )

    person_no: Mapped[str] = mapped_column(String(30), unique=True)
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    area_code: Mapped[AreaCode]
    relation: Mapped[Word | None]
    name: Mapped[str] = mapped_column(String(60))
    name_key: Mapped[str] = mapped_column(String(60))
    name_pinyin: Mapped[str] = mapped_column(String(120), default="", index=True)
    name_initials: Mapped[str] = mapped_column(String(30), default="")
    former_name: Mapped[str | None] = mapped_column(String(60))
    sex: Mapped[Word | None]
    born_on: Mapped[date | None]
    certificate_kind: Mapped[Word | None]
    id_ref: Mapped[int | None] = mapped_column(BigId, ForeignKey("secret.id"), index=True)
    id_last4_blind: Mapped[str | None] = mapped_column(String(24))
    no_id_reason: Mapped[Word | None]
    disability_ref: Mapped[int | None] = mapped_column(BigId, ForeignKey("secret.id"))
    phone_ref: Mapped[int | None] = mapped_column(BigId, ForeignKey("secret.id"), index=True)
    nation: Mapped[Word | None]
    nation_note: Mapped[str | None] = mapped_column(String(20))  # 穿青人 and others stored as 97
    politics: Mapped[Word | None]
    education: Mapped[Word | None]
    school: Mapped[Word | None]
    is_boarder: Mapped[bool | None]
    dropout_reason: Mapped[Word | None]
    labor: Mapped[Word | None]
    health_chronic: Mapped[bool | None] = mapped_column(Boolean)
    health_serious: Mapped[bool | None]
    health_disabled: Mapped[bool | None]
    disability_category: Mapped[Word | None]
    disability_level: Mapped[int | None] = mapped_column(SmallInteger)
    disability_year: Mapped[int | None] = mapped_column(SmallInteger)
    work_region: Mapped[Word | None]
    work_place: Mapped[str | None] = mapped_column(String(60))
    work_months: Mapped[int | None] = mapped_column(SmallInteger)
    employer: Mapped[str | None] = mapped_column(String(60))
    work_industry: Mapped[Word | None]
    work_channel: Mapped[Word | None]
    works_abroad: Mapped[bool | None]
    training: Mapped[str | None] = mapped_column(String(60))
    has_skill_certificate: Mapped[bool | None]
    graduate_unemployed: Mapped[Word | None]  # 大专或本科毕业生未就业原因
    public_post: Mapped[Word | None]
    public_post_months: Mapped[int | None] = mapped_column(SmallInteger)
    resident_medical: Mapped[bool | None]
    employee_medical: Mapped[bool | None]
    serious_illness_insured: Mapped[bool | None]
    commercial_medical: Mapped[bool | None]
    medical_aid: Mapped[bool | None]
    other_health_aid: Mapped[bool | None]
    resident_pension: Mapped[bool | None]
    employee_pension: Mapped[bool | None]
    accident_insured: Mapped[bool | None]
    dibao: Mapped[Word | None]
    tekun: Mapped[Word | None]
    is_soldier: Mapped[bool | None]
    speaks_mandarin: Mapped[bool | None]
    is_orphan: Mapped[bool | None]
    status: Mapped[Word] = mapped_column(default="present")  # present, gone
    gone_on: Mapped[date | None]
    gone_reason: Mapped[Word | None]
    joined_month: Mapped[Month | None]


class Membership(Registered, Base):
    """A person's time in a household: why it began and ended (domain 2.12)."""

    __tablename__ = "membership"

    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"), index=True)
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"), index=True)
    relation: Mapped[Word | None]
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]
    joined_reason: Mapped[Word | None]
    left_reason: Mapped[Word | None]
    evidence: Mapped[str | None] = mapped_column(String(120))  # the paper of coming, later that of going


class NameGram(Base):
    """Pieces of a name and beginnings of its spelling, by area: any search is one range, alike on both engines."""

    __tablename__ = "name_gram"
    __table_args__ = ({"sqlite_with_rowid": False},)

    gram: Mapped[str] = mapped_column(String(GRAM_LENGTH), primary_key=True)
    area_code: Mapped[AreaCode] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"), primary_key=True, index=True)
