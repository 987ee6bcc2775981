"""Looking at people one by one has a measure: so many clear values and so many looked-up numbers an hour.

Both would else serve to read the register piece by piece, or to ask of any number whether its owner is poor. What was
asked is in the trail; the numbers themselves are not.
"""

from datetime import timedelta

from app.domain.clock import now
from app.domain.errors import BangfuError
from app.queries.audit import count_acts
from app.queries.blind_index import id_blind
from app.queries.duplicates import Duplicate, find_duplicate
from app.queries.scope import Scope
from app.unit_of_work import Work

REVEALS_AN_HOUR = 40
LOOKUPS_AN_HOUR = 80
PAPERS_AN_HOUR = 10


class TooManyLooksError(BangfuError):
    """The hour's measure is used up."""

    status = 429


def look_up_number(work: Work, scope: Scope, number18: str) -> Duplicate | None:
    """Whether an ID is registered, as one act of the trail; TooManyLooksError when the hour's measure is used up."""
    _within(
        work,
        LOOKUPS_AN_HOUR,
        "E-LOOKUPS",
        f"一小时里已经查了 {LOOKUPS_AN_HOUR} 个号码，先不再回答登记过没有。",
        "号码照常可以存，存的时候还会核对；过一小时再查。",
    )
    return find_duplicate(work.session, scope, id_blind(number18), None, None)


def asked_of(number18: str) -> str:
    """How the trail names a number that was looked up: a keyed hash, to be compared and never to be read."""
    return id_blind(number18).hex()[:16]


def within_reveals(work: Work) -> None:
    """TooManyLooksError where the account has seen enough clear values in this hour."""
    _within(
        work,
        REVEALS_AN_HOUR,
        "E-REVEALS",
        f"一小时里已经看了 {REVEALS_AN_HOUR} 个全号，先停一停。",
        "请过一小时再看；要成批使用，请走导出，或请县帮扶办办理。",
    )


def within_clear_papers(work: Work) -> None:
    """TooManyLooksError where the account has had enough papers with full numbers made in this hour."""
    _within(
        work,
        PAPERS_AN_HOUR,
        "E-PAPERS",
        f"一小时里已经出了 {PAPERS_AN_HOUR} 份带完整号码的表，先停一停。",
        "遮盖号码的表照常可以出；要带号码的，请过一小时再来。",
    )


def _within(work: Work, most: int, code: str, sentence: str, way_out: str) -> None:
    """The act's own event is counted, too: it stands already."""
    since = now() - timedelta(hours=1)
    if count_acts(work.session, work.actor.id, work.event.act, since) > most:
        raise TooManyLooksError(code, sentence, way_out=way_out)
