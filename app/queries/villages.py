"""Records of villages by year, and what the register itself counts for the same village."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Household, Person, VillageRecord
from app.queries.scope import Scope


def get_record(session: Session, scope: Scope, area_code: str, year: int) -> VillageRecord | None:
    """The record of one village and year; None where nobody has filled it."""
    v = VillageRecord
    return session.scalar(select(v).where(scope.on(v), v.area_code == area_code, v.year == year))


def years_of(session: Session, scope: Scope, area_code: str) -> list[int]:
    """Years that have a record, the newest first."""
    v = VillageRecord
    return list(
        session.scalars(select(v.year).where(scope.on(v), v.area_code == area_code).order_by(v.year.desc()))
    )


def counted_in_register(session: Session, scope: Scope, area_code: str) -> dict[str, int]:
    """Active registered households and present persons of a village: a help for the eye, never the answer itself."""
    h, p = Household, Person
    homes = (
        select(func.count()).select_from(h).where(scope.on(h), h.area_code == area_code, h.status == "active")
    )
    here = (
        select(func.count())
        .select_from(p)
        .where(scope.on(p), p.area_code == area_code, p.status == "present")
    )
    return {
        "households": session.scalar(homes) or 0,
        "persons": session.scalar(here) or 0,
        "disabled_persons": session.scalar(here.where(p.health_disabled.is_(True))) or 0,
        "dibao_persons": session.scalar(here.where(p.dibao.in_(("rural", "urban")))) or 0,
        "tekun_persons": session.scalar(here.where(p.tekun.in_(("rural", "urban")))) or 0,
    }
