"""Keys of a person's name: what it is searched, sorted and compared by.

`key` is the name as it sounds on paper everywhere: full-width and traditional forms folded, dots and blanks gone, so
that 阿什·木呷, 阿什．木呷 and 阿什木呷 are one. Pinyin is without tones and blanks (ü as v); surnames have their own
readings.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from pypinyin import Style, pinyin

_NOISE = re.compile(r"[\s·•・‧∙⋅．.。,，、'’`\-—_*＊\u200b-\u200f\ufeff]+")

#: Forms that offices mix freely; folded before anything is compared.
_FOLDED = str.maketrans(
    "龍黃吳陳楊劉羅韋趙張羣馬華國蘭鳳蓮瓊貴慶興榮紅麗艷豔豐學偉強衛東陽軍雲飛龔鄧謝譚蔣葉顏賀顧盧錢鄭孫餘"
    "闆啟啓淸靑眞愼徳娥珎畧峯羙冨褔鑑堦瑠勗昇",
    "龙黄吴陈杨刘罗韦赵张群马华国兰凤莲琼贵庆兴荣红丽艳艳丰学伟强卫东阳军云飞龚邓谢谭蒋叶颜贺顾卢钱郑孙余"
    "板启启清青真慎德娥珍略峰美富福鉴阶琉勖升",
)

#: Characters read differently as surnames.
_SURNAME_READINGS = {
    "曾": "zeng", "单": "shan", "解": "xie", "仇": "qiu", "查": "zha", "翟": "zhai", "区": "ou", "任": "ren",
    "乐": "yue", "覃": "qin", "朴": "piao", "盖": "ge", "缪": "miao", "繁": "po", "种": "chong", "员": "yun",
    "召": "shao", "洗": "xian", "重": "chong", "折": "she", "黑": "he", "秘": "bi", "冯": "feng", "宓": "mi",
}  # fmt: skip
_DOUBLE_SURNAMES = {
    "尉迟": ("yu", "chi"),
    "长孙": ("zhang", "sun"),
    "万俟": ("mo", "qi"),
    "澹台": ("tan", "tai"),
}


@dataclass(frozen=True, slots=True)
class NameKeys:
    """`key` up to 60 characters, `pinyin` up to 120, `initials` up to 30; `grams` are characters and pairs."""

    key: str
    pinyin: str
    initials: str
    grams: frozenset[str]


def name_key(name: str) -> str:
    """The comparable form of a name; empty for a name of noise only."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", name)).translate(_FOLDED).lower()[:60]


@lru_cache(maxsize=200_000)
def name_keys(name: str) -> NameKeys:
    """All keys of a name. The same function serves registering, importing, searching and matching."""
    key = name_key(name)
    syllables = reading(key)
    grams = frozenset(key) | {key[i : i + 2] for i in range(len(key) - 1)}
    initials = "".join(s[0] for s in syllables if s)
    return NameKeys(key, "".join(syllables)[:120], initials[:30], grams)


def reading(key: str) -> tuple[str, ...]:
    """Pinyin of a folded name, one syllable a character; characters without a reading stand for themselves."""
    if key[:2] in _DOUBLE_SURNAMES:
        return (*_DOUBLE_SURNAMES[key[:2]], *(_syllable(c) for c in key[2:]))
    if not key:
        return ()
    return (_SURNAME_READINGS.get(key[0]) or _syllable(key[0]), *(_syllable(c) for c in key[1:]))


@lru_cache(maxsize=30_000)
def _syllable(character: str) -> str:
    return pinyin(character, style=Style.NORMAL, errors="default")[0][0].lower()
