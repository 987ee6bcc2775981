"""How names and numbers of one person differ when two offices write them: what may still be the same person."""

from functools import lru_cache
from itertools import count

from app.domain.identifiers import check_digit
from app.domain.names import name_keys

#: Sounds that speakers of the region do not tell apart when they dictate a name.
_ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"), ("l", "n"), ("hu", "f"))

#: Characters that are taken for each other by eye; each group is one character to the eye.
_LOOK_ALIKE = (
    "贵责",
    "秀季",
    "凤风",
    "明朋",
    "文丈",
    "已己巳",
    "土士",
    "末未",
    "王玉",
    "燕雁",
    "莹营",
    "崇祟",
    "祥样",
    "荣菜",
)
#: What stands where a machine could not write a rare character.
LOST = frozenset("?*□○〇■●")
#: Signs for syllables, from an area that no writing uses, given out as they are met.
_EARS: dict[str, str] = {}
_FIRST_EAR, _COUNT = 0xF0000, count()
_LOOKS = {c: group for group in _LOOK_ALIKE for c in group}
#: Characters that may be taken for another one by eye.
BY_EYE = LOST.union(_LOOKS)


#: Forms that offices mix freely; folded before anything is compared.
FOLDED_FROM = (
    "龍黃吳陳楊劉羅韋趙張羣馬華國蘭鳳蓮瓊貴慶興榮紅麗艷豔豐學偉強衛東陽軍雲飛龔鄧謝譚蔣葉顏賀顧盧錢鄭孫餘"
    "闆啟啓淸靑眞愼徳娥珎畧峯羙冨褔鑑堦瑠勗昇囯"
)
FOLDED_TO = (
    "龙黄吴陈杨刘罗韦赵张群马华国兰凤莲琼贵庆兴荣红丽艳艳丰学伟强卫东阳军云飞龚邓谢谭蒋叶颜贺顾卢钱郑孙余"
    "板启启清青真慎德娥珍略峰美富福鉴阶琉勖升国"
)
_FOLDED = str.maketrans(FOLDED_FROM, FOLDED_TO)


def folded(key: str) -> str:
    """A name key with traditional and variant forms folded."""
    return key.translate(_FOLDED)


def name_agreement(left: str, right: str) -> str:
    """How two folded names (`name_key`) agree: `same`, `sound`, `look`, `part`, or `none`.

    `sound`: the same syllables as dictated (without tones, regional pairs folded). `look`: one character taken for one
    that looks alike. `part`: a long minority name of which one office left characters out. Different names that only
    share the surname and one character do not agree: brothers and sisters are called so.
    """
    if not left or not right:
        return "none"
    left, right = folded(left), folded(right)
    if left == right:
        return "same"
    if _sounds(left) == _sounds(right):
        return "sound"
    if _looks_alike(left, right):
        return "look"
    if _is_part(left, right) or _is_part(right, left):
        return "part"
    return "none"


def name_likeness(left: str, right: str) -> str:
    """As `name_agreement`, and for names that do not agree how little is lacking, by eye and by ear.

    `mixed`: the same syllables in another order. `short`: one of three or four syllables left out. `near`: one
    character is another one, as with twins and with slips of the pen. None of these makes one name of two.
    """
    found = name_agreement(left, right)
    if found != "none" or not left or not right:
        return found
    a, b = _sounds(folded(left)), _sounds(folded(right))
    if len(a) == len(b):
        if sorted(a) == sorted(b):
            return "mixed"
        differing = [(x, y) for x, y in zip(a, b, strict=True) if x != y]
        if len(differing) == 1 and len(a) > 1:
            return "look" if LOST.intersection(differing[0]) else "near"
        return "none"
    short, long = sorted((a, b), key=len)
    rest = iter(long)
    one_less = len(long) - len(short) == 1 and len(short) > 1
    return "short" if one_less and all(syllable in rest for syllable in short) else "none"


def _sounds(key: str) -> tuple[str, ...]:
    return tuple(sound_of(character) for character in key)


@lru_cache(maxsize=30_000)
def sound_of(character: str) -> str:
    """The syllable of a character with the regional pairs folded."""
    syllable = name_keys(character).pinyin
    for long, short in _ALIKE:
        if syllable.startswith(long):
            syllable = short + syllable[len(long) :]
        elif long == "ng" and syllable.endswith(long):
            syllable = syllable[:-2] + short
    return syllable


@lru_cache(maxsize=30_000)
def ear_of(character: str) -> str:
    """One sign for the syllable of a character, the same for all that sound alike; itself where it has no reading."""
    syllable = sound_of(character)
    return syllable if syllable == character else _EARS.setdefault(syllable, chr(_FIRST_EAR + next(_COUNT)))


def _looks_alike(left: str, right: str) -> bool:
    if len(left) != len(right):
        return False
    pairs = [(a, b) for a, b in zip(left, right, strict=True) if a != b]
    return len(pairs) == 1 and taken_for(*pairs[0])


def taken_for(left: str, right: str) -> bool:
    """Whether two characters are taken for each other by eye."""
    return right in _LOOKS.get(left, "") or left in LOST or right in LOST


def _is_part(short: str, long: str) -> bool:
    """All characters of a long name in their order, at least two thirds of them (names of five characters on)."""
    if len(long) < 5 or len(short) < 3 or len(short) * 3 < len(long) * 2:
        return False
    rest = iter(long)
    return all(character in rest for character in short)


def swapped_neighbours(number18: str) -> list[str]:
    """The up to 17 numbers that become this one by swapping two neighbouring places (each once, no repeats)."""
    found = []
    for place in range(17):
        left, right = number18[place], number18[place + 1]
        if left != right and right != "X":
            found.append(number18[:place] + right + left + number18[place + 2 :])
    return found


def sound_neighbours(number18: str) -> list[str]:
    """Neighbours that could be real numbers: the check character fits them.

    A sound number has none: the check (ISO 7064, mod 11-2) finds every swap of two neighbouring places.
    """
    if check_digit(number18[:17]) == number18[17]:
        return []
    return [n for n in swapped_neighbours(number18) if "X" not in n[:17] and check_digit(n[:17]) == n[17]]


def differing_places(left: str, right: str) -> int:
    """In how many places two numbers of equal length differ; a swap of neighbours counts once."""
    if len(left) != len(right):
        return max(len(left), len(right))
    found, place = 0, 0
    while place < len(left):
        if left[place] != right[place]:
            swapped = left[place : place + 2] == right[place : place + 2][::-1]
            place += 1 if swapped and place + 1 < len(left) else 0
            found += 1
        place += 1
    return found
