"""R12: the same number in two households, once removed, and members without any number."""

import numpy as np

from app.demo.draft import Draft
from app.demo.planting.planter import Plant, Planter
from app.demo.tables import Column, untold

_NEEDS = {"dibao": 0}
_RECORDS = ("rec_dis", "rec_veh", "rec_pupil", "rec_dibao")


def plant_doubles(planter: Planter) -> list[tuple[int, int]]:
    """Pairs (first, second) of members: the second shall carry the number, name and birth day of the first."""
    pairs = _pairs(planter, "planted", 10) + _pairs(planter, "near", 20)

    def without_number(i: int, turn: int) -> None:
        planter.draft.people["no_id_reason"][i] = "unregistered"

    planter.members("R12", "unknown", _plain(planter.draft), _NEEDS, without_number)
    return pairs


def _plain(draft: Draft) -> Column:
    """Grown members in no bureau's list, so that no row of a workbook can mean two people."""
    fits = (draft.ages >= 25) & (draft.ages <= 58) & untold(draft.people["no_id_reason"])
    for name in _RECORDS:
        fits &= untold(draft.people[name])
    return np.asarray(fits & (draft.people["relation"] != "head"))


def _pairs(planter: Planter, role: str, total: int) -> list[tuple[int, int]]:
    draft, people = planter.draft, planter.draft.people
    found: list[int] = []
    planter.members("R12", role, _plain(draft), _NEEDS, lambda i, turn: found.append(i), total)
    pairs: list[tuple[int, int]] = []
    for first in found:
        candidates = _plain(draft) & draft.present & ~planter.taken & (people["sex"] == people["sex"][first])
        candidates &= draft.home_of != draft.home_of[first]
        near_age = np.abs(people["born"] - people["born"][first]) < 2000
        rows = np.flatnonzero(candidates & near_age & (planter.locks["dibao"][draft.home_of] == -1))
        if not len(rows):
            continue
        second = int(draft.rng.choice(rows))
        planter.take(second, _NEEDS)
        _copy(draft, first, second)
        if role == "near":
            people["status"][second], people["gone_reason"][second] = "gone", "moved_out"
            people["gone_on"][second] = draft.as_of.toordinal() - 45
        else:
            planter.plants.append(Plant("R12", role, "person", second))
        pairs.append((first, second))
    return pairs


def _copy(draft: Draft, first: int, second: int) -> None:
    people = draft.people
    for name in ("name", "born", "nation"):
        people[name][second] = people[name][first]
    people["kept_day"][second] = True
