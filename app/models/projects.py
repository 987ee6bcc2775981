"""Projects, their money, places, beneficiaries and assets (domain 9)."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import AreaCode, Base, BigId, Fen, Registered, Word


class Project(Registered, Base):
    """One entry of the project bank with its mandatory contents (9.1)."""

    __tablename__ = "project"
    __table_args__ = (Index("ix_project_area_id", "area_code", "id"),)

    project_no: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    area_code: Mapped[AreaCode]  # smallest area that holds all its places
    year: Mapped[int] = mapped_column(SmallInteger, index=True)
    category: Mapped[Word]
    sub_category: Mapped[str | None] = mapped_column(String(40))
    nature: Mapped[Word | None]
    state: Mapped[Word]
    bureau: Mapped[Word | None]
    builder: Mapped[str | None] = mapped_column(String(80))
    content: Mapped[str | None] = mapped_column(Text)
    quantity: Mapped[float | None]
    unit: Mapped[str | None] = mapped_column(String(12))
    budget_fen: Mapped[Fen | None]
    mechanism: Mapped[Word | None]
    target: Mapped[str | None] = mapped_column(Text)
    planned_from: Mapped[date | None]
    planned_to: Mapped[date | None]
    started_on: Mapped[date | None]
    finished_on: Mapped[date | None]
    accepted_on: Mapped[date | None]
    acceptance: Mapped[str | None] = mapped_column(String(60))
    closed_on: Mapped[date | None]


class ProjectPlace(Registered, Base):
    """A village (or larger area) where a project is carried out."""

    __tablename__ = "project_place"

    project_id: Mapped[int] = mapped_column(BigId, ForeignKey("project.id"), index=True)
    area_code: Mapped[AreaCode] = mapped_column(index=True)


class FundFlow(Registered, Base):
    """Money of a project: planned, arrived, allocated, paid, reimbursed. Amounts in fen."""

    __tablename__ = "fund_flow"
    __table_args__ = (CheckConstraint("amount_fen >= 0", name="amount_not_negative"),)

    project_id: Mapped[int] = mapped_column(BigId, ForeignKey("project.id"), index=True)
    kind: Mapped[Word]
    source: Mapped[Word]
    amount_fen: Mapped[Fen]
    on_day: Mapped[date | None]
    document_no: Mapped[str | None] = mapped_column(String(60))


class ProjectBeneficiary(Registered, Base):
    """A household that a project serves, with its share."""

    __tablename__ = "project_beneficiary"
    __table_args__ = (Index("ix_project_beneficiary_household", "household_id"),)

    project_id: Mapped[int] = mapped_column(BigId, ForeignKey("project.id"), index=True)
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    share_fen: Mapped[Fen | None]
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]


class Asset(Registered, Base):
    """What a project left behind and whose it is (9.4)."""

    __tablename__ = "asset"

    project_id: Mapped[int] = mapped_column(BigId, ForeignKey("project.id"), index=True)
    area_code: Mapped[AreaCode] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[Word]
    value_fen: Mapped[Fen | None]
    owner: Mapped[Word | None]
    state: Mapped[Word | None]
    yearly_income_fen: Mapped[Fen | None]
