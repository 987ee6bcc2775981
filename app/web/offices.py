"""With which of one's offices a list is shared: asked only of those who have several."""

from collections.abc import Iterable

from app.access import current_actor, session
from app.domain.facts import Subject
from app.domain.vocabulary.bureaus import OFFICE
from app.queries.area_search import place_names
from app.queries.saved_lists import office_key

Office = tuple[str, str | None]


def office_choices(subject: Subject) -> tuple[tuple[str, str], ...]:
    """Key and name of each office that reads such lists; none where there is nothing to choose."""
    offices = current_actor().offices_for(f"{subject}:read")
    names = office_names(offices) if len(offices) > 1 else {}
    return tuple((office_key(one), name) for one, name in names.items())


def office_names(offices: Iterable[Office]) -> dict[Office, str]:
    """How each office is called: the bureau's name first, where it is one of a bureau."""
    wanted = tuple(offices)
    places = place_names(session(), [area_code for area_code, _bureau in wanted])
    return {
        (area_code, bureau): f"{OFFICE.label(bureau)}（{places[area_code]}）" if bureau else places[area_code]
        for area_code, bureau in wanted
    }
