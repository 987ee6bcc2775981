"""Converters take a whole column and lose no row."""

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.identifiers import IdentifierError, parse_id
from app.domain.importing import raw
from app.domain.importing.amounts import parse_fen
from app.domain.importing.conversion import CONVERTERS
from app.domain.importing.converters import Cells, Converted
from app.domain.importing.id_converters import sound_numbers
from app.domain.importing.profile import Column
from tests.workbooks.people import SOUND, WRONG_CHECK, WRONG_DAY, card_of, number_of

TODAY = date(2026, 11, 22)


def convert(name: str, *cells: Any, kind: int = raw.TEXT, **options: Any) -> Converted:
    column = Column("x", ("列",), name, "t.x", **options)
    text = pl.Series(list(cells), dtype=pl.String)
    kinds = pl.Series([raw.EMPTY if c is None else kind for c in cells], dtype=pl.UInt8)
    return CONVERTERS[name](Cells(text, kinds, column, TODAY))


def values(name: str, *cells: Any, **options: Any) -> list[Any]:
    return convert(name, *cells, **options).values.to_list()


def codes(name: str, *cells: Any, **options: Any) -> list[Any]:
    return convert(name, *cells, **options).codes.to_list()


def test_sound_numbers_pass_in_every_writing() -> None:
    written = (
        "52019919871231002x",
        "５２０１９９１９８７１２３１００２Ｘ",
        "'52019919871231002X",
        "520199 19871231 002X",
    )
    assert set(values("id_number", *written)) == {SOUND[1]}
    assert codes("id_number", *written) == [None] * 4


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (WRONG_DAY, "id_birth_date"),
        (WRONG_CHECK, "id_check_digit"),
        ("5201991950010100", "id_length"),
        ("52019919500101OO19", "id_characters"),
        ("520199199501010000", "id_lost_digits"),
        ("5.20199E+17", "id_lost_digits"),
        ("999999195001010019", "id_placeholder"),
    ],
)
def test_each_fault_of_a_number_has_its_code(text: str, code: str) -> None:
    assert values("id_number", text) == [None]
    assert codes("id_number", text) == [code]


def test_a_number_cell_is_never_turned_into_an_identity_number() -> None:
    found = convert("id_number", "520199195001010019", "520199850101001", kind=raw.NUMBER)
    assert found.values.to_list() == [None, None]
    assert found.codes.to_list() == ["id_lost_digits"] * 2


def test_old_numbers_are_upgraded_and_shown() -> None:
    found = convert("id_number", "520199500101001")
    assert found.values.to_list() == ["520199195001010019"]
    assert found.codes.to_list() == ["id_old15"]


def test_a_certificate_gives_number_category_and_level() -> None:
    found = convert("certificate", card_of(5, 4, 1) + "B1", None)
    assert found.extras["_number18"].to_list() == [number_of(5), None]
    assert found.extras["_category"].to_list() == ["limb", None]
    assert found.extras["_level"].to_list() == ["1", None]


@settings(deadline=None)  # a busy machine is no fault
@given(
    st.lists(
        st.one_of(
            st.from_regex(r"520199(19|20)\d\d[01]\d[0-3]\d\d{3}[0-9X]", fullmatch=True), st.text(max_size=20)
        ),
        max_size=20,
    )
)
def test_columns_and_single_numbers_are_judged_alike(texts: list[str]) -> None:
    series = pl.Series(texts, dtype=pl.String)
    for text, sound in zip(texts, sound_numbers(series, TODAY), strict=True):
        if sound:
            assert parse_id(text).number18 == text
        elif len(text) == 18:
            try:
                number = parse_id(text).number18
            except IdentifierError:
                continue
            assert number != text


def test_names_lose_blanks_between_characters_and_digits_are_no_name() -> None:
    assert values("name", "张 三", "阿依夏木•买买提", "MARY  ANN") == ["张三", "阿依夏木·买买提", "MARY ANN"]
    assert codes("name", "张3", "——", "12") == ["name_unreadable"] * 3


def test_yes_and_no_words() -> None:
    assert values("yes_no", "是", "√", "1", "有", "否", "0", "无", "×") == [True] * 4 + [False] * 4
    assert codes("yes_no", "不清楚") == ["yes_no_unknown"]


def test_words_of_the_profile_come_before_the_vocabulary() -> None:
    options = {"vocabulary": "monitoring_kind", "words": {"否": None}}
    assert values("codes", "脱贫不稳定户", "边缘户", "否", **options) == ["unstable", "marginal", None]
    assert codes("codes", "脱贫不稳定户", "否", "别的", **options) == [None, None, "word_unknown"]


def test_codes_are_found_whatever_width_brackets_and_zeros() -> None:
    assert values("codes", "Ａ类", "b", " 三 类 ", vocabulary="dibao_level") == ["a", "b", "c"]
    assert values("codes", "1", "01", vocabulary="cause") == ["illness", "illness"]


def test_health_is_three_answers_and_an_empty_cell_tells_nothing() -> None:
    found = convert("health", "健康", "残疾,长期慢性病", None, vocabulary="health")
    assert found.extras["_chronic"].to_list() == [False, True, None]
    assert found.extras["_disabled"].to_list() == [False, True, None]


def test_money_knows_columns_of_ten_thousand() -> None:
    column = Column("x", ("资金（万元）",), "money", "t.x", unit="万元")
    text = pl.Series(["1.5", "2万元", "3000元"], dtype=pl.String)
    cells = Cells(text, text.is_not_null().cast(pl.UInt8), column, TODAY)
    assert CONVERTERS["money"](cells).values.to_list() == [1_500_000, 2_000_000, 300_000]


def test_negative_amounts_are_shown_and_not_stored() -> None:
    found = convert("money", "-5", "5")
    assert found.values.to_list() == [None, 500]
    assert found.codes.to_list() == ["amount_negative", None]


def test_counts_are_whole_and_ranges_are_shown() -> None:
    assert values("count", "3", "3.5", "4人") == [3, None, 4]
    assert codes("count", "3.5") == ["number_unreadable"]
    assert codes("count", "13", "12", maximum=12) == ["number_range", None]


def test_days_in_the_future_are_refused_where_they_cannot_be() -> None:
    assert codes("date", "2030-01-01", past=True) == ["date_future"]
    assert values("date", "2030-01-01") == [date(2030, 1, 1)]


def test_long_numbers_stay_text_and_lost_digits_are_named() -> None:
    assert values("long_number", "0012345") == ["0012345"]
    assert codes("long_number", "5.20199e+17", kind=raw.NUMBER) == ["number_lost_digits"]
    assert codes("account", "6.21700001E+18") == ["number_lost_digits"]


def test_telephone_numbers() -> None:
    assert values("phone", "138 0000 0001", "+8613800000001", "0851-85550001") == [
        "13800000001",
        "13800000001",
        "085185550001",
    ]
    assert codes("phone", "1380000000") == ["phone_invalid"]


@pytest.mark.parametrize("name", sorted(CONVERTERS))
@settings(deadline=None)  # a busy machine is no fault
@given(
    texts=st.lists(st.one_of(st.none(), st.text(min_size=1, max_size=24)), max_size=12),
    kind=st.sampled_from([1, 2, 3, 4, 5, 6, 8]),
)
def test_no_cell_crashes_a_converter_and_no_row_is_lost(
    name: str, texts: list[str | None], kind: int
) -> None:
    found = convert(
        name, *texts, kind=kind, vocabulary="sex" if name in ("codes", "codes_many", "health") else None
    )
    assert len(found.values) == len(found.codes) == len(texts)
    for text, value, code in zip(texts, found.values, found.codes, strict=True):
        assert text is not None or (value is None and code is None)


@settings(deadline=None)  # a busy machine is no fault
@given(
    texts=st.lists(
        st.from_regex(r"[-+]?[0-9,]{1,9}(\.[0-9]{0,3})?(元|万元|e3)?", fullmatch=True), min_size=1, max_size=9
    ),
    unit=st.sampled_from([None, "万元"]),
)
def test_columns_and_single_amounts_are_read_alike(texts: list[str], unit: str | None) -> None:
    found = convert("money", *texts, unit=unit)
    for text, value, code in zip(texts, found.values, found.codes, strict=True):
        single = parse_fen(text, unit)
        if isinstance(single, int) and single >= 0:
            assert abs(value - single) <= 1  # halves of a fen
        else:
            assert value is None
            assert code == ("amount_negative" if isinstance(single, int) else single)
