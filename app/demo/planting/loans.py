"""Planted cases of small loans and the interest paid for them."""

from typing import Any

import numpy as np

from app.demo.planting.chooser import Chooser
from app.demo.tables import Column, is_one_of


def _borrowers(chooser: Chooser) -> Column:
    draft = chooser.draft
    fits = draft.present & chooser.grown(25, 58) & is_one_of(draft.people["labor"], ("ordinary", "skilled"))
    return np.asarray(fits)


def plant_loans(chooser: Chooser) -> None:
    """M07, M08."""
    draft = chooser.draft
    today, heads = draft.as_of.toordinal(), draft.people["relation"] == "head"
    able = chooser.helped & draft.any_member(_borrowers(chooser))
    loan = {"kind": "production", "level": "on_time", "amount_fen": 3_000_000, "starts_on": today - 200}

    def lent(kind: str, role: str, *records: dict[str, Any], granted: str | None = None) -> None:
        def change(home: int, turn: int) -> None:
            for i in np.flatnonzero(draft.home_of == home).tolist():
                chooser.listed.mute("small_loan", i)
            i = int(np.flatnonzero(heads & (draft.home_of == home))[0])
            for record in records:
                chooser.listed.add("small_loan", i, **record)
            if granted:
                chooser.planter.grant("M07", "household", home, granted)

        chooser.homes(kind, role, able, change, read="labor", write="small_loan")

    lent("M07", "planted")
    lent("M07", "near", loan, loan)
    lent("M08", "planted", loan, granted="live")
    lent("M08", "near", loan | {"level": "overdue"}, granted="live")
    lent("M08", "unknown", loan | {"level": None}, granted="live")
