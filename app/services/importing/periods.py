"""The month a batch speaks for: told by the sheet, else asked for; never the present month by silence."""

from app.domain.clock import today
from app.domain.errors import InvalidInputError
from app.domain.importing.days import find_period
from app.domain.importing.outcome import Reading
from app.domain.importing.problems import refuse
from app.models import ImportBatch
from app.unit_of_work import Work

UNTOLD = "period_unknown"
#: Plans are brought for the year to come; a month further ahead is a slip, and would make every later list an old one.
MONTHS_AHEAD = 13


def check_period(period: str) -> str:
    """YYYY-MM as typed. Raises InvalidInputError for anything else and for a month that lies far ahead."""
    if find_period(period) != period or _is_far(period):
        raise InvalidInputError(
            "E-IMPORT-PERIOD", "所属期读不懂，或者还没到。", fields={"period": "请写成 2026-10 这样。"}
        )
    return period


def period_of(batch: ImportBatch, reading: Reading) -> str:
    """What was typed, else what the sheet tells; the present month for lists that come when something happened.

    Raises ReadingRefusedError (period_unknown) where a list of a month or a year tells neither.
    """
    told = reading.period_hint
    if batch.period:
        return batch.period
    if told is not None and not _is_far(told):
        return told
    if reading.profile.period == "none":
        return f"{today():%Y-%m}"
    raise refuse(UNTOLD, profile=reading.profile.title)


def is_untold(batch: ImportBatch) -> bool:
    """Whether the batch waits for nothing but its month."""
    return batch.state == "refused" and batch.counts.get("refused") == UNTOLD


def say_period(work: Work, batch: ImportBatch, period: str) -> None:
    """Somebody tells the month; the file is to be read again. Raises InvalidInputError."""
    if not is_untold(batch):
        raise InvalidInputError("E-IMPORT-STATE", "这一批不缺所属期，没有什么要补的。")
    batch.period, batch.state, batch.state_words = check_period(period), "received", None
    batch.counts = {}
    batch.version += 1


def _is_far(period: str) -> bool:
    on = today()
    return int(period[:4]) * 12 + int(period[5:7]) > on.year * 12 + on.month + MONTHS_AHEAD
