"""The truth of who already receives what, and what both answers mean together."""

from app.demo.tables import Column
from app.demo.threefold import NO, UNKNOWN, YES, all_of, any_of
from app.demo.truth import HOUSEHOLD_MEASURES, ON_REQUEST
from app.demo.truth_measures import visited_lately
from app.demo.truth_register import has_village_project
from app.demo.windows import Rows
from app.demo.world import World

#: Lists whose rows say that somebody receives a measure, with the kinds of rows that do (none = all of them).
LISTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "M16": ("farmland_to_forest", ()),
    "M21": ("education_aid", ("boarder",)),
    "M22": ("education_aid", ("meal",)),
    "M23": ("education_aid", ("preschool",)),
    "M24": ("education_aid", ("senior",)),
    "M25": ("education_aid", ("vocational",)),
    "M26": ("education_aid", ("yulu",)),
    "M27": ("education_aid", ("college",)),
    "M33": ("family_doctor", ()),
    "M35": ("dibao", ()),
    "M36": ("tekun", ()),
    "M37": ("disability_subsidy", ("living",)),
    "M38": ("disability_subsidy", ("care",)),
    "M42": ("old_age", ()),
}


def has(world: World, measure: str) -> Column:
    """Who already receives a measure: by a grant, or by the bureau's list where it was sent."""
    if measure == "M45":
        return visited_lately(world)
    if measure == "M47":
        return has_village_project(world)
    granted = world.home_grant(measure) if measure in HOUSEHOLD_MEASURES else world.grant(measure)
    if measure not in LISTS:
        return granted
    key, kinds = LISTS[measure]
    rows = Rows(world, key)
    listed = rows.any(rows.live(), rows.among("kind", *kinds)) if kinds else rows.any(rows.live())
    return any_of(granted, world.any_member(listed) if measure in HOUSEHOLD_MEASURES else listed)


def verdicts(measure: str, should: Column, having: Column) -> dict[str, Column]:
    """Where each of the six verdicts holds. What nobody owes is not missing: one may apply for it. Who is not
    entitled is settled without a list; who is entitled is not."""
    owed = measure not in ON_REQUEST
    due, not_due = should == YES, should == NO
    return {
        "having": due & (having == YES),
        "missing": due & (having == NO) & owed,
        "may_apply": due & (having == NO) & (not owed),
        "wrong": not_due & (having == YES),
        "none": not_due & (having != YES),
        "unknown": (should == UNKNOWN) | (due & (having == UNKNOWN)),
    }


def double(world: World, pair: tuple[str, str]) -> Column:
    """Members who receive both measures of a pair that excludes itself."""
    return all_of(*(has(world, measure) for measure in pair))
