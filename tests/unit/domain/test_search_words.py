"""What a search text may mean."""

import pytest

from app.domain.search_words import read_words


@pytest.mark.parametrize(
    ("typed", "meaning", "value"),
    [
        ("杨明福", "name", "杨明福"),
        (" 阿依古丽 • 买买提 ", "name", "阿依古丽买买提"),
        ("Yang Mingfu", "latin", "yangmingfu"),
        ("ymf", "latin", "ymf"),
        ("002X", "last4", "002X"),
        ("００2x", "last4", "002X"),
        ("138 0000 0017", "phone", "13800000017"),
        ("520199 19480225 0026", "number18", "520199194802250026"),
        ("52019919480225002641", "number18", "520199194802250026"),
        ("5201990001003027", "number", "5201990001003027"),
    ],
)
def test_a_text_is_read_in_the_way_it_was_meant(typed: str, meaning: str, value: str) -> None:
    assert getattr(read_words(typed), meaning) == value


@pytest.mark.parametrize("typed", ["", "  ", "\u200f\x00"])
def test_nothing_means_nothing(typed: str) -> None:
    assert not read_words(typed)


@pytest.mark.parametrize("typed", ["😀", "%_", "'; DROP", "庄" * 10_000])
def test_odd_texts_are_read_without_complaint(typed: str) -> None:
    assert len(read_words(typed).text) <= 60


def test_an_old_number_is_asked_in_its_new_form() -> None:
    assert (
        read_words("520199480225002").number18
        == "52019919480225002" + read_words("520199480225002").number18[-1]
    )
