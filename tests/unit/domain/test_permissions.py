"""What roles may do, and for which place somebody speaks."""

from datetime import date

import pytest

from app.domain.errors import NotAllowedError
from app.domain.permissions import Grant, make_actor

DAY = date(2026, 11, 1)


def test_an_office_is_that_of_the_role_that_may_and_not_of_the_first_one() -> None:
    """A village cadre who works in the county's office, too."""
    both = (Grant("village_cadre", "520199101201"), Grant("county_office", "520199000000"))

    assert make_actor(1, "", both, DAY).place_for("report:template") == "520199000000"


def test_an_ended_role_speaks_for_no_place() -> None:
    ended = (Grant("county_office", "520199000000", ends_on=date(2026, 10, 31)),)

    with pytest.raises(NotAllowedError):
        make_actor(1, "", ended, DAY).place_for("report:template")


def test_somebody_of_two_places_is_asked_for_each_that_may() -> None:
    grants = (
        Grant("leader", "520199000000"),
        Grant("bureau_staff", "520199000000", "MZ"),
        Grant("village_cadre", "520199101201"),
        Grant("bureau_staff", "520198000000", "MZ"),
    )
    actor = make_actor(1, "", grants, DAY)

    assert actor.places_for("import:upload") == ("520199000000", "520198000000")
    assert actor.grant_for("import:upload").bureau == "MZ"
    assert actor.places_for("system:read") == ()
