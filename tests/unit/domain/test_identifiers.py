"""Citizen and certificate numbers, with the test numbers of the unassigned region 520199."""

from datetime import date

import pytest

from app.domain.identifiers import (
    IdentifierError,
    check_digit,
    mask_id,
    mask_phone,
    normalise,
    parse_id,
    upgrade_15,
)

VALID = [
    ("520199195001010019", date(1950, 1, 1), "male"),
    ("52019919871231002X", date(1987, 12, 31), "female"),
    ("520199201506300036", date(2015, 6, 30), "male"),
    ("520199196208151040", date(1962, 8, 15), "female"),
]


@pytest.mark.parametrize(("number", "birth_on", "sex"), VALID)
def test_valid_number_tells_birth_and_sex(number: str, birth_on: date, sex: str) -> None:
    identity = parse_id(number)
    assert (identity.number18, identity.birth_on, identity.sex, identity.kind) == (
        number,
        birth_on,
        sex,
        "resident",
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("520199200902290058", "E-ID-DATE"),
        ("520199195001010018", "E-ID-CHECK"),
        ("520199199501010000", "E-ID-NUMERIC"),
        ("", "E-ID-MISSING"),
        (" ' ", "E-ID-MISSING"),
        ("52019919500101001", "E-ID-LENGTH"),
        ("5201991950010100190", "E-ID-LENGTH"),
        ("52019919500101O019", "E-ID-CHARS"),
        ("5201991950010100X9", "E-ID-CHARS"),
        ("520199189912310015", "E-ID-DATE"),
        ("520199299001010011", "E-ID-DATE"),
        ("52019919500101001981", "E-ID-CHARS"),
        ("520199195001010019450", "E-ID-LENGTH"),
        ("52019950130101A", "E-ID-CHARS"),
        ("520199501301001", "E-ID-DATE"),
    ],
)
def test_invalid_number_names_the_first_thing_to_repair(text: str, code: str) -> None:
    with pytest.raises(IdentifierError) as refused:
        parse_id(text)
    assert refused.value.code == code


def test_number_ending_in_000_with_right_check_digit_is_accepted() -> None:
    body = next(
        f"52019919{year}0101{tail}"
        for year in range(50, 99)
        for tail in ("000", "100", "200", "300", "400", "500", "600", "700", "800")
        if check_digit(f"52019919{year}0101{tail}") == "0"
    )
    assert parse_id(f"{body}0").number18 == f"{body}0"


@pytest.mark.parametrize(
    "text",
    [
        "'52019919871231002x",
        " 520199 19871231 002X ",
        "５２０１９９１９８７１２３１００２Ｘ",
        "520199-19871231-002X",
    ],
)
def test_harmless_writing_is_repaired(text: str) -> None:
    assert normalise(text) == "52019919871231002X"
    assert parse_id(text).number18 == "52019919871231002X"


def test_disability_card_carries_person_category_and_level() -> None:
    identity = parse_id("52019919500101001942")
    assert (identity.kind, identity.number18, identity.disability_category, identity.disability_level) == (
        "disability_card",
        "520199195001010019",
        "limb",
        "2",
    )


def test_reissued_disability_card_has_a_suffix() -> None:
    assert parse_id("52019919500101001971b2").disability_category == "multiple"


def test_disability_card_with_wrong_check_character_is_refused() -> None:
    with pytest.raises(IdentifierError) as refused:
        parse_id("52019919500101001842")
    assert refused.value.code == "E-ID-CHECK"


def test_old_number_is_upgraded() -> None:
    assert upgrade_15("520199500101001") == "520199195001010019"
    assert parse_id("520199500101001").kind == "old15"


def test_masks_hide_the_middle() -> None:
    assert mask_id("520199195001010019") == "520199********0019"
    assert mask_phone("13800000001") == "138****0001"
    assert (mask_id(None), mask_phone(None), mask_id("123"), mask_phone("123")) == ("", "", "***", "***")
