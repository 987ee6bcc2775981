"""Builders for tests: areas, accounts, households and persons, all invented, all through acts."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy.orm import Session

from app.adapters.area_list import ListedArea
from app.domain.areas import ancestors_of
from app.domain.permissions import SYSTEM
from app.models import Area, Household, Person, User
from app.queries.scope import unscoped
from app.services.accounts import create_user, grant_role
from app.services.areas import load_areas
from app.services.secrets import seal_value
from app.unit_of_work import unit_of_work

VILLAGE = "520199101201"
OTHER_VILLAGE = "520199102201"
TOWNSHIP = "520199101000"
COUNTY = "520199000000"


class World:
    """A small register under construction."""

    PASSWORD: ClassVar[str] = "good-for-tests-7"

    def __init__(self, session: Session) -> None:
        self.session = session
        self._count = 0
        self.areas(VILLAGE, OTHER_VILLAGE)

    def areas(self, *codes: str) -> None:
        """The areas with everything above them."""
        wanted = dict.fromkeys(one for code in codes for one in ancestors_of(code))
        with unscoped("tests"), unit_of_work(self.session, SYSTEM, "test.areas") as work:
            fresh = [one for one in wanted if work.session.get(Area, one) is None]
            rows = [ListedArea(one, f"试{one.rstrip('0')[-3:]}", one) for one in fresh]
            load_areas(work, rows, source="")

    def account(self, login: str, role: str, area: str = VILLAGE, bureau: str | None = None) -> User:
        """An account with one role and the common test password."""
        with unscoped("tests"), unit_of_work(self.session, SYSTEM, "test.account") as work:
            user, _ = create_user(work, login, login, password=self.PASSWORD, must_change=False)
            grant_role(work, user, role, area, bureau=bureau)
        return user

    def household(self, area: str = VILLAGE, **values: Any) -> Household:
        """A household without members."""
        self._count += 1
        values = {
            "household_no": f"H{self._count:06d}",
            "kind": "out_of_poverty",
            "area_code": area,
            **values,
        }
        with unscoped("tests"), unit_of_work(self.session, SYSTEM, "test.household") as work:
            row = Household(**values)
            work.session.add(row)
        return row

    def person(self, household: Household, id_no: str | None = None, **values: Any) -> Person:
        """A member of a household; `id_no` goes into the vault."""
        self._count += 1
        values = {
            "person_no": f"P{self._count:06d}",
            "name": "张三",
            "name_key": values.get("name", "张三"),
            "sex": "male",
            "born_on": date(1980, 1, 1),
            **values,
        }
        with unscoped("tests"), unit_of_work(self.session, SYSTEM, "test.person") as work:
            if id_no:
                secret = seal_value("id_no", id_no)
                work.session.add(secret)
                work.session.flush()
                values["id_ref"] = secret.id
            row = Person(household_id=household.id, area_code=household.area_code, **values)
            work.session.add(row)
        return row
