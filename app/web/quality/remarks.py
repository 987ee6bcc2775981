"""Rules of data quality while a form is typed: the results that the dry save has just written, as remarks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.access import current_scope, session
from app.domain.catalogue import Quality
from app.domain.clock import today
from app.domain.quality import Place, remark_on
from app.domain.registry_checks import Remark
from app.models import Exemption, Household, Person
from app.queries import quality as read
from app.queries.rules_in_force import rules_in_force
from app.web.quality.places import mend_url

#: Rules that ask for an empty field are silent while the form is still being filled in.
EMPTY = "empty"


def rules_of_families() -> dict[str, Quality]:
    """The rules in force about households and persons."""
    found = rules_in_force(session(), today()).catalogue.quality
    return {code: rule for code, rule in found.items() if rule.unit in ("household", "person")}


def problems_of(household_id: int, rules: Mapping[str, Quality]) -> list[read.Problem]:
    """What is open and not explained about one household."""
    persons = tuple(code for code, rule in rules.items() if rule.unit == "person")
    wanted = read.Wanted(tuple(rules), today(), None, persons)
    return read.list_of_household(session(), current_scope(), household_id, wanted)


@dataclass(frozen=True, slots=True)
class HouseholdQuality:
    """What the household's page shows: open problems, explanations that still run, the rules, the way to a field."""

    problems: list[read.Problem]
    explained: list[tuple[Exemption, Household, Person | None]]
    rules: Mapping[str, Quality]
    mend_url: Callable[[str, Household, Person | None], str]


def quality_of(household: Household) -> HouseholdQuality:
    """Everything about the quality of one household's entries, for its page."""
    rules = rules_of_families()
    explained = read.list_exemptions(session(), current_scope(), rules, today(), household.id)
    worst = sorted(
        problems_of(household.id, rules), key=lambda p: (rules[p.result.rule].level, p.result.rule)
    )
    return HouseholdQuality(worst, explained, rules, mend_url)


def quality_remarks(household_id: int, place: Place, person: Person | None = None) -> list[Remark]:
    """Remarks for the form of one place (and, for a member's form, of that member)."""
    rules = {code: rule for code, rule in rules_of_families().items() if EMPTY not in rule.tags}
    said: dict[tuple[str, str], Remark] = {}
    for problem in problems_of(household_id, rules):
        if person is not None and problem.person is not None and problem.person.id != person.id:
            continue
        rule = rules[problem.result.rule]
        remark = remark_on(rule.number, rule.field, rule.sentence, place)
        if remark is not None:
            said.setdefault((remark.field, remark.text), remark)
    return list(said.values())
