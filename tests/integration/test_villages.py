"""The record of a village: told or not told, by year, in the own area, with sums that cannot be."""

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.clock import today
from app.models import VillageRecord
from tests.support.people import OTHER_VILLAGE, VILLAGE, World

YEAR = today().year


def test_a_village_is_filled_by_year_and_nothing_told_stays_unknown(
    world: World, db: Session, client_of: Callable[[str], FlaskClient]
) -> None:
    world.household()
    world.account("cadre", "village_cadre")
    client = client_of("cadre")
    assert client.get("/villages").status_code == 200
    page = f"/villages/{VILLAGE}"
    assert "登记库里有 1" in client.get(page).get_data(as_text=True)
    told = {
        "version": "0",
        "households": "310",
        "collective_income_fen": "52000.5",
        "has_bus": "yes",
        "clinics": "",
    }
    assert client.post(f"{page}?year={YEAR - 1}", data=told).status_code == 302
    row = db.scalars(select(VillageRecord)).one()
    assert (row.year, row.households, row.collective_income_fen, row.has_bus, row.clinics) == (
        YEAR - 1, 310, 5_200_050, True, None,
    )  # fmt: skip
    assert "上一年：310 户" in client.get(page).get_data(as_text=True)
    again = client.post(f"{page}?year={YEAR - 1}", data=told)
    assert again.status_code == 409 and "310" in again.get_data(as_text=True)


def test_more_problems_than_households_and_odd_years_are_refused(
    world: World, db: Session, client_of: Callable[[str], FlaskClient]
) -> None:
    world.account("cadre", "village_cadre")
    client = client_of("cadre")
    told = {
        "version": "0",
        "households": "10",
        "unsafe_water_households": "6",
        "dangerous_house_households": "5",
    }
    refused = client.post(f"/villages/{VILLAGE}", data=told)
    assert refused.status_code == 422 and "超过了总户数" in refused.get_data(as_text=True)
    assert client.post(f"/villages/{VILLAGE}", data={"version": "0", "households": "３一"}).status_code == 422
    assert client.get(f"/villages/{OTHER_VILLAGE}").status_code == 404
    assert client.get("/villages/520199").status_code == 404
    assert db.scalars(select(VillageRecord)).all() == []
