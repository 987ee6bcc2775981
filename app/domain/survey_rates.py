"""The three rates of a third-party check (domain 5.3, 10.1) from a stratified sample, with their intervals."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from app.domain.indicators.intervals import wilson
from app.domain.survey_sampling import Stratum

#: Kinds of households that each rate is about, and what counts there.
EXITED = ("out_of_poverty",)
NOT_LISTED = ("ordinary", "unlisted")


@dataclass(frozen=True, slots=True)
class Asked:
    """One answered questionnaire. `missed` or `wrong` after proofs were heard; `approves` None = no answer."""

    stratum: Stratum
    persons: int
    suspected: bool
    approves: bool | None


@dataclass(frozen=True, slots=True)
class Estimate:
    """A rate as fractions: estimate and Wilson's 95 % interval; `cases` and `hits` are plain counts of households.

    `by_persons` weighs each household by its members, as the official formula does.
    """

    rate: float
    low: float
    high: float
    cases: int
    hits: int
    effective: float
    by_persons: float


@dataclass(frozen=True, slots=True)
class Rates:
    """None = nobody of these households was asked."""

    missed: Estimate | None
    wrong_exit: Estimate | None
    approval: Estimate | None


@dataclass(frozen=True, slots=True)
class ClosedCheck:
    """A check that a second person closed: its rates stand for the frame of that day, whatever is mended later.

    `limits` are the official limits in percent by rate, None where none is in force.
    """

    public_id: str
    title: str
    frame_on: date
    closed_on: date
    rates: Rates
    limits: Mapping[str, int | None]


def rates_of(answers: Iterable[Asked], frame: Mapping[Stratum, int]) -> Rates:
    """漏评率, 错退率 and 群众认可度 of the frame's households, each from the kinds of households that it is about.

    A household weighs frame size over answered households of its stratum; a stratum where nobody answered says nothing
    (the page names it). Ordinary and unlisted households give 漏评率, exited ones 错退率, all who answered 认可度.
    """
    rows = list(answers)
    missed, wrong = (
        _estimate([(one, one.suspected) for one in rows if one.stratum[1] in kinds], frame)
        for kinds in (NOT_LISTED, EXITED)
    )
    approval = _estimate([(one, one.approves) for one in rows if one.approves is not None], frame)
    return Rates(missed, wrong, approval)


def as_kept(rates: Rates) -> dict[str, dict[str, float] | None]:
    """The rates as they are stored with a closed check."""
    named = {name: getattr(rates, name) for name in Rates.__slots__}
    return {name: None if one is None else asdict(one) for name, one in named.items()}


def from_kept(stored: Mapping[str, Any]) -> Rates:
    """What `as_kept` stored."""
    return Rates(**{name: one and Estimate(**one) for name, one in stored.items()})


def _estimate(rows: Sequence[tuple[Asked, bool]], frame: Mapping[Stratum, int]) -> Estimate | None:
    """Weighted rate with Wilson's interval at Kish's effective sample (1965, 11.7): (sum w)^2 / sum w^2.

    The finite population is not corrected for, so that the interval is rather too wide than too narrow.
    """
    if not rows:
        return None
    asked: dict[Stratum, int] = {}
    for one, _hit in rows:
        asked[one.stratum] = asked.get(one.stratum, 0) + 1
    weights = [frame[one.stratum] / asked[one.stratum] for one, _hit in rows]
    total = sum(weights)
    rate = sum(w for w, (_one, hit) in zip(weights, rows, strict=True) if hit) / total
    effective = total**2 / sum(w * w for w in weights)
    low, high = wilson(min(rate * effective, effective), effective) or (0.0, 1.0)
    heads = [w * one.persons for w, (one, _hit) in zip(weights, rows, strict=True)]
    hit_heads = sum(h for h, (_one, hit) in zip(heads, rows, strict=True) if hit)
    return Estimate(
        rate=rate, low=low, high=high, cases=len(rows), hits=sum(hit for _one, hit in rows),
        effective=effective, by_persons=hit_heads / sum(heads) if sum(heads) else rate,
    )  # fmt: skip
