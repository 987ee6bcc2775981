"""The frame of a check: registered households as known after an event, and the families of villages that are not."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.areas import range_of
from app.domain.errors import NotFoundError
from app.domain.survey_sampling import Unit
from app.queries.scope import Scope, unscoped
from app.queries.worlds import WorldThen

UNLISTED = "unlisted"


def get_frame(session: Session, scope: Scope, area: str, event_id: int, year: int) -> list[Unit]:
    """Every family of the area in the order of keys. NotFoundError where the scope does not hold the area whole.

    A village that told its number of households (`village_record` of that year or the last before) adds as many numbers
    of its roster as it has households that are not registered; without one, nobody outside the register is drawn.
    """
    if not scope.covers(area):
        raise NotFoundError
    low, high = range_of(area)
    world = WorldThen(event_id)
    h = world.table("household")
    homes = select(h.c.public_id, h.c.area_code, h.c.kind).where(
        h.c.status == "active", h.c.area_code >= low, h.c.area_code < high
    )
    with unscoped("the frame of a check: an area that the scope holds whole, as known then"):
        listed = [Unit(*row) for row in session.execute(homes.order_by(h.c.public_id), world.params())]
        told = _told(session, world, low, high, year)
    here: dict[str, int] = {}
    for unit in listed:
        here[unit.village] = here.get(unit.village, 0) + 1
    beyond = [
        Unit(f"{village}#{number}", village, UNLISTED)
        for village, households in sorted(told.items())
        for number in range(1, households - here.get(village, 0) + 1)
    ]
    return listed + beyond


def _told(session: Session, world: WorldThen, low: str, high: str, year: int) -> dict[str, int]:
    """Village -> its households by its newest record up to that year."""
    v = world.table("village_record")
    newest = (
        select(v.c.area_code, func.max(v.c.year).label("year"))
        .where(v.c.area_code >= low, v.c.area_code < high, v.c.year <= year, v.c.households.is_not(None))
        .group_by(v.c.area_code)
        .subquery()
    )
    wanted = (
        select(v.c.area_code, v.c.households)
        .join(newest, (newest.c.area_code == v.c.area_code) & (newest.c.year == v.c.year))
        .order_by(v.c.area_code)
    )
    return {code: int(n or 0) for code, n in session.execute(wanted, world.params())}
