"""The truth of further measures for pupils and students."""

from app.demo.standards import LEAST_AGES
from app.demo.tables import Column
from app.demo.threefold import all_of, among
from app.demo.world import World
from app.domain.vocabulary.schooling import (
    COMPULSORY,
    HIGHER_VOCATIONAL,
    SENIOR,
    UNDERGRADUATE,
    VOCATIONAL,
)


def m22(world: World) -> Column:
    """营养改善: grades 1 to 9, enrolled."""
    return all_of(among(world.people["school"], COMPULSORY), world.record("pupil", world.live()))


def m27(world: World) -> Column:
    """贵州教育资助: senior and vocational school, college, university."""
    stages = SENIOR | VOCATIONAL | HIGHER_VOCATIONAL | UNDERGRADUATE
    return all_of(world.targeted, world.age(LEAST_AGES["senior"]), among(world.people["school"], stages))


def m28(world: World) -> Column:
    """助学贷款: college and university."""
    stages = HIGHER_VOCATIONAL | UNDERGRADUATE | {"master"}
    return all_of(world.targeted, world.age(LEAST_AGES["college"]), among(world.people["school"], stages))
