"""Names as people write, say and search them: one spelling, a key without dots, pinyin, initials, grams.

Surnames have readings of their own (单 shan, 曾 zeng, 区 ou), which dictionaries of common words get wrong. A
character without a reading (𠮷) stands for itself everywhere, so that nobody becomes impossible to find.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

#: Lengths of the columns that keep the keys.
PINYIN_LENGTH, INITIALS_LENGTH = 120, 30
#: Longest beginning of a spelling and longest piece of a name that is looked up at once; the rest is compared.
GRAM_LENGTH, PIECE_LENGTH = 12, 6

_DOTS = re.compile(r"[·•・‧．.]")
_INVISIBLE = re.compile(r"[\s\u0000-\u001f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")

#: Character -> readings as a surname: the usual one first, then readings that others may type.
SURNAME_READINGS: dict[str, tuple[str, ...]] = {
    "单": ("shan", "dan"), "仇": ("qiu", "chou"), "区": ("ou", "qu"), "朴": ("piao", "pu"),
    "曾": ("zeng", "ceng"), "解": ("xie", "jie"), "查": ("zha", "cha"), "盖": ("ge", "gai"),
    "华": ("hua",), "任": ("ren",), "覃": ("qin", "tan"), "翟": ("zhai", "di"), "缪": ("miao", "mou"),
    "乐": ("yue", "le"), "尉": ("wei", "yu"), "冼": ("xian",), "洗": ("xian", "xi"), "晁": ("chao",),
    "牟": ("mu", "mou"), "宓": ("mi", "fu"), "秘": ("bi", "mi"), "种": ("chong", "zhong"),
    "重": ("chong", "zhong"), "折": ("she", "zhe"), "召": ("shao", "zhao"), "员": ("yun", "yuan"),
    "黑": ("he", "hei"), "繁": ("po", "fan"), "逄": ("pang",), "燕": ("yan",), "应": ("ying",),
    "纪": ("ji",), "宁": ("ning",), "曲": ("qu",), "石": ("shi",), "谌": ("chen", "shen"),
    "车": ("che",), "长": ("chang", "zhang"), "隗": ("wei", "kui"), "祭": ("zhai", "ji"),
    "过": ("guo",), "卜": ("bu",), "么": ("yao", "me"), "禄": ("lu",), "卯": ("mao",), "蹇": ("jian",),
    "相": ("xiang",), "柏": ("bai", "bo"), "薄": ("bo", "bao"), "葛": ("ge",), "哈": ("ha",),
    "那": ("na",), "佴": ("nai", "er"), "郇": ("xun", "huan"), "訾": ("zi",), "瞿": ("qu",), "阚": ("kan",),
}  # fmt: skip
#: Surnames of two characters; the characters of a given name read otherwise do not disturb them.
COMPOUND_SURNAMES: dict[str, str] = {
    "欧阳": "ou yang", "令狐": "ling hu", "尉迟": "yu chi", "万俟": "mo qi", "单于": "chan yu",
    "长孙": "zhang sun", "澹台": "tan tai", "夏侯": "xia hou", "诸葛": "zhu ge", "司马": "si ma",
    "上官": "shang guan", "慕容": "mu rong", "皇甫": "huang fu", "公孙": "gong sun", "东方": "dong fang",
    "端木": "duan mu", "宇文": "yu wen", "司徒": "si tu", "鲜于": "xian yu", "呼延": "hu yan",
    "赫连": "he lian", "南宫": "nan gong", "申屠": "shen tu", "濮阳": "pu yang", "淳于": "chun yu",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class NameKeys:
    """What is stored beside a name: `key` (no dots, no spaces), pinyin, initials, and grams for searching.

    Grams are what somebody may type: every piece of the name and of a former name, every beginning of the pinyin, in
    each reading of the surname, and of the initials; the longest stop at GRAM_LENGTH and PIECE_LENGTH.
    """

    key: str
    pinyin: str
    initials: str
    grams: tuple[str, ...]


def masked_name(name: str | None) -> str:
    """The surname, the rest hidden (domain 11.3): 张三 is 张*, 欧阳明华 is 欧阳**; a dotted name keeps one part."""
    if not name:
        return ""
    head, dot, rest = name.partition("·")
    if dot:
        return f"{head}·{'*' * len(rest)}"
    kept = 2 if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else 1
    return name[:kept] + "*" * (len(name) - kept)


def clean_name(text: str) -> str:
    """The spelling that is kept: half-width, without spaces or invisible signs, every dot between parts a `·`."""
    name = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    name = _DOTS.sub("·", name)
    return re.sub(r"·{2,}", "·", name).strip("·")


def name_key(text: str) -> str:
    """The name without dots and in lower case, for comparing and searching."""
    return unicodedata.normalize("NFKC", clean_name(text)).replace("·", "").lower()


def name_keys(name: str, former_name: str | None = None) -> NameKeys:
    """All keys of a name; the grams hold those of a former name too, so that both find the person."""
    key = name_key(name)
    spelled = ["".join(syllables) for syllables in _readings(key)]
    initials = "".join(s[0] for s in _syllables(key))[:INITIALS_LENGTH]
    grams = dict.fromkeys([*pieces_of(key), *pieces_of(name_key(former_name or ""))])
    for text in (*spelled, initials):
        grams |= dict.fromkeys(text[:end] for end in range(1, min(len(text), GRAM_LENGTH) + 1))
    return NameKeys(key, spelled[0][:PINYIN_LENGTH], initials, tuple(grams))


def pieces_of(key: str) -> tuple[str, ...]:
    """Each run of up to PIECE_LENGTH characters, each once, in order of appearance."""
    runs = (key[at : at + size] for size in range(1, PIECE_LENGTH + 1) for at in range(len(key) - size + 1))
    return tuple(dict.fromkeys(runs))


def pinyin_questions(words: str) -> list[tuple[str, str | None]]:
    """How a typed pinyin may be stored: (beginning of the pinyin, surname character it is then meant for).

    `tanmeihua` is asked as it stands and, for 覃, as `qinmeihua`.
    """
    typed = re.sub(r"[\s']", "", words).lower()
    asked: list[tuple[str, str | None]] = [(typed, None)]
    for character, (usual, *others) in SURNAME_READINGS.items():
        asked += [(usual + typed[len(o) :], character) for o in others if typed.startswith(o)]
    return asked


def _readings(key: str) -> Iterator[list[str]]:
    """Syllables as they are usually read, then with each other reading of the surname."""
    usual = list(_syllables(key))
    yield usual
    if key[:2] not in COMPOUND_SURNAMES:
        for other in SURNAME_READINGS.get(key[:1], ())[1:]:
            yield [other, *usual[1:]]


def _syllables(key: str) -> Iterator[str]:
    if key[:2] in COMPOUND_SURNAMES:
        yield from COMPOUND_SURNAMES[key[:2]].split()
        key = key[2:]
    elif key[:1] in SURNAME_READINGS:
        yield SURNAME_READINGS[key[0]][0]
        key = key[1:]
    for character in key:
        yield _reading(character)


@lru_cache(maxsize=30_000)
def _reading(character: str) -> str:
    """The usual reading without tone (`lv` for 吕); the character itself where there is none."""
    return lazy_pinyin(character, style=Style.NORMAL, errors="default", v_to_u=False)[0] or character
