"""What an empty register knows once every workbook is in it: their columns, and nothing that no workbook says.

What the list of 低保 pays stands in the ledgers, too: an import writes it there where a family told none.
"""

from collections import defaultdict
from datetime import date
from fractions import Fraction

import numpy as np

from app.demo.standards import income_year
from app.demo.tables import Column, Table, blank, is_one_of, join, told
from app.domain.vocabulary.datasets import BY_KEY

#: Details of households that N01 says, and of members that N02 says.
_HOMES = frozenset(
    (
        "area_code", "attribute", "cause_main", "cause_other_1", "clear_mode", "cleared_month", "exit_year", "fuel",
        "has_no_labor", "has_power", "has_tv", "house_area_m2", "house_level", "house_structure", "household_no",
        "identified_month", "in_cooperative", "kind", "land_crop_mu", "land_forest_mu", "monitored_month",
        "monitoring_kind", "phone", "risk_2", "risk_cleared", "risk_main", "road_kind", "standard", "status", "toilet",
        "water_is_safe",
    )
)  # fmt: skip
_PEOPLE = frozenset(
    (
        "area_code", "born", "certificate_kind", "commercial_medical", "dibao", "disability_category",
        "disability_level", "disability_no", "dropout_reason", "education", "employee_medical", "employee_pension",
        "health_chronic", "health_disabled", "health_serious", "household", "id_number", "is_boarder", "is_soldier",
        "labor", "nation", "name", "person_no", "phone", "politics", "public_post", "public_post_months", "relation",
        "resident_medical", "resident_pension", "school", "serious_illness_insured", "sex", "speaks_mandarin",
        "status", "tekun", "work_months", "work_place", "work_region",
    )
)  # fmt: skip
#: Kinds of income that N01 has a column for; what a family paid itself is not among them.
_INCOME = (
    "wage_work", "wage_public_post", "wage_other", "business", "property_dividend", "property_land", "property_other",
    "transfer_birth", "transfer_dibao", "transfer_tekun", "transfer_pension", "transfer_eco", "transfer_other",
    "business_cost",
)  # fmt: skip
#: Of villages the list of places is all.
_VILLAGES = frozenset(("area_code", "year"))
#: Tables of which no workbook brings a row.
_ABSENT = ("beneficiaries", "visits", "gaps")


def carried(tables: dict[str, Table], as_of: date) -> dict[str, Table]:
    """The tables of a township as they stand after the imports of a day; positions stay what they are."""
    found = dict(tables)
    for name, said in (("households", _HOMES), ("people", _PEOPLE), ("villages", _VILLAGES)):
        columns = tables[name].columns
        found[name] = Table({key: c if key in said else blank(len(c)) for key, c in columns.items()})
    found["people"]["certificate_kind"] = _certificates(found["people"])
    income = tables["income"]
    found["income"] = income.take(is_one_of(income["kind"], _INCOME))
    found["income"] = join([found["income"], _relief_paid(tables, found["income"], as_of)])
    for name in _ABSENT:
        found[name] = tables[name].take(np.zeros(0, dtype=np.int64))
    return found


def _relief_paid(tables: dict[str, Table], income: Table, as_of: date) -> Table:
    """Lines of the income year (October to September) that the list of 低保 adds where a family told none of it: so
    much a month for each month since it began. The list repeats the family's amount with each member: it is divided
    by them."""
    people, records, year = tables["people"], tables["records"], income_year(as_of)
    named = set(income["household"][(income["year"] == year) & (income["kind"] == "transfer_dibao")].tolist())
    first, last = date(year - 1, 10, 1), min(date(year, 9, 30), as_of)
    listed: dict[int, list[int]] = defaultdict(list)
    living: set[int] = set()
    counts = (records["dataset"] == BY_KEY["dibao"].number) & (records["status"] == "normal")
    for i in np.flatnonzero(counts & told(records["amount_fen"])).tolist():
        person = records["person"][i]
        home = int(people["household"][person])
        begin = max(date.fromordinal(int(records["starts_on"][i]) or 1), first)
        end = min(date.fromordinal(int(records["ends_on"][i]) or last.toordinal()), last)
        months = max(0, (end.year - begin.year) * 12 + end.month - begin.month + 1) if begin <= end else 0
        listed[home].append(int(records["amount_fen"][i]) * months)
        if months and people["status"][person] == "present":
            living.add(home)
    homes = sorted(living - named)
    amounts = [round(Fraction(sum(listed[home]), len(listed[home]))) for home in homes]
    lines = {
        "household": homes,
        "year": [year] * len(homes),
        "kind": ["transfer_dibao"] * len(homes),
        "amount_fen": amounts,
    }
    return Table({name: np.array(lines[name], dtype=column.dtype) for name, column in income.columns.items()})


def _certificates(people: Table) -> Column:
    """Which paper N02 names: of a member without any number it says that there is none."""
    number = np.where(told(people["id_number"]), "resident", "none")
    return np.where(told(people["disability_no"]), "disability_card", number).astype(object)
