"""Invented people; numbers begin with 520199, a region that was never assigned."""

from datetime import date, timedelta

from app.domain.identifiers import check_digit

SOUND = ("520199195001010019", "52019919871231002X", "520199201506300036", "520199196208151040")
WRONG_DAY = "520199200902290058"
WRONG_CHECK = "520199195001010018"
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
_GIVEN = "建国伟芳秀英明华志强桂兰玉珍海燕春梅小红"


def number_of(place: int) -> str:
    """A sound number, another one for each place."""
    day = date(1940, 1, 1) + timedelta(days=place % 28_000)
    body = f"520199{day:%Y%m%d}{place % 997 + 1:03d}"
    return body + check_digit(body)


def name_of(place: int) -> str:
    """A name of two or three characters."""
    given = _GIVEN[place * 7 % len(_GIVEN)] + ("" if place % 3 else _GIVEN[place * 5 % len(_GIVEN)])
    return _SURNAMES[place % len(_SURNAMES)] + given


def card_of(place: int, category: int, level: int) -> str:
    """A disability certificate number."""
    return f"{number_of(place)}{category}{level}"
