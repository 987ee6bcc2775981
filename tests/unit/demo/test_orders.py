"""The truth of the work orders names every comparison of the catalogue once, and what the next run does with them."""

from datetime import date

from app.demo.answers import answers
from app.demo.county import generate
from app.demo.orders import KINDS, LISTED_ONLY, SILENT, findings, next_run, orders
from app.services.catalogue import shipped_catalogue

AS_OF = date(2026, 11, 22)


def test_every_comparison_sends_somebody_or_keeps_a_list() -> None:
    checks = shipped_catalogue().checks.values()
    assert {c.code for c in checks if c.result == "order"} == set(KINDS)
    assert {c.code for c in checks if c.result == "list"} == LISTED_ONLY <= set(SILENT)
    assert {c.code: (c.bureau, c.severity) for c in checks if c.result == "order"} == KINDS


def test_orders_follow_the_answers_and_the_next_run_only_adds_and_closes() -> None:
    county = generate(60, 3, AS_OF)
    now, later = answers(county)["checks"], answers(county, day=next_run(AS_OF))["checks"]
    first, second = orders(county, now), orders(county, later)
    told = findings(first, second)
    assert not LISTED_ONLY & told.keys()
    for code, of in told.items():
        numbers = [number for number, _, _ in of["orders"]]
        assert numbers == now[code]["yes"]
        assert all(number.startswith(home) for number, home, _ in of["orders"])
        assert set(later[code]["yes"]) == set(numbers) - set(of["next_run"]["gone"]) | set(
            of["next_run"]["new"]
        )
    assert any(of["orders"] for of in told.values())
