"""Titles of catalogue entries in force, for lists and menus."""

from collections.abc import Iterable

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.domain.vocabulary.surveys import CHECK_TITLES
from app.models import Area, RuleVersion
from app.queries.menus import kept
from app.queries.prepared import Prepared, given


def rule_titles(session: Session, kind: str) -> dict[str, str]:
    """Code -> title of the live entries of a kind (measure, check, ...), in the order of their codes.

    Work orders of checks on the spot have codes of their own, which no rule has; they stand behind the rules.
    """
    rules = kept(session, ("titles", kind), lambda: dict(list(_titles(session, kind=kind))))
    return rules | (CHECK_TITLES if kind == "check" else {})


@Prepared
def _titles() -> Select[str, str]:
    return (
        select(RuleVersion.code, RuleVersion.title)
        .where(RuleVersion.kind == given("kind"), RuleVersion.state == "live")
        .order_by(RuleVersion.code, RuleVersion.version)
    )


def measure_bureaus(session: Session) -> dict[str, str]:
    """Code of a live measure -> code of the bureau responsible for it."""
    wanted = (
        select(RuleVersion.code, RuleVersion.entry)
        .where(RuleVersion.kind == "measure", RuleVersion.state == "live")
        .order_by(RuleVersion.code, RuleVersion.version)
    )
    return {code: str(entry.get("bureau", "")) for code, entry in session.execute(wanted)}


def measure_groups(session: Session) -> dict[str, str]:
    """Code of a live measure -> the group it belongs to (domain 6.1)."""
    wanted = (
        select(RuleVersion.code, RuleVersion.entry)
        .where(RuleVersion.kind == "measure", RuleVersion.state == "live")
        .order_by(RuleVersion.code, RuleVersion.version)
    )
    return {code: str(entry.get("group", "")) for code, entry in session.execute(wanted)}


def area_names(session: Session, codes: Iterable[str]) -> dict[str, str]:
    """Names of areas by code; names are public facts."""
    wanted = select(Area.code, Area.name).where(Area.code.in_(set(codes))).order_by(Area.code)
    return dict(iter(session.execute(wanted)))
