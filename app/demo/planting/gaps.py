"""Lists that leave a village out: whoever lives there may stand in them or not, and nobody can say."""

import numpy as np

from app.demo.draft import Draft
from app.demo.places import NOT_SENT, CountyPlan, Township
from app.demo.planting.planter import Plant, Planter
from app.demo.tables import Table, constant
from app.domain.vocabulary.datasets import BY_KEY

_TOTAL = 12
_NUMBERS = np.array([BY_KEY[key].number for key in NOT_SENT], dtype=int)


def gaps_of(plan: CountyPlan, township: Township) -> Table:
    """The lists (`dataset`) that leave out a village (`area_code`) of this township."""
    numbers = _NUMBERS if plan.left_out.startswith(township.code[:9]) else _NUMBERS[:0]
    return Table({"dataset": numbers, "area_code": constant(len(numbers), plan.left_out)})


def without_gaps(draft: Draft, records: Table) -> Table:
    """The records of all lists as they were sent."""
    there = (draft.homes["area_code"] == draft.plan.left_out)[draft.home_of[records["person"]]]
    return records.take(~(there & np.isin(records["dataset"], _NUMBERS)))


def plant_left_out(planter: Planter) -> None:
    """M17, M37, R26: open where the lists that would settle them do not reach."""
    draft = planter.draft
    there = draft.homes["area_code"] == draft.plan.left_out
    lived_in = np.flatnonzero(
        there & (draft.homes["status"] == "active") & (draft.homes["relocation"] == "none")
    )
    for kind in ("M17", "R26"):
        planter.plants += [Plant(kind, "unknown", "household", int(i)) for i in lived_in[:_TOTAL]]
    members = np.flatnonzero(there[draft.home_of] & draft.present)[:_TOTAL]
    planter.plants += [Plant("M37", "unknown", "person", int(i)) for i in members]
