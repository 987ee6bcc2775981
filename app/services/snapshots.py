"""Keeps a counted month or year for good."""

import hashlib
import json
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app.adapters.catalogue_files import read_entries
from app.adapters.file_store import FileStore
from app.domain.clock import now
from app.domain.errors import InvalidInputError
from app.models import IndicatorSnapshot, RuleVersion, SnapshotArea
from app.queries.period_count import PeriodCount, told
from app.queries.rules_in_force import rules_in_force
from app.services.files import keep_file
from app.unit_of_work import Work

PARQUET = "application/vnd.apache.parquet"


def freeze(
    work: Work, store: FileStore, period: str, counted: PeriodCount, *, again: bool = False
) -> IndicatorSnapshot:
    """Keep the sums, the measures and the columnar file of a period.

    A period that is frozen already is refused (InvalidInputError E-FROZEN) unless `again`, which keeps the earlier one
    and adds a revision.
    """
    revision = _next_revision(work.session, period, again)
    body = counted.file()
    name = f"snapshot-{period}-r{revision}.parquet"
    kept = keep_file(work, store, body, name=name, media_type=PARQUET, purpose="snapshot")
    row = IndicatorSnapshot(
        period=period, revision=revision, year=counted.year, as_of=counted.as_of, households=counted.frame.height,
        file_name=kept.name, file_digest=kept.digest, file_bytes=len(body),
        definitions=_digest([*read_entries("indicators"), *read_entries("deprivations")]),
        rules=_digest(rules_in_force(work.session, counted.as_of).key),
        details={
            "lines": counted.lines,
            "judged": counted.judged,
            "titles": _titles(work.session),
            "index": [told(one) for one in counted.table],
        },
        frozen_at=now(), act_id=work.event_id,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    _insert_areas(work.session, row.id, counted)
    return row


def _next_revision(session: Session, period: str, again: bool) -> int:
    newest = session.scalar(
        select(func.max(IndicatorSnapshot.revision)).where(IndicatorSnapshot.period == period)
    )
    if newest and not again:
        raise InvalidInputError(
            "E-FROZEN",
            f"{period} 已经冻结过（第 {newest} 版）。",
            way_out="确有更正，请另出一版；旧的会保留。",
        )
    return (newest or 0) + 1


def _insert_areas(session: Session, number: int, counted: PeriodCount) -> None:
    measures = counted.measures()
    rows = [
        {
            "snapshot_id": number,
            "area_code": code,
            "sums": total,
            "measures": measures.get(code, {}),
            "projects": counted.projects.get(code, []),
        }
        for code, total in sorted(counted.rolled_up().items())
    ]
    if rows:
        session.execute(insert(SnapshotArea), rows)


def _titles(session: Session) -> dict[str, str]:
    """Names of measures and checks as they are now: a paper of this period keeps them."""
    rows = session.execute(
        select(RuleVersion.code, RuleVersion.title)
        .where(RuleVersion.kind.in_(("measure", "check")))
        .order_by(RuleVersion.version)
    )
    return dict(iter(rows))


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, default=str).encode()).hexdigest()
