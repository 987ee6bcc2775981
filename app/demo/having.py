"""The truth of who already receives what, and what both answers mean together."""

from app.demo.tables import Column
from app.demo.threefold import NO, UNKNOWN, YES, all_of
from app.demo.truth import HOUSEHOLD_MEASURES, ON_REQUEST, family_on_dibao
from app.demo.truth_measures import more_has
from app.demo.truth_register import has_village_project
from app.demo.world import World


def has(world: World, measure: str) -> Column:
    """Who already receives a measure."""
    told_elsewhere = more_has(world, measure)
    if told_elsewhere is not None:
        return told_elsewhere
    if measure == "M47":
        return has_village_project(world)
    if measure == "M35":
        return family_on_dibao(world)
    return world.home_grant(measure) if measure in HOUSEHOLD_MEASURES else world.grant(measure)


def verdicts(measure: str, should: Column, having: Column) -> dict[str, Column]:
    """Where each of the six verdicts holds. What nobody owes is not missing: one may apply for it."""
    owed = measure not in ON_REQUEST
    settled = (should != UNKNOWN) & (having != UNKNOWN)
    return {
        "having": settled & (should == YES) & (having == YES),
        "missing": settled & (should == YES) & (having == NO) & owed,
        "may_apply": settled & (should == YES) & (having == NO) & (not owed),
        "wrong": settled & (should == NO) & (having == YES),
        "none": settled & (should == NO) & (having == NO),
        "unknown": ~settled,
    }


def double(world: World, pair: tuple[str, str]) -> Column:
    """Members who receive both measures of a pair that excludes itself."""
    return all_of(*(world.grant(measure) for measure in pair))
