"""Two sources that disagree: which list a check misses somebody in, what the register says, the sentence."""

import pytest

from app.domain.condition_parser import parse
from app.domain.told_apart import lists_missed, registered_in, said_apart


@pytest.mark.parametrize(
    ("condition", "lists"),
    [
        ({"none": "bureau.medical_insurance", "window": "live"}, {"medical_insurance"}),
        (
            {"all": [{"none": "bureau.pupil", "window": "live"}, {"none": "bureau.custody"}]},
            {"pupil", "custody"},
        ),
        ({"any": [{"none": "bureau.pupil"}, {"none": "bureau.custody"}]}, set()),
        ({"none": "bureau.medical_insurance", "where": {"fact": "row.amount", "gt": 0}}, set()),
        ({"any": "bureau.medical_insurance"}, set()),
        ({"none": "grants"}, set()),
    ],
)
def test_a_list_is_missed_only_where_no_row_of_it_can_hold_the_person(
    condition: object, lists: set[str]
) -> None:
    assert lists_missed(parse(condition, "person")) == lists


def test_the_field_that_says_yes_is_found_and_the_sentence_names_both_sources() -> None:
    assert (
        registered_in("medical_insurance", {"resident_medical": False, "employee_medical": True})
        == "employee_medical"
    )
    assert registered_in("medical_insurance", {"resident_medical": False, "employee_medical": None}) is None
    assert registered_in("pupil", {"school": "not_in_school"}) is None
    assert registered_in("pupil", {"school": "primary"}) == "school"
    said = said_apart("medical_insurance", "2026-10", "male", has_rows=False)
    assert said == "登记为已参保；医保局 2026-10 名单里没有他"
    assert said_apart("pupil", "2026-10", "female", has_rows=True).endswith("名单里她的学籍已经不在有效期")
