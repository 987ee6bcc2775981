"""The income ledger: what a household lives on, split into lines that add up to the sums exactly."""

from collections.abc import Mapping, Sequence

import numpy as np

from app.demo.draft import Draft
from app.demo.tables import Column, Table, chance, constant, is_one_of, said, told
from app.domain.vocabulary.schooling import SENIOR, UNDERGRADUATE, VOCATIONAL

_YUAN = 100


def draw_ledger(
    draft: Draft, fixed: Mapping[int, Sequence[tuple[int, str, int]]], spent: Mapping[int, Mapping[str, int]]
) -> Table:
    """Lines `household` (position), `year`, `kind`, `amount_fen`; no line where nothing was told.

    `fixed` names the lines of some households in place of the drawn ones, `spent` what they paid for illness and
    schooling this year in place of what is drawn.
    """
    lines = [_named([(h, *line) for h, own in fixed.items() for line in own])]
    lines.append(
        _named([(h, draft.year, kind, fen) for h, own in spent.items() for kind, fen in own.items()])
    )
    drawn = np.ones(len(draft.homes), dtype=bool)
    drawn[list(fixed)] = False
    for year, mark in ((draft.year, "y"), (draft.year - 1, "p")):
        told = draft.homes[f"told_{mark}"] & (draft.homes["status"] == "active") & drawn
        for kind, amount in _split(draft, draft.homes[f"net_{mark}"]).items():
            lines.append(_lines(kind, year, amount, told))
        lines.append(_lines("transfer_dibao", year, draft.homes[f"dibao_{mark}"], told))
        told[list(spent)] = False
        for kind, amount in _spending(draft, draft.homes[f"net_{mark}"]).items():
            lines.append(_lines(kind, year, amount, told))
    table = Table({name: np.concatenate([part[name] for part in lines]) for name in lines[0].columns})
    return table.take(np.lexsort((-table["year"], table["household"])))


def _lines(kind: str, year: int, amount: Column, told: Column) -> Table:
    rows = np.flatnonzero(told & (amount > 0))
    return Table(
        {
            "household": rows,
            "year": np.full(len(rows), year),
            "kind": constant(len(rows), kind),
            "amount_fen": amount[rows],
        }
    )


def _named(rows: list[tuple[int, int, str, int]]) -> Table:
    names = ("household", "year", "kind", "amount_fen")
    table = Table({name: np.array([row[k] for row in rows], dtype=object) for k, name in enumerate(names)})
    for name in ("household", "year", "amount_fen"):
        table[name] = table[name].astype(np.int64)
    return table


def _spending(draft: Draft, total: Column) -> dict[str, Column]:
    """What families with sick members and with pupils paid themselves: a small part of what they live on."""
    people, rng, n = draft.people, draft.rng, len(draft.homes)
    ill = draft.any_member(
        draft.present & (said(people["health_serious"], True) | said(people["health_chronic"], True))
    )
    pupils = draft.any_member(
        draft.present & is_one_of(people["school"], SENIOR | VOCATIONAL | UNDERGRADUATE)
    )
    medical = np.minimum(rng.integers(3, 26, n) * 100 * _YUAN, total * 0.12)
    schooling = np.minimum(rng.integers(8, 60, n) * 100 * _YUAN, total * 0.15)
    return {
        "self_paid_medical": np.where(ill, medical, 0).astype(int) // _YUAN * _YUAN,
        "self_paid_schooling": np.where(pupils, schooling, 0).astype(int) // _YUAN * _YUAN,
    }


def _split(draft: Draft, total: Column) -> dict[str, Column]:
    """Amounts in fen by kind; all but the cost add up to total + cost."""
    people, rng, n = draft.people, draft.rng, len(draft.homes)
    here = draft.present
    old = draft.count_members(here & (draft.ages >= 60))
    tekun = draft.any_member(here & (people["tekun"] == "rural"))
    posts = draft.any_member(here & told(people["public_post"]))
    works = draft.any_member(here & told(people["work_months"]) & told(people["work_region"]))
    share: dict[str, Column] = {
        "transfer_pension": np.minimum(old * 1600 * _YUAN, total * 0.3),
        "transfer_tekun": np.where(tekun, total * 0.6, 0),
        "wage_public_post": np.where(posts, np.minimum(6000 * _YUAN, total * 0.2), 0),
        "transfer_eco": np.where(chance(rng, n, 0.3), np.minimum(260 * _YUAN, total * 0.02), 0),
        "property_dividend": np.where(chance(rng, n, 0.28), np.minimum(420 * _YUAN, total * 0.03), 0),
        "property_land": np.where(chance(rng, n, 0.2), np.minimum(600 * _YUAN, total * 0.03), 0),
        "business": np.where(chance(rng, n, 0.7), total * rng.uniform(0.05, 0.3, n), 0),
    }
    for kind in share.keys() - {"transfer_pension", "transfer_tekun"}:
        share[kind] = np.where(tekun, 0, share[kind])
    amounts = {kind: amount.astype(int) // _YUAN * _YUAN for kind, amount in share.items()}
    amounts["business_cost"] = (amounts["business"] * 0.35).astype(int) // _YUAN * _YUAN
    named = sum(
        (amount for kind, amount in amounts.items() if kind != "business_cost"), np.zeros(n, dtype=int)
    )
    rest = total + amounts["business_cost"] - named
    earned = works | draft.any_member(here & is_one_of(people["labor"], ("ordinary", "skilled")))
    amounts["wage_work"] = np.where(earned, rest, 0)
    amounts["transfer_other"] = np.where(earned, 0, rest)
    return amounts
