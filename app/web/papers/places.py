"""Villages whose papers somebody may print: those that lie in the scope as a whole."""

from app.access import current_actor, current_scope, session
from app.domain.areas import level_of
from app.domain.errors import NotFoundError
from app.queries.area_search import place_names, villages_of
from app.queries.papers import households_in_charge

#: What stands in the menu of villages for the reader's own households.
MINE = "mine"
#: More villages than this are no menu any more; a county office comes by the list or a household.
MOST = 400


def village_choices() -> list[tuple[str, str]]:
    """Code and name of each village of the menu."""
    codes = [c for c in villages_of(session(), current_scope(), MOST)[:MOST] if current_scope().covers(c)]
    names = place_names(session(), codes)
    return [(code, names[code]) for code in codes]


def count_in_charge() -> int:
    """How many households the reader is in charge of; their papers are printed together."""
    return len(households_in_charge(session(), current_scope(), current_actor().id or 0))


def village_in_scope(code: str | None) -> str:
    """The code of a village inside the reader's area; NotFoundError for all others."""
    text = code or ""
    if not (text.isascii() and text.isdigit() and len(text) == 12) or text.startswith("00"):
        raise NotFoundError
    if level_of(text) != "village" or not current_scope().covers(text):
        raise NotFoundError
    return text
