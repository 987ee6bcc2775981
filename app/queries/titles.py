"""Titles of catalogue entries in force, for lists and menus."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import RuleVersion


def rule_titles(session: Session, kind: str) -> dict[str, str]:
    """Code -> title of the live entries of a kind (measure, check, ...), in the order of their codes."""
    wanted = (
        select(RuleVersion.code, RuleVersion.title)
        .where(RuleVersion.kind == kind, RuleVersion.state == "live")
        .order_by(RuleVersion.code, RuleVersion.version)
    )
    return dict(session.execute(wanted).tuples().all())


def measure_bureaus(session: Session) -> dict[str, str]:
    """Code of a live measure -> code of the bureau responsible for it."""
    wanted = (
        select(RuleVersion.code, RuleVersion.entry)
        .where(RuleVersion.kind == "measure", RuleVersion.state == "live")
        .order_by(RuleVersion.code, RuleVersion.version)
    )
    return {code: str(entry.get("bureau", "")) for code, entry in session.execute(wanted)}
