"""Villages named in an address."""

from app.access import current_scope
from app.domain.areas import level_of
from app.domain.errors import NotFoundError


def own_village(code: str) -> str:
    """The code of a village inside the reader's area; the answer for all others is that there is none."""
    if not (code.isascii() and code.isdigit() and len(code) == 12) or level_of(code) != "village":
        raise NotFoundError
    if not current_scope().covers(code):
        raise NotFoundError
    return code
