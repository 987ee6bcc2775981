"""What finished projects left behind, what it brings, and how that was divided."""

from datetime import date

from sqlalchemy import select

from app.domain.permissions import Actor
from app.models import Project, ProjectBeneficiary
from app.queries.project_life import get_project
from app.queries.scope import Scope
from app.services.assets import AssetInput, divide_income, note_income, register_asset
from app.services.demo.weeks.agenda import Agenda
from app.unit_of_work import Work

#: Category of the project -> kind of asset; what is built for everybody brings no money.
_KINDS = {"industry": "operating", "rural_construction": "public"}
_RENT_FEN, _SHARE_FEN = 36_000_00, 800_00
#: Parts of an income beside the households': purpose, percent, words.
_PARTS = (
    ("wages", 30, "公益岗位保洁员工资"),
    ("village_good", 15, "村组路灯电费"),
    ("upkeep", 10, "设施维修"),
)
_MOST_HOUSEHOLDS = 12


def plan_asset(agenda: Agenda, who: Actor, public_id: str, days: int, *, brings: bool) -> None:
    """Registered so many working days ago; where it `brings` something, last year's rent is divided a week later."""

    def do(work: Work, scope: Scope) -> None:
        project = get_project(work.session, scope, public_id)
        kind = _KINDS.get(project.category, "household")
        on = agenda.ago(days).date()
        asset = register_asset(
            work, scope, public_id,
            AssetInput(
                name=project.name.rpartition("年")[2].removesuffix("项目") or project.name, kind=kind,
                place=project.builder, quantity=project.quantity, unit=project.unit, value_fen=project.budget_fen,
                built_on=project.finished_on, keeper="村股份经济合作社", state="in_use", checked_on=on,
                operator="云岭惠农专业合作社" if kind == "operating" else None,
                contract_from=project.finished_on if kind == "operating" else None,
                contract_to=_years_later(project.finished_on, 3) if kind == "operating" else None,
                yearly_income_fen=_RENT_FEN if kind == "operating" else None,
            ),
        )  # fmt: skip
        if brings and kind == "operating":
            _plan_income(agenda, who, asset.public_id, project.id, days - 5)

    agenda.plan(agenda.ago(days, 10), who, "asset.register", do, subject=f"project:{public_id}")


def _years_later(day: date | None, years: int) -> date | None:
    return None if day is None else day.replace(year=day.year + years, day=min(day.day, 28))


def _plan_income(agenda: Agenda, who: Actor, asset_id: str, project_id: int, days: int) -> None:
    on = agenda.ago(days).date()

    def bring(work: Work, scope: Scope) -> None:
        income = note_income(
            work, scope, asset_id, year=on.year, amount_fen=_RENT_FEN, on_day=on, document_no=f"租金收据{on.year}-06"
        )  # fmt: skip
        for purpose, percent, words in _PARTS:
            divide_income(
                work, scope, asset_id, income.public_id, purpose=purpose, amount_fen=_RENT_FEN * percent // 100,
                on_day=on, words=words,
            )  # fmt: skip
        wanted = (
            select(ProjectBeneficiary.household_id)
            .join(Project, Project.id == ProjectBeneficiary.project_id)
            .where(scope.on(Project), Project.id == project_id)
        )
        homes = work.session.scalars(wanted.order_by(ProjectBeneficiary.household_id).limit(_MOST_HOUSEHOLDS))
        for home in homes:
            divide_income(
                work, scope, asset_id, income.public_id, purpose="household", amount_fen=_SHARE_FEN, on_day=on,
                household_id=home,
            )  # fmt: skip

    agenda.plan(agenda.ago(days, 15), who, "asset.income", bring, subject=f"asset:{asset_id}")
