"""A small register with ledgers, visits, projects and money, and the papers about it."""

from typing import Any

from sqlalchemy.orm import Session

from app.domain.clock import today
from app.domain.documents import Document, Paragraph
from app.domain.permissions import SYSTEM
from app.models import FundFlow, IncomeEntry, Project, ProjectBeneficiary, ProjectGoal, Visit
from app.queries.scope import Scope, unscoped
from app.services.further_papers import FURTHER
from app.unit_of_work import unit_of_work
from tests.support.people import COUNTY, OTHER_VILLAGE, VILLAGE, World

ALL = Scope.everything()
YEAR = today().year


def add_rows(db: Session, *rows: Any) -> None:
    """Rows in one act of the product itself."""
    with unscoped("tests"), unit_of_work(db, SYSTEM, "test.rows") as work:
        work.session.add_all(rows)


def build(db: Session, kind: str, area: str = COUNTY, scope: Scope = ALL, **more: Any) -> Document:
    """One paper about this year."""
    return FURTHER[kind](db, scope, SYSTEM, area=area, year=YEAR, as_of=today(), **more)


def text_of(document: Document) -> str:
    """All paragraphs."""
    return "\n".join(
        "".join(run if isinstance(run, str) else run.text for run in block.runs)
        for block in document.blocks
        if isinstance(block, Paragraph)
    )


def register(world: World, db: Session) -> World:
    """Twelve watched households of two villages, two projects of two sources, one self-evaluation."""
    homes = [
        world.household(VILLAGE if n % 2 else OTHER_VILLAGE, monitoring_kind="edge_easy") for n in range(12)
    ]
    for n, home in enumerate(homes):
        world.person(home)
        add_rows(
            db,
            IncomeEntry(household_id=home.id, year=YEAR, kind="wage_work", amount_fen=(9_000 + n) * 100),
            *([Visit(household_id=home.id, area_code=home.area_code, on_day=today())] if n < 4 else []),
        )
    project = Project(
        project_no="P1", name="产业路", area_code=VILLAGE, year=YEAR, category="industry", state="registered"
    )
    road = Project(
        project_no="P2", name="水池", area_code=OTHER_VILLAGE, year=YEAR, category="other", state="planned"
    )
    add_rows(db, project, road)
    add_rows(
        db,
        FundFlow(project_id=project.id, kind="arrived", source="central", amount_fen=100_000_00),
        FundFlow(project_id=project.id, kind="paid", source="central", amount_fen=80_000_00),
        FundFlow(project_id=road.id, kind="arrived", source="county", amount_fen=100_000_00),
        ProjectBeneficiary(project_id=project.id, household_id=homes[1].id, share_fen=20_000_00),
        *[
            ProjectGoal(
                project_id=project.id, part=part, title=part, aim=100, done=done, is_less_better=False, tenths=tenths,
                reason="雨季停工。" if done < 100 else None,
            )
            for part, tenths, done in (("quantity", 500, 90.0), ("social", 300, 100.0), ("satisfaction", 100, 100.0))
        ],
    )  # fmt: skip
    return world
