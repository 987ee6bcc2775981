"""Measures with few places are proposed along their ranking; whoever leaves it says why."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.domain.clock import today
from app.domain.errors import InvalidInputError
from app.domain.ranking import Ranked, is_in_turn
from app.queries.places import Pool, limited_measures, read_pool
from app.queries.scope import Scope
from app.unit_of_work import Work, wait_also_for

MIN_REASON = 10
MOST_REASON = 400


@dataclass(frozen=True)
class Turn:
    """What a proposal keeps: at which rank it was made, and why out of turn where it was."""

    ranked: str | None
    out_of_turn: str | None


def wait_for_places(work: Work, measure: str, area: str) -> None:
    """Proposals of one measure in one county follow each other: the second sees what the first took, so that no family
    gets it twice and no place is given out twice."""
    wait_also_for(work, f"measure:{measure}:{area[:6]}")


def pool_of(session: Session, scope: Scope, measure: str, area: str) -> Pool | None:
    """The ranking of today; None for a measure without places."""
    limited = next((m for m in limited_measures(session, scope, today()) if m.code == measure), None)
    return None if limited is None else read_pool(session, scope, limited, area, today())


def turns_of(pool: Pool, chosen: Collection[int], reason: str | None) -> dict[int, Turn]:
    """What each of the chosen subjects keeps. InvalidInputError where they leave the ranking without a reason;
    without a figure there is no line to leave."""
    words = " ".join((reason or "").split())[:MOST_REASON]
    if pool.quota is None:
        return dict.fromkeys(chosen, Turn(None, words or None))
    in_turn = is_in_turn(pool.found, set(chosen), pool.proposed)
    if not in_turn and len(words) < MIN_REASON:
        raise InvalidInputError(
            "E-TURN",
            "这样提名不按名次：前面还有人，或者在名额线外、不在排名里。",
            fields={"out_of_turn": f"请写明为什么不按名次，至少 {MIN_REASON} 个字；会留在记录里。"},
            way_out="请先提名排在前面的人，或者写明理由。",
        )
    return {one: Turn(_said(pool, pool.standing_of(one)), None if in_turn else words) for one in chosen}


def _said(pool: Pool, one: Ranked | None) -> str:
    where = f"第 {one.rank} 名" if one is not None and one.rank else "不在排名里"
    return f"{today().isoformat()} {where}，名额 {pool.quota} 个，还空 {max(pool.free or 0, 0)} 个"
