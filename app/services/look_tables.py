"""The scoring table of the four looks, changed by dated versions: one person drafts, another puts it in force."""

from datetime import date

from sqlalchemy import Select, func, select

from app.domain.clock import now, today
from app.domain.errors import InvalidInputError, NotFoundError
from app.domain.look_direction import turned
from app.domain.looks import COMBINATIONS, DIRECTIONS, read_table
from app.models import RuleVersion
from app.queries.look_tables import TABLE, version_in_force
from app.services.rule_versions import SamePersonError
from app.unit_of_work import Work

KIND = "looks"


def draft_table(
    work: Work, *, direction: str, combine: str, first_on: date | None, document: str
) -> RuleVersion:
    """A draft from the table that will be in force on that day; an own draft that waits is replaced.

    InvalidInputError E-LOOK-TABLE for what no menu offers, a day that is past (what was scored stays), a missing
    document, or where nothing would change.
    """
    if direction not in DIRECTIONS or combine not in COMBINATIONS:
        raise _refused("direction", "请从选项里选。")
    if first_on is None or first_on < today():
        raise _refused("first_on", "从今天或以后的哪天起用？以前评过的不改。")
    paper = document.strip()
    if not 0 < len(paper) <= 120:
        raise _refused("document", "请写凭哪份文件或会议记录，120 个字以内。")
    found = version_in_force(work.session, first_on)
    if found is None:
        raise NotFoundError("现在没有在用的四看法评分表。")
    entry = found.entry
    if (direction, combine) == (entry["direction"], entry["combine"]):
        raise _refused("direction", "和现在用的一样，没有要改的。")
    if direction != entry["direction"]:
        entry = turned(entry)
    source = {**entry["source"], "document": paper}
    entry = {**entry, "combine": combine, "source": source, "first_day": first_on.isoformat()}
    entry.pop("last_day", None)
    read_table(entry)
    row = _own_draft(work) or RuleVersion(
        kind=KIND, code=TABLE, version=_next(work), state="draft", author_id=work.actor.id
    )
    row.title, row.entry, row.first_on, row.last_on = found.title, entry, first_on, None
    row.created_at = now()
    work.session.add(row)
    work.session.flush()
    return row


def publish_table(work: Work, version: int) -> RuleVersion:
    """Put a draft in force from its day on; by another than who drafted it (SamePersonError)."""
    row = _draft(work, version)
    if row.author_id is not None and row.author_id == work.actor.id:
        raise SamePersonError()
    if row.first_on is None or row.first_on < today():
        raise _refused("first_on", "起用的日子已经过了，请起草的人重新选一天。")
    if row.version < _next(work) - 1:  # of those whose days cover one, the highest number holds
        row.version = _next(work)
    row.state, row.approved_by, row.created_at = "live", work.actor.id, now()
    work.session.flush()
    return row


def drop_table(work: Work, version: int) -> None:
    """Take a draft away."""
    work.session.delete(_draft(work, version))


def _draft(work: Work, version: int) -> RuleVersion:
    row: RuleVersion | None = work.session.scalar(_drafts().where(RuleVersion.version == version))
    if row is None:
        raise NotFoundError("没有这一稿，可能已经用上或去掉了。")
    return row


def _own_draft(work: Work) -> RuleVersion | None:
    return work.session.scalar(_drafts().where(RuleVersion.author_id == work.actor.id))


def _drafts() -> Select[RuleVersion]:
    return select(RuleVersion).where(
        RuleVersion.kind == KIND, RuleVersion.code == TABLE, RuleVersion.state == "draft"
    )


def _next(work: Work) -> int:
    newest = select(func.max(RuleVersion.version)).where(RuleVersion.kind == KIND, RuleVersion.code == TABLE)
    return (work.session.scalar(newest) or 0) + 1


def _refused(field: str, sentence: str) -> InvalidInputError:
    return InvalidInputError("E-LOOK-TABLE", sentence, fields={field: sentence}, way_out=sentence)
