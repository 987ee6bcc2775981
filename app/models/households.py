"""The household, how it lives, and its income ledger (domain 2.2, 2.4, 2.5)."""

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import AreaCode, Base, BigId, Fen, Month, Registered, Word


class Household(Registered, Base):
    """One registered household; `monitoring_kind` NULL = not monitored (2.15)."""

    __tablename__ = "household"
    __table_args__ = (Index("ix_household_area_id", "area_code", "id", "status"),)

    household_no: Mapped[str] = mapped_column(String(30), unique=True)
    area_code: Mapped[AreaCode]
    group_name: Mapped[str | None] = mapped_column(String(40))
    address_ref: Mapped[int | None] = mapped_column(BigId, ForeignKey("secret.id"))
    phone_ref: Mapped[int | None] = mapped_column(BigId, ForeignKey("secret.id"), index=True)
    bank_name: Mapped[str | None] = mapped_column(String(40))
    bank_ref: Mapped[int | None] = mapped_column(BigId, ForeignKey("secret.id"), index=True)
    head_id: Mapped[int | None] = mapped_column(
        BigId, index=True
    )  # person.id; no constraint: both rows come in one act
    head_name: Mapped[str | None] = mapped_column(String(60))
    kind: Mapped[Word]
    attribute: Mapped[Word | None]
    standard: Mapped[Word | None]
    monitoring_kind: Mapped[Word | None]
    monitored_month: Mapped[Month | None]
    risk_main: Mapped[Word | None]
    risk_2: Mapped[Word | None]
    risk_3: Mapped[Word | None]
    risk_4: Mapped[Word | None]
    risk_5: Mapped[Word | None]
    risk_note: Mapped[str | None] = mapped_column(String(200))
    disaster_kind: Mapped[Word | None]  # the sub-item of a risk by natural disaster (rule 2_11_005)
    risk_cleared: Mapped[bool | None]
    cleared_month: Mapped[Month | None]
    clear_mode: Mapped[Word | None]
    cause_main: Mapped[Word | None]
    cause_other_1: Mapped[Word | None]
    cause_other_2: Mapped[Word | None]
    identified_month: Mapped[Month | None]
    exit_year: Mapped[int | None] = mapped_column(SmallInteger)
    exit_state: Mapped[Word | None]  # 脱贫情况 (2.13)
    not_out_reason: Mapped[Word | None]
    is_martyr_family: Mapped[bool | None]
    is_only_child_family: Mapped[bool | None]
    is_two_daughters_family: Mapped[bool | None]
    is_family_planning: Mapped[bool | None]
    is_key_object: Mapped[bool | None]
    has_no_labor: Mapped[bool | None]
    development_measures: Mapped[Word | None]  # 实施开发式帮扶措施情况
    collector: Mapped[str | None] = mapped_column(String(40))
    collector_phone_ref: Mapped[int | None] = mapped_column(
        BigId
    )  # secret.id; SQLite adds no constraint later
    monitor_contact: Mapped[str | None] = mapped_column(String(40))
    monitor_phone_ref: Mapped[int | None] = mapped_column(BigId)  # secret.id
    year_members: Mapped[int | None] = mapped_column(
        SmallInteger
    )  # 年度家庭人口数, as the national export says
    status: Mapped[Word] = mapped_column(default="active")  # active, gone, merged
    gone_on: Mapped[date | None]
    gone_reason: Mapped[Word | None]
    merged_into_id: Mapped[int | None] = mapped_column(BigId)  # household.id that took its members in
    split_from_id: Mapped[int | None] = mapped_column(BigId)  # household.id that it was split from
    note: Mapped[str | None] = mapped_column(Text)
    evidence: Mapped[str | None] = mapped_column(String(120))  # the paper of the last step (2.15, 5.2)


class LivingCondition(Registered, Base):
    """Land, house, water, road and power of a household as last surveyed; one row a household."""

    __tablename__ = "living_condition"

    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"), unique=True)
    surveyed_on: Mapped[date | None]
    land_crop_mu: Mapped[float | None]
    land_irrigated_mu: Mapped[float | None]
    land_forest_mu: Mapped[float | None]
    land_converted_mu: Mapped[float | None]
    land_fruit_mu: Mapped[float | None]
    land_grass_mu: Mapped[float | None]
    water_area_mu: Mapped[float | None]
    house_area_m2: Mapped[float | None]
    house_level: Mapped[str | None] = mapped_column(String(1))
    house_structure: Mapped[Word | None]
    house_is_dangerous: Mapped[bool | None]
    has_power: Mapped[bool | None]
    has_production_power: Mapped[bool | None]
    has_tv: Mapped[bool | None]
    water_is_safe: Mapped[bool | None]
    water_is_hard: Mapped[bool | None]
    road_kind: Mapped[Word | None]
    road_km: Mapped[float | None]
    toilet: Mapped[Word | None]  # none, broken, usable
    fuel: Mapped[Word | None]
    in_cooperative: Mapped[bool | None]
    led_by_firm: Mapped[bool | None]
    led_by_person: Mapped[bool | None]
    house_tenure: Mapped[Word | None]  # own, of children, rented, borrowed, none (5.1)
    house_built_year: Mapped[int | None] = mapped_column(SmallInteger)
    house_repair: Mapped[Word | None]
    house_repaired_on: Mapped[date | None]
    water_source: Mapped[Word | None]
    water_amount: Mapped[Word | None]  # the four items of 5.1: met, basically met, not met
    water_quality: Mapped[Word | None]
    water_convenience: Mapped[Word | None]
    water_reliability: Mapped[Word | None]
    road_is_hardened: Mapped[bool | None]
    market_km: Mapped[float | None]
    fuels: Mapped[str | None] = mapped_column(String(120))  # up to three of the Guizhou form
    surroundings: Mapped[Word | None]  # 环境卫生
    move_wish: Mapped[bool | None]
    move_mode: Mapped[Word | None]
    settle_mode: Mapped[Word | None]
    settle_place: Mapped[Word | None]
    relocation: Mapped[Word | None]  # none, concentrated, scattered
    relocated_on: Mapped[date | None]
    planting: Mapped[Word | None]
    grain_kg: Mapped[float | None]  # grain of a year
    pigs: Mapped[int | None]
    cattle: Mapped[int | None]
    sheep: Mapped[int | None]
    poultry: Mapped[int | None]
    industry: Mapped[Word | None]
    industry_organisation: Mapped[Word | None]
    industry_income_fen: Mapped[Fen | None]
    firm_income_fen: Mapped[Fen | None]
    in_mutual_fund: Mapped[bool | None]
    mutual_fund_fen: Mapped[Fen | None]
    school_debt_fen: Mapped[Fen | None]


class IncomeEntry(Registered, Base):
    """One line of the ledger, in fen a year; sums are computed, costs are positive and counted off."""

    __tablename__ = "income_entry"
    __table_args__ = (
        Index("ix_income_entry_household_year", "household_id", "year", "kind", "amount_fen"),
        CheckConstraint("amount_fen >= 0", name="amount_not_negative"),
    )

    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    person_id: Mapped[int | None] = mapped_column(BigId)
    year: Mapped[int] = mapped_column(SmallInteger)
    kind: Mapped[Word]
    label: Mapped[str | None] = mapped_column(String(60))
    quantity: Mapped[float | None]
    unit: Mapped[str | None] = mapped_column(String(12))
    unit_price_fen: Mapped[int | None] = mapped_column(BigInteger)
    months: Mapped[int | None] = mapped_column(SmallInteger)
    amount_fen: Mapped[Fen]
    origin: Mapped[Word] = mapped_column(default="visit")  # visit, bureau, import
    dataset: Mapped[int | None] = mapped_column(SmallInteger)  # the delivery that a bureau's line was made of
    evidence: Mapped[str | None] = mapped_column(String(120))
