"""The checklist of guarantees for the household's page, put together from what the page has already read."""

from functools import cache

from app.access import current_scope, session
from app.adapters.catalogue_files import read_entries
from app.domain.clock import today
from app.domain.guarantee_checklist import Line, Standard, checklist, income_guarantee, read_standard
from app.domain.vocabulary.datasets import BY_KEY
from app.models import Household
from app.queries.guarantee_checklist import list_proofs
from app.queries.household_page import HouseholdPage
from app.queries.rules_in_force import line_on


@cache
def standards() -> tuple[Standard, ...]:
    """The shipped list."""
    return tuple(read_standard(entry) for entry in read_entries("guarantee_checklist"))


def checklist_of(household: Household, page: HouseholdPage) -> list[Line]:
    """Every guarantee with its standard, answer, proofs and papers."""
    keys = [key for standard in standards() for key in standard.datasets]
    proofs = list_proofs(session(), current_scope(), household.id, keys)
    line = line_on(session(), "monitoring_line", today(), household.area_code)
    income = income_guarantee(page.ledger.sums.net_per_head, line)
    titles = {key: BY_KEY[key].title for key in keys}
    return checklist(standards(), page.guarantees, income, proofs, titles)
