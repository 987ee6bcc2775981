"""All workbooks of the county, and the truth that lies beside them."""

from typing import Any

import numpy as np

from app.demo.answers import STATES, answers, answers_of_the_past, counts, planted, suspicions
from app.demo.county import County
from app.demo.orders import SILENT, findings, next_run, orders
from app.demo.standards import income_year
from app.demo.workbooks.bureaus import OFFICES, bureau_workbook
from app.demo.workbooks.national import n01, n02, p01
from app.demo.workbooks.plan import Workbook


def workbooks(county: County) -> list[Workbook]:
    """In the order of importing them into an empty register."""

    def rng(number: int) -> np.random.Generator:
        return np.random.default_rng([county.plan.seed, 77, number])

    year = income_year(county.plan.as_of)
    books = [
        n01(county, rng(0), year - 1),
        n01(county, rng(1), year),
        n02(county, rng(2)),
        p01(county, rng(3)),
    ]
    return books + [bureau_workbook(county, rng(10 + i), office) for i, office in enumerate(OFFICES)]


def truth(county: County, books: list[Workbook]) -> dict[str, Any]:
    """Everything a test may compare: rows of each workbook, the rules' answers in each state, what was planted."""
    states = {state: _state(county, state) for state in STATES}
    return {
        "households": county.plan.households,
        "seed": county.plan.seed,
        "as_of": county.plan.as_of.isoformat(),
        "counts": counts(county),
        "states": states,
        "past": answers_of_the_past(county),
        "suspicions": suspicions(states["all"]["checks"]),
        "planted": planted(county.parts),
        "workbooks": {book.filename: book.truth() for book in books},
        "import_order": [book.filename for book in books],
        "next_run": next_run(county.plan.as_of).isoformat(),
        "opens_no_order": list(SILENT),
    }


def _state(county: County, state: str) -> dict[str, Any]:
    """The answers in one state of the data, and the work orders that follow from them."""
    now, later = answers(county, state), answers(county, state, next_run(county.plan.as_of))
    return now | {"findings": findings(orders(county, now["checks"]), orders(county, later["checks"]))}
