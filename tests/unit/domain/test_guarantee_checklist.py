"""The checklist of 5.1: every guarantee with its standard, members with the same proof together, what is missing."""

from fractions import Fraction

import pytest

from app.adapters.catalogue_files import read_entries
from app.domain.catalogue_parser import CatalogueError
from app.domain.guarantee_checklist import Proof, checklist, income_guarantee, read_standard, together
from app.domain.guarantees import Guarantee
from app.domain.registry_fields import TABLES
from app.domain.vocabulary.datasets import BY_KEY

STANDARDS = [read_standard(entry) for entry in read_entries("guarantee_checklist")]


def proof(name: str, words: str = "正常参保") -> Proof:
    return Proof("medical_insurance", "医保参保缴费", name, words, "2026-11")


def test_list_names_known_lists_and_columns() -> None:
    columns = {key for table in ("person", "living_condition") for key in TABLES[table]}

    assert [s.title for s in STANDARDS] == [
        "不愁吃",
        "不愁穿",
        "义务教育",
        "基本医疗",
        "住房安全",
        "饮水安全",
        "收入",
    ]
    assert all(key in BY_KEY for s in STANDARDS for key in s.datasets)
    assert {key for s in STANDARDS for key in s.told} <= columns


def test_a_line_without_source_is_refused() -> None:
    with pytest.raises(CatalogueError):
        read_standard({**read_entries("guarantee_checklist")[0], "source": {}})


def test_answers_proofs_and_what_is_missing_meet_in_one_line() -> None:
    lines = checklist(
        STANDARDS, [Guarantee("基本医疗", False, "乙没参保")], Guarantee("收入", None), [proof("甲")], {}
    )
    by_title = {line.standard.title: line for line in lines}

    assert by_title["基本医疗"].kept is False and by_title["基本医疗"].because == "乙没参保"
    assert [p.name for p in by_title["基本医疗"].proofs] == ["甲"]
    assert by_title["住房安全"].missing == ("dangerous_house", "house_repair", "relocation")
    assert by_title["不愁吃"].kept is None


def test_members_with_the_same_proof_stand_together() -> None:
    found = together([proof("甲"), proof("乙"), proof("丙"), proof("丁"), proof("戊", "停保")])

    assert [(p.name, p.words) for p in found] == [("甲、乙、丙 等 4 人", "正常参保"), ("戊", "停保")]


@pytest.mark.parametrize(
    ("per_head", "line", "kept"),
    [
        (Fraction(849999), 850000, False),
        (Fraction(850000), 850000, True),
        (None, 850000, None),
        (Fraction(1), None, None),
    ],
)
def test_income_against_the_line(per_head: Fraction | None, line: int | None, kept: bool | None) -> None:
    assert income_guarantee(per_head, line).kept is kept
