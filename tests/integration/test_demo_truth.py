"""On the invented county the kernel's answers and the work orders equal the truth exactly, whatever the bureaus have
delivered. A seeded sample of `./run prove truth`."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from app.demo.answers import answers
from app.demo.county import County, generate
from app.demo.orders import orders
from app.services.rules import run_area
from tests.support.demo_county import (
    differences,
    kernel_answers,
    load_county,
    order_differences,
    orders_found,
    wanted_orders,
)

AS_OF = date(2026, 11, 22)
DUE = date(2026, 11, 23)
"""AS_OF is a Sunday: handed out on the next working day."""


@pytest.fixture(scope="module")
def county() -> County:
    return generate(500, 4, AS_OF)


@pytest.mark.parametrize("state", ["all", "some", "none"])
def test_kernel_and_truth_agree_on_everybody(db: Session, county: County, state: str) -> None:
    load_county(db, county, state)
    run = run_area(db, as_of=AS_OF)
    told = answers(county, state)
    assert differences(kernel_answers(db), told) == {}
    wanted = orders(county, told["checks"])
    assert order_differences(orders_found(db), wanted_orders(wanted, AS_OF, DUE)) == {}
    assert run.findings["new"] == sum(map(len, wanted.values()))
