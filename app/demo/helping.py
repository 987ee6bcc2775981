"""帮扶落实: who receives which measure. Nearly everybody who should, but not all, and a few who should not."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from app.demo.draft import Draft
from app.demo.tables import Column, Table, blank, chance, constant, is_one_of, join, pick_words
from app.demo.threefold import YES
from app.demo.truth import FIRST_SHOULD, HOUSEHOLD_MEASURES
from app.demo.truth_measures import MORE_SHOULD
from app.demo.truth_register import m03
from app.demo.world import World

_FEN = 100


@dataclass(frozen=True, slots=True)
class Terms:
    """Bureau, yearly amount in yuan, the share of entitled subjects who do not get it yet, and of those who asked."""

    bureau: str
    amount: int
    missed: float
    asked: float = 0.7


TERMS = {
    "M09": Terms("RS", 1000, 0.05),
    "M18": Terms("YM", 80_000, 0),
    "M19": Terms("ZJ", 21_000, 0.12),
    "M21": Terms("JY", 1000, 0.03),
    "M23": Terms("JY", 600, 0.04),
    "M24": Terms("JY", 2000, 0.03),
    "M25": Terms("JY", 2000, 0.03),
    "M26": Terms("NY", 3000, 0.06),
    "M30": Terms("YB", 190, 0.01),
    "M33": Terms("WJ", 0, 0.03),
    "M37": Terms("MZ", 960, 0.04),
    "M38": Terms("MZ", 960, 0.04),
    "M42": Terms("MZ", 600, 0.02),
}
#: Further measures; shares of those who do not get it yet are large where posts and loans are few.
MORE_TERMS = {
    "M01": Terms("NY", 800, 0.12),
    "M02": Terms("NY", 1200, 0.15),
    "M03": Terms("NY", 420, 0.1),
    "M04": Terms("NY", 500, 0.2),
    "M05": Terms("NY", 60, 0.1),
    "M06": Terms("NY", 0, 0.06),
    "M07": Terms("YH", 30_000, 0.25),
    "M08": Terms("NY", 900, 0.03),
    "M10": Terms("RS", 300, 0.06),
    "M11": Terms("RS", 1500, 0.75, 0.05),
    "M12": Terms("RS", 1000, 0.1),
    "M13": Terms("RS", 5000, 0.3),
    "M16": Terms("LY", 400, 0.03),
    "M17": Terms("LY", 120, 0.02),
    "M20": Terms("SW", 0, 0.15),
    "M22": Terms("JY", 1000, 0.01),
    "M27": Terms("JY", 1900, 0.04),
    "M28": Terms("JY", 12_000, 0.3),
    "M29": Terms("JY", 0, 0.1),
    "M31": Terms("YB", 0, 0.04),
    "M32": Terms("YB", 1800, 0.05),
    "M34": Terms("WJ", 0, 0.05),
    "M39": Terms("MZ", 12_000, 0.05),
    "M40": Terms("MZ", 1500, 0.1),
    "M41": Terms("RS", 100, 0.05),
    "M43": Terms("NY", 6000, 0.1),
    "M44": Terms("NY", 300, 0.3),
    "M46": Terms("NY", 1600, 0.12),
}
_TERMS = {**TERMS, **MORE_TERMS, "M14": Terms("RS", 7200, 0), "M15": Terms("LY", 10_000, 0)}
_REFUSALS = {"in_process": 5, "not_qualified": 2, "quota_used_up": 1, "unwilling": 1, "wrong_details": 1}


def draw_grants(
    draft: Draft, tables: dict[str, Table], fixed: dict[tuple[str, str, int], str], begun: Mapping[int, int]
) -> Table:
    """Grants of all measures; `fixed` says for planted subjects whether they receive one, `begun` on which day some
    families moved."""
    moved = is_one_of(draft.homes["relocation"], ("concentrated", "scattered"))
    for (code, _, position), state in fixed.items():
        if code == "M18":
            moved[position] = state == "live"
    grants = _rows(draft, "M18", "household", np.flatnonzero(moved), "delivered")
    usual = draft.as_of.replace(year=2018, day=min(draft.as_of.day, 28)).toordinal()
    grants["starts_on"] = np.array(
        [begun.get(h, usual) for h in grants["household"].tolist()], dtype=np.int64
    )
    grants["ends_on"] = np.zeros(len(grants), dtype=int)
    parts = [grants]
    for measure, should in FIRST_SHOULD.items():
        if measure == "M35":
            continue
        world = World(tables | {"grants": join(parts)}, draft.as_of)
        subject = "household" if measure in HOUSEHOLD_MEASURES else "person"
        parts += _draw(draft, measure, subject, _entitled(world, should(world), subject), fixed)
    return join(parts)


def draw_more_grants(
    draft: Draft, tables: dict[str, Table], fixed: dict[tuple[str, str, int], str], rng: np.random.Generator
) -> Table:
    """The grants so far and those of further measures. Posts go to those who hold one in the register."""
    parts, people, draft = [tables["grants"]], draft.people, replace(draft, rng=rng)
    for measure, should in {"M03": m03, **MORE_SHOULD}.items():
        subject = "household" if measure in HOUSEHOLD_MEASURES else "person"
        world = World(tables | {"grants": join(parts)}, draft.as_of)
        if measure in MORE_TERMS:
            parts += _draw(draft, measure, subject, _entitled(world, should(world), subject), fixed)
    for measure, post in (("M14", "cleaner"), ("M15", "forest_ranger")):
        holds = _entitled(world, MORE_SHOULD[measure](world), "person") & (people["public_post"] == post)
        for (code, subject, i), state in fixed.items():
            if (code, subject) == (measure, "person"):
                holds[i] = state == "live"
        parts.append(_rows(draft, measure, "person", np.flatnonzero(holds), "live"))
    return join(parts)


def _entitled(world: World, should: Column, subject: str) -> Column:
    counts = world.home_counts if subject == "household" else world.counts
    return np.asarray((should == YES) & counts)


def _draw(
    draft: Draft, measure: str, subject: str, entitled: Column, fixed: dict[tuple[str, str, int], str]
) -> list[Table]:
    rng, n = draft.rng, len(entitled)
    missed = chance(rng, n, _TERMS[measure].missed)
    live, waiting = entitled & ~missed, entitled & missed & chance(rng, n, _TERMS[measure].asked)
    exact = blank(n)
    for (code, kind, position), state in fixed.items():
        if (code, kind) == (measure, subject):
            live[position], waiting[position] = state == "live", False
            exact[position] = state if state in ("ended", "delivered", "delivering") else None
    rows = [_rows(draft, measure, subject, np.flatnonzero(live), "live")]
    rows.append(_rows(draft, measure, subject, np.flatnonzero(waiting), "waiting"))
    rows += [
        _rows(draft, measure, subject, np.flatnonzero(exact == s), s)
        for s in ("ended", "delivered", "delivering")
    ]
    return rows


def _rows(draft: Draft, measure: str, subject: str, positions: Column, state: str) -> Table:
    rng, n, today = draft.rng, len(positions), draft.as_of.toordinal()
    person = positions if subject == "person" else np.full(n, -1)
    rows = Table(
        {"household": draft.home_of[positions] if subject == "person" else positions, "person": person}
    )
    rows["measure"] = constant(n, measure)
    rows["bureau"] = constant(n, _TERMS[measure].bureau)
    rows["state"] = _states(rng, n, state)
    rows["amount_fen"] = _amounts(draft, measure, rows)
    rows["period"] = constant(n, str(draft.year))
    begun = today - rng.integers(20, 220, n)
    rows["starts_on"] = begun if state != "waiting" else np.zeros(n, dtype=int)
    lasting = np.where(chance(rng, n, 0.4), 0, today + rng.integers(0, 150, n))
    rows["ends_on"] = np.full(n, today - 1) if state == "ended" else lasting * (state != "waiting")
    rows["delivered_on"] = np.where(rows["state"] == "delivered", begun + 14, 0)
    rows["refusal"] = np.where(rows["state"] == "refused", pick_words(rng, n, _REFUSALS), blank(n))
    return rows


def _states(rng: np.random.Generator, n: int, state: str) -> Column:
    if state == "live":
        return pick_words(rng, n, {"delivered": 62, "delivering": 26, "approved": 12})
    if state == "waiting":
        return pick_words(rng, n, {"proposed": 7, "refused": 3})
    return constant(n, state)


def _amounts(draft: Draft, measure: str, rows: Table) -> Column:
    homes, people = draft.homes, draft.people
    amount = np.full(len(rows), _TERMS[measure].amount)
    if measure == "M09":
        heads = np.maximum(draft.count_members(draft.present), 1)
        each = (homes["net_p"] + homes["dibao_p"]) / heads
        amount = np.where(each[rows["household"]] >= 10_000 * _FEN, 500, 1000)
    if measure == "M21":
        amount = np.where(people["school"][rows["person"]] == "primary", 1000, 1250)
    return (amount * _FEN).astype(object)
