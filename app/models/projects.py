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
    participation: Mapped[str | None] = mapped_column(Text)  # 群众参与
    planned_households: Mapped[int | None]  # 受益对象, as planned
    planned_persons: Mapped[int | None]
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


class ProjectStep(Registered, Base):
    """One act in the life of a project. `act_event_id` wrote the project's row; an undone step stays and says so."""

    __tablename__ = "project_step"

    project_id: Mapped[int] = mapped_column(BigId, ForeignKey("project.id"), index=True)
    step: Mapped[Word]
    before: Mapped[Word]
    after: Mapped[Word]
    on_day: Mapped[date]
    evidence: Mapped[str] = mapped_column(String(120))
    words: Mapped[str | None] = mapped_column(String(200))  # conclusion, reason, points
    act_event_id: Mapped[int] = mapped_column(BigId, ForeignKey("event.id"), index=True)
    state: Mapped[Word] = mapped_column(default="done")  # done, undone
    undone_on: Mapped[date | None]
    undo_reason: Mapped[str | None] = mapped_column(String(120))


class ProjectNotice(Registered, Base):
    """A public notice about a project, with pictures of its first and last day (9.2)."""

    __tablename__ = "project_notice"

    project_id: Mapped[int] = mapped_column(BigId, ForeignKey("project.id"), index=True)
    kind: Mapped[Word]
    level: Mapped[Word]
    place: Mapped[str] = mapped_column(String(80))
    from_on: Mapped[date]
    until_on: Mapped[date]  # last day that was announced
    closed_on: Mapped[date | None]
    objections: Mapped[str | None] = mapped_column(String(200))
    first_photo_id: Mapped[int | None] = mapped_column(BigId)
    last_photo_id: Mapped[int | None] = mapped_column(BigId)


class BudgetLine(Registered, Base):
    """Money that a paper of the budget gave to an area; projects draw on it. Amount in fen."""

    __tablename__ = "budget_line"
    __table_args__ = (CheckConstraint("amount_fen >= 0", name="amount_not_negative"),)

    area_code: Mapped[AreaCode] = mapped_column(index=True)
    year: Mapped[int] = mapped_column(SmallInteger, index=True)
    document_no: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(120))
    source: Mapped[Word]
    amount_fen: Mapped[Fen]
    on_day: Mapped[date | None]


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
    budget_line_id: Mapped[int | None] = mapped_column(BigId, index=True)
    reason: Mapped[str | None] = mapped_column(String(200))  # why more was paid than had arrived


class ProjectBeneficiary(Registered, Base):
    """A household that a project serves, with its share."""

    __tablename__ = "project_beneficiary"
    __table_args__ = (Index("ix_project_beneficiary_household", "household_id"),)

    project_id: Mapped[int] = mapped_column(BigId, ForeignKey("project.id"), index=True)
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    share_fen: Mapped[Fen | None]
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]


class ProjectGoal(Registered, Base):
    """One goal of a project's self-evaluation: what was aimed at, what came, how many tenths of points it weighs."""

    __tablename__ = "project_goal"

    project_id: Mapped[int] = mapped_column(BigId, ForeignKey("project.id"), index=True)
    part: Mapped[Word]
    title: Mapped[str] = mapped_column(String(60))
    unit: Mapped[str | None] = mapped_column(String(12))
    aim: Mapped[float]
    done: Mapped[float | None]
    is_less_better: Mapped[bool]
    tenths: Mapped[int] = mapped_column(SmallInteger)
    reason: Mapped[str | None] = mapped_column(String(200))  # why the aim was missed


class Asset(Registered, Base):
    """What a project left behind and whose it is (9.4)."""

    __tablename__ = "asset"

    project_id: Mapped[int] = mapped_column(BigId, ForeignKey("project.id"), index=True)
    area_code: Mapped[AreaCode] = mapped_column(index=True)
    asset_no: Mapped[str | None] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[Word]
    place: Mapped[str | None] = mapped_column(String(80))
    quantity: Mapped[float | None]
    unit: Mapped[str | None] = mapped_column(String(12))
    value_fen: Mapped[Fen | None]
    built_on: Mapped[date | None]
    owner: Mapped[Word | None]
    owner_name: Mapped[str | None] = mapped_column(String(80))
    certificate: Mapped[str | None] = mapped_column(String(60))
    keeper: Mapped[str | None] = mapped_column(String(80))  # 管护责任人
    operator: Mapped[str | None] = mapped_column(String(80))  # 经营主体
    contract_from: Mapped[date | None]
    contract_to: Mapped[date | None]
    state: Mapped[Word | None]
    checked_on: Mapped[date | None]
    yearly_income_fen: Mapped[Fen | None]


class AssetIncome(Registered, Base):
    """What an asset brought in a year (fen)."""

    __tablename__ = "asset_income"
    __table_args__ = (CheckConstraint("amount_fen >= 0", name="amount_not_negative"),)

    asset_id: Mapped[int] = mapped_column(BigId, ForeignKey("asset.id"), index=True)
    year: Mapped[int] = mapped_column(SmallInteger)
    amount_fen: Mapped[Fen]
    on_day: Mapped[date]
    document_no: Mapped[str | None] = mapped_column(String(60))


class AssetShare(Registered, Base):
    """Where a part of an asset's income went: to a household, into work for the village, into a reserve (fen)."""

    __tablename__ = "asset_share"
    __table_args__ = (CheckConstraint("amount_fen >= 0", name="amount_not_negative"),)

    asset_income_id: Mapped[int] = mapped_column(BigId, ForeignKey("asset_income.id"), index=True)
    household_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("household.id"), index=True)
    purpose: Mapped[Word]
    amount_fen: Mapped[Fen]
    on_day: Mapped[date]
    words: Mapped[str | None] = mapped_column(String(120))
