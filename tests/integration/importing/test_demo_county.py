"""The whole invented county through its workbooks into an empty register: the truth comes out exactly."""

from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from app.demo.answers import answers
from app.demo.county import generate
from app.demo.orders import orders
from app.services.rule_runs import run_area
from tests.support.demo_county import (
    differences,
    kernel_answers,
    order_differences,
    orders_found,
    wanted_orders,
)
from tests.support.demo_imports import import_all

AS_OF = date(2026, 11, 22)
DUE = date(2026, 11, 23)


def test_importing_every_workbook_gives_the_truth(db: Session, tmp_path: Path) -> None:
    county = generate(400, 6, AS_OF)
    imported = import_all(db, county, tmp_path)
    assert imported["differs"] == {}
    assert (imported["precision"], imported["recall"]) == (1.0, 1.0)
    assert imported["rejected"] >= 8  # each workbook has bad rows
    run_area(db, as_of=AS_OF)
    told = answers(county, "imported")
    assert differences(kernel_answers(db), told) == {}
    wanted = wanted_orders(orders(county, told["checks"]), AS_OF, DUE)
    assert order_differences(orders_found(db), wanted) == {}
