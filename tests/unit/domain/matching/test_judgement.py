"""When a link is made without asking, when a person is asked, when nobody is meant."""

from dataclasses import replace
from datetime import date

import pytest

from app.domain.matching.features import Described, compare, reasons
from app.domain.matching.judgement import Candidate, judge_exact, judge_scored
from app.domain.matching.scorer import score
from tests.workbooks.people import number_of

DAY = date(1959, 8, 3)
KNOWN = Described("石朝英", None, DAY, "female", "520199101201")


def _candidate(row: Described, known: Described = KNOWN, person: int = 1, twin: bool = False) -> Candidate:
    return Candidate(person, compare(row, known, twin=twin))


def test_an_exact_number_needs_an_agreeing_name() -> None:
    assert judge_exact("石朝瑛", ["石朝英"]) == "certain"
    assert judge_exact("周大海", ["石朝英"]) == "doubtful"


def test_name_birthday_and_village_together_are_enough() -> None:
    outcome, shown = judge_scored([_candidate(replace(KNOWN, number=number_of(1)))])
    assert outcome == "certain"
    assert shown[0].person_id == 1


@pytest.mark.parametrize(
    "row",
    [
        replace(KNOWN, village=None, name_key="石朝瑛", sex=None),
        replace(KNOWN, born_on=date(1959, 3, 8)),  # day and month swapped
        replace(KNOWN, sex="male"),
    ],
)
def test_weaker_evidence_goes_to_a_person(row: Described) -> None:
    assert judge_scored([_candidate(row)])[0] == "doubtful"


def test_possible_twins_always_go_to_a_person() -> None:
    assert judge_scored([_candidate(KNOWN, twin=True)])[0] == "doubtful"


def test_two_alike_go_to_a_person() -> None:
    assert judge_scored([_candidate(KNOWN), _candidate(KNOWN, person=2)])[0] == "doubtful"


def test_another_number_is_never_linked_without_asking() -> None:
    row, known = replace(KNOWN, number=number_of(1)), replace(KNOWN, number=number_of(2))
    assert judge_scored([_candidate(row, known)])[0] == "doubtful"


def test_a_namesake_with_another_birthday_elsewhere_is_nobody() -> None:
    row = replace(KNOWN, born_on=date(1980, 1, 1), village="520199102201")
    assert judge_scored([_candidate(row)])[0] == "none"
    assert judge_scored([]) == ("none", [])


def test_household_members_in_the_same_sheet_raise_the_likelihood() -> None:
    row, known = replace(KNOWN, village=None), replace(KNOWN, village=None)
    mates = frozenset({"石正邦", "石小满"})
    alone, together = compare(row, known), compare(replace(row, mates=mates), replace(known, mates=mates))
    assert score(together) > score(alone)


def test_reasons_speak_for_and_against() -> None:
    features = compare(
        replace(KNOWN, name_key="石朝瑛", number=number_of(1)), replace(KNOWN, number=number_of(2)), twin=True
    )
    speaks_for, against = reasons(features)
    assert "姓名同音" in speaks_for
    assert "生日一样" in speaks_for
    assert against == ["证件号码不一样", "同户有人同一天生，可能是双胞胎"]
