"""Versions of the scoring table of the four looks: rules for everybody, nobody's rows."""

from datetime import date
from functools import lru_cache
from json import dumps, loads

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.domain.looks import LookTable, read_table
from app.models import RuleVersion, User

TABLE = "four_looks"


def table_in_force(session: Session, day: date, code: str = TABLE) -> tuple[LookTable, int] | None:
    """The newest version of the table whose days cover `day`, with its number; None where there is none."""
    found = version_in_force(session, day, code)
    return None if found is None else (_read(dumps(found.entry)), found.version)


def version_in_force(session: Session, day: date, code: str = TABLE) -> RuleVersion | None:
    """The same as it is kept, for whoever makes the next one of it."""
    wanted = (
        select(RuleVersion)
        .where(
            RuleVersion.kind == "looks",
            RuleVersion.code == code,
            RuleVersion.state.in_(("live", "past")),
            RuleVersion.first_on <= day,
            or_(RuleVersion.last_on.is_(None), RuleVersion.last_on >= day),
        )
        .order_by(RuleVersion.version.desc())
        .limit(1)
    )
    return session.scalar(wanted)


def list_versions(session: Session, code: str = TABLE) -> list[tuple[RuleVersion, LookTable, str]]:
    """All versions and drafts with who drafted them, the newest first."""
    wanted = (
        select(RuleVersion, User.display_name)
        .outerjoin(User, User.id == RuleVersion.author_id)
        .where(RuleVersion.kind == "looks", RuleVersion.code == code)
        .order_by(RuleVersion.version.desc())
    )
    return [(row, _read(dumps(row.entry)), name or "") for row, name in session.execute(wanted)]


def table_of_version(session: Session, code: str, version: int) -> LookTable | None:
    """The table as that version has it; None where there is no such version."""
    wanted = select(RuleVersion).where(
        RuleVersion.kind == "looks", RuleVersion.code == code, RuleVersion.version == version
    )
    found = session.scalar(wanted)
    return None if found is None else _read(dumps(found.entry))


@lru_cache(maxsize=20)
def _read(entry: str) -> LookTable:
    """Parsed once for the same text: a page asks for the table each time, and its conditions are many."""
    return read_table(loads(entry))
