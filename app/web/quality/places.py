"""Where a problem is mended: the address of the page with the field, for somebody who may change it."""

from flask import current_app, url_for

from app.domain.quality import fix_of
from app.models import Household, Person

_PAGES = {
    "household": "households.edit",
    "living": "households.living",
    "income": "households.income",
}


def mend_url(field: str, household: Household, person: Person | None) -> str:
    """The page that holds the field; the household's own page where no page holds it alone."""
    fix = fix_of(field)
    if fix.place == "member" and person is not None:
        return url_for(
            "households.member", public_id=household.public_id, person_id=person.public_id, _anchor=fix.field
        )
    page = _PAGES.get(fix.place, "households.show")
    if page in current_app.view_functions and page != "households.show":
        return url_for(page, public_id=household.public_id, _anchor=fix.field or fix.place)
    anchor = {"member": "members", "grants": "measures"}.get(fix.place)
    return url_for("households.show", public_id=household.public_id, _anchor=anchor)
