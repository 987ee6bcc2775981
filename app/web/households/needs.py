"""他们自己说最需要什么: the family's own priorities beside what the plan holds for each."""

from app.access import current_scope, session
from app.domain.family_needs import RUNNING, Beside, beside
from app.models import Household
from app.queries.family_needs import list_needs
from app.queries.household_page import HouseholdPage
from app.queries.rule_answers import HouseholdAnswers
from app.queries.titles import measure_groups


def needs_beside(household: Household, page: HouseholdPage, answers: HouseholdAnswers) -> list[Beside]:
    """The needs in the family's order, with measures that run (landed, or as the bureaus say) and that are owed."""
    landed = [grant.measure for grant in page.grants if grant.state in RUNNING]
    having = [one.code for one in answers.of("having")]
    owed = [one.code for one in answers.of("missing")]
    needs = list_needs(session(), current_scope(), household.id)
    return beside(needs, [*landed, *having], owed, measure_groups(session()), page.measure_titles)
