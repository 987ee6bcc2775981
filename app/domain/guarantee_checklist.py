"""The checklist of 5.1: each guarantee with its standard, what the register says, what bureaus prove, which papers.

The standards are data (`app/catalogue/guarantee_checklist`), dated and sourced; here they meet one household.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from app.domain.catalogue import Source
from app.domain.catalogue_parser import source_of
from app.domain.guarantees import Guarantee


@dataclass(frozen=True, slots=True)
class Standard:
    """One line of the list as shipped: `told` are columns, `datasets` keys of bureaus' lists."""

    code: str
    title: str
    standard: str
    told: tuple[str, ...]
    datasets: tuple[str, ...]
    documents: tuple[str, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Proof:
    """What a bureau's list says about a member: the list, whose, in words, of which month."""

    dataset: str
    title: str
    name: str
    words: str
    period: str


@dataclass(frozen=True, slots=True)
class Line:
    """One guarantee of one household. `missing` are lists that say nothing about anybody here."""

    standard: Standard
    kept: bool | None
    because: str
    proofs: tuple[Proof, ...]
    missing: tuple[str, ...]


def read_standard(raw: Mapping[str, Any]) -> Standard:
    """A line of the list from its data; CatalogueError without a source."""
    code = str(raw["code"])
    texts = {key: tuple(str(v) for v in raw.get(key) or ()) for key in ("told", "datasets", "documents")}
    return Standard(
        code, str(raw["title"]), str(raw["standard"]), texts["told"], texts["datasets"], texts["documents"],
        source_of(raw.get("source"), code),
    )  # fmt: skip


def checklist(
    standards: Sequence[Standard],
    answers: Sequence[Guarantee],
    income: Guarantee,
    proofs: Sequence[Proof],
    titles: Mapping[str, str],
) -> list[Line]:
    """The list for one household, in official order; `titles` names the bureaus' lists."""
    by_title = {answer.label: answer for answer in (*answers, income)}
    lines = []
    for standard in standards:
        answer = by_title.get(standard.title, Guarantee(standard.title, None))
        mine = together(proof for proof in proofs if proof.dataset in standard.datasets)
        seen = {proof.dataset for proof in mine}
        missing = tuple(titles.get(key, key) for key in standard.datasets if key not in seen)
        lines.append(Line(standard, answer.kept, answer.because, mine, missing))
    return lines


#: More names than this are counted, not listed.
NAMES = 3


def together(proofs: Iterable[Proof]) -> tuple[Proof, ...]:
    """Members about whom a list says the same stand in one line."""
    names: dict[Proof, list[str]] = {}
    for proof in proofs:
        names.setdefault(replace(proof, name=""), []).append(proof.name)
    return tuple(replace(proof, name=_said(found)) for proof, found in names.items())


def _said(names: list[str]) -> str:
    listed = "、".join(names[:NAMES])
    return f"{listed} 等 {len(names)} 人" if len(names) > NAMES else listed


def income_guarantee(per_head: Fraction | None, line_fen: int | None) -> Guarantee:
    """Net income per head (fen) against the monitoring line of the place and year; unknown where either is."""
    if per_head is None or line_fen is None:
        return Guarantee("收入", None, "" if line_fen is not None else "当年的监测线还没有定")
    return Guarantee("收入", per_head >= line_fen, f"监测线 {line_fen // 100:,} 元")
