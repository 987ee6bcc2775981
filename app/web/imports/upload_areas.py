"""Areas a person may bring or take lists for."""

from app.access import current_actor, current_scope, session
from app.domain.clock import today
from app.models import Area
from app.queries.areas import home_area, list_children
from app.services.importing.receive import home_of


def offered_areas() -> list[tuple[str, str]]:
    """The own area first, then the parts of it: (code, name)."""
    home = home_area(session(), current_scope()) or session().get(Area, home_of(current_actor()))
    if home is None:
        return []
    parts = list_children(session(), current_scope(), home.code, today()) if home.level < 5 else []
    return [(a.code, a.name) for a in (home, *parts)]
