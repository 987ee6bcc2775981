"""Keys of names, with the cases that dictionaries get wrong."""

import pytest

from app.domain.names import clean_name, name_key, name_keys, pieces_of, pinyin_questions


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("杨明福", "yangmingfu", "ymf"),
        ("单雄信", "shanxiongxin", "sxx"),
        ("曾国强", "zengguoqiang", "zgq"),
        ("仇小兰", "qiuxiaolan", "qxl"),
        ("区大海", "oudahai", "odh"),
        ("朴永花", "piaoyonghua", "pyh"),
        ("令狐德光", "linghudeguang", "lhdg"),
        ("尉迟敬", "yuchijing", "ycj"),
        ("吕绿", "lvlv", "ll"),
        ("阿依古丽·买买提", "ayigulimaimaiti", "ayglmmt"),
        ("𠮷小花", "𠮷xiaohua", "𠮷xh"),
    ],
)
def test_pinyin_and_initials(name: str, pinyin: str, initials: str) -> None:
    keys = name_keys(name)
    assert (keys.pinyin, keys.initials) == (pinyin, initials)


@pytest.mark.parametrize(
    "written",
    [
        "阿依古丽·买买提",
        "阿依古丽•买买提",
        "阿依古丽．买买提",
        "阿依古丽.买买提",
        " 阿依古丽 ‧ 买买提\u200f",
        "阿依古丽买买提",
    ],
)
def test_all_dots_and_spaces_give_one_key(written: str) -> None:
    assert name_key(written) == "阿依古丽买买提"


def test_the_kept_spelling_has_one_kind_of_dot_and_nothing_invisible() -> None:
    assert clean_name("\u202e沙马•\u200b拉且\x00 ") == "沙马·拉且"


def test_grams_are_characters_and_pairs_once() -> None:
    assert pieces_of("张伟伟") == ("张", "伟", "张伟", "伟伟", "张伟伟")


def test_a_former_name_is_found_too() -> None:
    assert {"李", "李梅"} <= set(name_keys("王梅", "李梅").grams)


def test_another_reading_of_a_surname_is_asked_for_that_surname_only() -> None:
    assert ("qinmeihua", "覃") in pinyin_questions("tan mei hua")
    assert pinyin_questions("ymf") == [("ymf", None)]


def test_a_very_long_name_fits_its_columns() -> None:
    keys = name_keys("庄" * 60)
    assert len(keys.pinyin) == 120
    assert len(keys.initials) == 30
