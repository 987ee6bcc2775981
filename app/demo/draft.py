"""A township in the making: members and homes as columns that planting may still change."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from app.demo.places import CountyPlan, Township
from app.demo.standards import income_year
from app.demo.tables import Column, Table, full_years


@dataclass
class Draft:
    """`homes` has one row a household, `people` one a member, sorted by household (`people["household"]`).

    Columns that begin with `told_`, `net_` or `rec_`, and `paper` (the certificate that a case asks for), are not
    written to the register: they say what the ledger and the bureaus will hold. Money is in fen.
    """

    plan: CountyPlan
    township: Township
    rng: np.random.Generator
    homes: Table
    people: Table

    @property
    def as_of(self) -> date:
        return self.plan.as_of

    @property
    def year(self) -> int:
        """The income year of the judgement day."""
        return income_year(self.as_of)

    @property
    def home_of(self) -> Column:
        """The household position of each member."""
        return self.people["household"]

    @property
    def ages(self) -> Column:
        return full_years(self.people["born"], self.as_of)

    @property
    def present(self) -> Column:
        """Members who count: present, in a household that is active."""
        here = (self.people["status"] == "present") & (self.homes["status"] == "active")[self.home_of]
        return np.asarray(here, dtype=bool)

    def any_member(self, mask: Column) -> Column:
        """Households with at least one member in the mask."""
        found = np.zeros(len(self.homes), dtype=bool)
        found[self.home_of[mask]] = True
        return found

    def count_members(self, mask: Column) -> Column:
        """Members in the mask, by household."""
        return np.asarray(np.bincount(self.home_of[mask], minlength=len(self.homes)))
