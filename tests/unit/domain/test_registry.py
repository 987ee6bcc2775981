"""Steps of a household, coming and going of members, one head, relation and sex."""

from datetime import date

import pytest

from app.domain.errors import InvalidInputError
from app.domain.registry import (
    EVIDENCE_OF_REASON,
    check_joining,
    check_leaving,
    check_monitoring,
    check_one_head,
    relation_for,
    require_evidence,
)
from app.domain.vocabulary.people import CHANGE_REASON
from app.domain.vocabulary.relations import SEX_OF_RELATION

TODAY = date(2026, 11, 22)


def test_a_step_without_evidence_is_refused() -> None:
    with pytest.raises(InvalidInputError) as refused:
        require_evidence("  ", "死亡证明")
    assert "死亡证明" in refused.value.fields["evidence"]


@pytest.mark.parametrize(
    ("kind", "monitoring", "fits"),
    [
        ("out_of_poverty", "unstable", True),
        ("ordinary", "unstable", False),
        ("ordinary", "marginal", True),
        ("out_of_poverty", "marginal", False),
        ("ordinary", "sudden", True),
        ("poor", None, True),
    ],
)
def test_kinds_of_monitoring_belong_to_kinds_of_household(
    kind: str, monitoring: str | None, fits: bool
) -> None:
    values = {"kind": kind, "monitoring_kind": monitoring}
    if fits:
        check_monitoring(values)
    else:
        with pytest.raises(InvalidInputError, match="E-MONITORING-KIND"):
            check_monitoring(values)


def test_a_cleared_risk_says_when_and_how() -> None:
    values = {
        "kind": "ordinary",
        "monitoring_kind": "marginal",
        "risk_cleared": True,
        "cleared_month": "2026-05",
    }
    with pytest.raises(InvalidInputError, match="E-CLEARANCE"):
        check_monitoring(values)
    check_monitoring({**values, "clear_mode": "by_help"})


def test_nobody_leaves_tomorrow_or_before_coming() -> None:
    check_leaving("death", TODAY, TODAY)
    with pytest.raises(InvalidInputError, match="E-DATE-FUTURE"):
        check_leaving("death", date(2026, 11, 23), TODAY)
    with pytest.raises(InvalidInputError, match="E-DATE-ORDER"):
        check_leaving("death", date(2020, 1, 1), TODAY, joined_on=date(2021, 1, 1))


def test_reasons_of_coming_are_not_reasons_of_going() -> None:
    with pytest.raises(InvalidInputError, match="E-REASON"):
        check_leaving("newborn", TODAY, TODAY)
    with pytest.raises(InvalidInputError, match="E-REASON"):
        check_joining("death")


def test_each_reason_names_its_evidence() -> None:
    assert {code.code for code in CHANGE_REASON} == set(EVIDENCE_OF_REASON)


@pytest.mark.parametrize(
    ("relations", "code"), [(["spouse", "son"], "E-NO-HEAD"), (["head", "head"], "E-HEADS")]
)
def test_one_household_one_head(relations: list[str], code: str) -> None:
    with pytest.raises(InvalidInputError, match=code):
        check_one_head(relations)


@pytest.mark.parametrize("relation", sorted(SEX_OF_RELATION))
def test_the_offered_relation_fits_the_sex(relation: str) -> None:
    other = {"male": "female", "female": "male"}[SEX_OF_RELATION[relation]]
    offered = relation_for(relation, other)
    assert SEX_OF_RELATION.get(offered, other) == other
