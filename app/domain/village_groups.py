"""村民小组: how one group may be written."""

import re

_TENS = ("", "十", "二十", "三十", "四十")
_ONES = "一二三四五六七八九"
_SPOKEN = {f"{_TENS[n // 10]}{_ONES[n % 10 - 1] if n % 10 else ''}": n for n in range(1, 50)}
_NUMBERED = re.compile(r"第?([0-9]{1,2}|[一二三四十]{0,2}[一二三四五六七八九十])(?:村民)?(?:小?组)?")


def group_spellings(typed: str) -> tuple[str, ...]:
    """What a group's name may stand as in the register: 4, 4组, 四组, 第四村民小组 are one group; a name is itself.

    Groups from 1 to 49; the first one is what was typed, without blanks.
    """
    text = re.sub(r"\s+", "", typed)
    numbered = _NUMBERED.fullmatch(text)
    number = _number(numbered[1]) if numbered else None
    if number is None:
        return (text,)
    spoken = next(word for word, n in _SPOKEN.items() if n == number)
    ways = [f"{number}", spoken, f"第{number}", f"第{spoken}"]
    names = [way + end for end in ("组", "小组", "村民小组", "村民组", "") for way in ways]
    return tuple(dict.fromkeys([text, *names]))


def say_group(typed: str) -> str:
    """A group as people say it: 4 is 四组; a name is itself."""
    ways = group_spellings(typed)
    return next((way for way in ways[1:] if way.endswith("组") and way[:-1] in _SPOKEN), ways[0])


def _number(text: str) -> int | None:
    found = int(text) if text.isdigit() else _SPOKEN.get(text)
    return found if found and found < 50 else None
