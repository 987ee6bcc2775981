"""Is the trail what it was? Recomputes the chain and compares it with the anchors kept outside the database."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Result, exists, func, select
from sqlalchemy.orm import Session

from app.domain.event_chain import BEGINNING, PARTS, Anchor, ChainProblem, link_hash
from app.models.events import Event, EventLink

CHUNK = 5000


@dataclass(slots=True)
class ChainReport:
    """`tail` counts events that no link protects yet."""

    links: int = 0
    tail: int = 0
    anchors: int = 0
    problems: list[ChainProblem] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return not self.problems


def verify_chain(session: Session, anchors: Sequence[Anchor]) -> ChainReport:
    """Every contradiction between events, links and anchors; each altered place is named once."""
    report = ChainReport(anchors=len(anchors), tail=_count_tail(session))
    heads = _Heads(anchors)
    before, expected_seq = BEGINNING, 1
    for row in _chain(session):
        if row.seq != expected_seq:
            report.problems.append(ChainProblem("E-CHAIN-2", expected_seq, f"第 {expected_seq} 环缺失。"))
            before = ""  # what stood before is gone: the next link cannot be recomputed
        if row.id is None:
            report.problems.append(ChainProblem("E-CHAIN-3", row.seq, f"第 {row.seq} 环所封的记录已被删除。"))
        elif before and link_hash(before, dict(row._mapping)) != row.hash:
            report.problems.append(ChainProblem("E-CHAIN-1", row.seq, f"第 {row.seq} 环所封的记录被改动过。"))
        report.problems.extend(heads.contradictions(row.seq, row.hash))
        before, expected_seq = row.hash, row.seq + 1
        report.links += 1
    report.problems.extend(heads.beyond(expected_seq - 1))
    if report.links and not anchors:
        report.problems.append(ChainProblem("E-CHAIN-6", 0, "库外的封存锚记不见了，无法核对。"))
    return report


class _Heads:
    """Anchors by link number."""

    def __init__(self, anchors: Sequence[Anchor]) -> None:
        self._by_seq: dict[int, set[str]] = {}
        for anchor in anchors:
            self._by_seq.setdefault(anchor.seq, set()).add(anchor.hash)

    def contradictions(self, seq: int, found: str) -> Iterator[ChainProblem]:
        if self._by_seq.pop(seq, {found}) != {found}:
            yield ChainProblem("E-CHAIN-4", seq, f"第 {seq} 环与库外锚记不符：此前的记录被整体改写过。")

    def beyond(self, last_seq: int) -> Iterator[ChainProblem]:
        if lost := sorted(self._by_seq):
            yield ChainProblem(
                "E-CHAIN-5", lost[-1], f"锚记到第 {lost[-1]} 环，库里只到第 {last_seq} 环：末尾被截去。"
            )


def _chain(session: Session) -> Result[Any]:
    """Links in order, each with its event (or without, where the event is gone)."""
    parts = [getattr(Event, part) for part in PARTS]
    chain = select(EventLink.seq, EventLink.hash, *parts).outerjoin(Event, Event.id == EventLink.event_id)
    return session.execute(chain.order_by(EventLink.seq).execution_options(yield_per=CHUNK))


def _count_tail(session: Session) -> int:
    linked = exists().where(EventLink.event_id == Event.id)
    return session.execute(select(func.count()).select_from(Event).where(~linked)).scalar_one()
