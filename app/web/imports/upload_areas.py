"""Areas a person may bring or take lists for."""

from app.access import current_actor, current_scope, session
from app.domain.clock import today
from app.models import Area
from app.queries.areas import home_area, list_children


def offered_areas(permission: str) -> list[tuple[str, str]]:
    """The area of each role that carries the permission, followed by the parts of it: (code, name)."""
    found: dict[str, str] = {}
    for code in current_actor().places_for(permission):
        scope = current_scope().within(code)
        home = home_area(session(), scope) or session().get(Area, code)
        if home is not None:
            parts = list_children(session(), scope, home.code, today()) if home.level < 5 else []
            found |= {area.code: area.name for area in (home, *parts)}
    return list(found.items())
