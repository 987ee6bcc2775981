"""What must not stand on a public list (domain reference 11.3): found by its shape or because the register knows it.

A public list names no identity number (not even a masked one), no private phone, no account, no birth date, no house
number, nothing about health or disability, and no child under 14; on the web no full name either.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from app.domain.documents import Document, Grid, Number, Paragraph, Sheet, Signatures, Small, Strong, Table

#: Below this age a person is named by the guardian (personal information law, article 31).
CHILD_AGE = 14
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")
#: Digits that somebody set apart are still one number, also where they are spelt or drawn with letters.
_APART = re.compile(r"(?<=\d)[ .·\-_—–~|()]{1,3}(?=[\dXx])")
_GROUPS = re.compile(
    r"(?<!\d)(?:\d{6}(?P<a>\W{1,3})\d{8}(?P=a)\d{3}[\dXx]|1[3-9]\d(?P<b>\W{1,3})\d{4}(?P=b)\d{4}|\d{4}(?:\W{1,3}\d{4}){3,4})"
)
_BETWEEN = re.compile(r"[\s.,·_|/-]")  # letters set between those of a name
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]{3,}")
_SPELT = re.compile("[〇○零一二三四五六七八九壹贰叁肆伍陆柒捌玖]{7,}")
_DIGITS = str.maketrans("〇○零一二三四五六七八九壹贰叁肆伍陆柒捌玖", "000123456789123456789")
_DRAWN = re.compile(r"(?<=\d)[OoIl]+(?=\d)|(?<=\d\d)[OoIl]+")
_LETTERS = str.maketrans("OoIl", "0011")
_DATE = re.compile(r"(?:19|20)\d\d\s?[年./-]\s?\d{1,2}\s?[月./-]\s?\d{1,2}\s?日?")
_BORN = re.compile(r"(?<!\d)(19\d\d|20\d\d)\s?[年./-]\s?\d{1,2}\s?[月./-]\s?\d{1,2}")
_ID = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|\d{15}|\d{20}|\d{22})(?!\d)")
_MASKED_ID = re.compile(r"\d{4,6}[*＊xX×]{4,}\d{2,4}")
_MOBILE = re.compile(r"(?<!\d)(?:\+?86)?1[3-9]\d{9}(?!\d)")
_CARD = re.compile(r"(?<!\d)\d{16,}(?![\dXx])")
_PASSPORT = re.compile(r"(?<![A-Za-z])[A-Z]{1,2}\d{7,8}(?!\d)")
_ONLINE = re.compile(r"(?:微信号?|QQ号?|抖音号?)\s*(?:是|为|:)?\s*[A-Za-z0-9_-]{5,}", re.IGNORECASE)
_BIRTH_WORDS = re.compile(
    r"(?:生于|出生(?:于|日期|年月)?|生日)\D{0,3}\d|(?:19|20)\d\d\s?年?\s?(?:\d{1,2}\s?月)?\s?(?:出生|生人|生的)"
)
_COORDINATES = re.compile(r"\d{2,3}\.\d{4,}")
_HOUSE_NO = re.compile(
    r"(?:[组寨路街巷弄村屯湾坪院区]|附|门牌)\s{0,3}第?\s?(?:\d+|[一二三四五六七八九十百]+)\s{0,3}号|\d+\s?[栋幢座]|\d+\s?单元|\d+\s?室"
)
_HEALTH = re.compile(
    r"残疾|伤残|智障|精神[一二三四]?级?|智力|肢体|大病|重病|疾病|慢性病|慢病|癌|肿瘤|白血病|尿毒症|艾滋|HIV|结核|肝炎|肝病|肾病|心脏病"
    r"|高血压|糖尿病|孤独症|自闭症|抑郁|癫痫|尘肺|透析|患病|患有|因病|瘫|聋|哑|失明|盲人|失能|住院|手术|化疗|康复|医疗救助",
    re.IGNORECASE,
)
#: What the law calls a specific identity: nobody is put on a board with it.
_IDENTITY = re.compile("服刑|刑满|在押|羁押|社区矫正|吸毒|戒毒|涉毒|犯罪|孤儿|事实无人抚养|弃婴|私生|家暴")


@dataclass(frozen=True, slots=True)
class Leak:
    """One thing that must not be published: its code, where it stands, what it is, and how to mend it."""

    code: str
    place: str
    what: str
    way_out: str


@dataclass(frozen=True, slots=True)
class Known:
    """What the register knows about the place of the list: names that may not stand there in full."""

    children: Collection[str] = ()
    """Names of children under 14."""
    people: Collection[str] = ()
    """Names that may not stand in full on this channel; empty on the board inside the village."""


def find_leaks(texts: Iterable[tuple[str, str]], known: Known, on: date) -> list[Leak]:
    """Leaks in `(place, text)` pairs, in reading order, each kind once a place."""
    bare = Known({_BETWEEN.sub("", n) for n in known.children}, {_BETWEEN.sub("", n) for n in known.people})
    return [leak for place, text in texts for leak in _of(place, text, bare, on)]


def possible_names(texts: Iterable[tuple[str, str]]) -> set[str]:
    """Every run of three to six Han characters, also across signs set between them: what may be somebody's name.

    Shorter names are ordinary words, too (平安, 向阳): of these only the own village's are looked for.
    """
    runs = (
        run
        for _place, raw in texts
        for run in _HAN.findall(_BETWEEN.sub("", _INVISIBLE.sub("", unicodedata.normalize("NFKC", raw))))
    )
    return {run[at : at + size] for run in runs for size in range(3, 7) for at in range(len(run) - size + 1)}


def texts_of(document: Document) -> Iterator[tuple[str, str]]:
    """Every text of a document with the place where a reader finds it."""
    yield "标题", document.title
    yield "落款", document.issuer
    table = paragraph = 0
    for block in document.blocks:
        if isinstance(block, Sheet):
            yield "标题", f"{block.title} {block.left} {block.right}"
        elif isinstance(block, Paragraph):
            paragraph += 1
            runs = (r.text if isinstance(r, Number | Strong) else r for r in block.runs)
            yield f"第 {paragraph} 段", "".join(runs)
        elif isinstance(block, Grid):
            table += 1
            yield from _cells(block)
        elif isinstance(block, Table):
            for n, row in enumerate(block.rows, start=1):
                for column, cell in zip(block.columns, row, strict=True):
                    yield (
                        f"{block.title}第 {n} 行“{column.title}”",
                        cell if isinstance(cell, str) else cell.text,
                    )
        elif isinstance(block, Small):
            yield "小字", block.text
        elif isinstance(block, Signatures):
            yield "签字栏", " ".join(block.places)
    for words in document.remarks:
        yield "页脚", words


def _cells(grid: Grid) -> Iterator[tuple[str, str]]:
    """Cells of a list, named by the line's number and the column's heading."""
    heads = [box.text for box in grid.rows[grid.heads - 1]] if grid.heads else []
    for n, row in enumerate(grid.rows[grid.heads :], start=1):
        for at, box in enumerate(row):
            column = heads[at] if len(row) == len(heads) else str(at + 1)
            yield f"名单第 {n} 行“{column}”", box.text


def _of(place: str, raw: str, known: Known, on: date) -> Iterator[Leak]:
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", raw))
    spelt = _SPELT.sub(lambda found: found[0].translate(_DIGITS), text)
    digits = _GROUPS.sub(lambda found: re.sub(r"\W", "", found[0]), _DATE.sub("□", spelt))
    digits = _APART.sub("", digits)
    digits = _DRAWN.sub(lambda found: found[0].translate(_LETTERS), digits)
    for code, holds, what, way_out in _RULES:
        if holds(text, digits, on):
            yield Leak(code, place, what, way_out)
    yield from _names(place, text, known)


def _names(place: str, text: str, known: Known) -> Iterator[Leak]:
    text = _BETWEEN.sub("", text)
    if any(len(name) > 1 and name in text for name in known.children):
        yield Leak("E-LEAK-CHILD", place, "不满 14 周岁儿童的姓名", "请改写监护人的姓名。")
    elif any(len(name) > 1 and name in text for name in known.people):
        yield Leak("E-LEAK-NAME", place, "完整姓名", "网上公示只写姓，名用 * 代替；或改为只在村公示栏张贴。")


def _has_id(text: str, digits: str, on: date) -> bool:
    return bool(_ID.search(digits) or _MASKED_ID.search(text) or _PASSPORT.search(text))


def _has_card(text: str, digits: str, on: date) -> bool:
    return any(not _ID.fullmatch(found[0]) for found in _CARD.finditer(digits))


def _has_birth(text: str, digits: str, on: date) -> bool:
    """A full date of more than three years ago: no day of a public notice lies that far back."""
    return bool(_BIRTH_WORDS.search(text)) or any(
        int(found[1]) <= on.year - 3 for found in _BORN.finditer(text)
    )


_Rule = tuple[str, Callable[[str, str, date], bool], str, str]
_RULES: tuple[_Rule, ...] = (
    ("E-LEAK-ID", _has_id, "证件号码（遮盖过的也算）", "公示不写证件号码，请删掉。"),
    (
        "E-LEAK-PHONE",
        lambda text, digits, on: bool(_MOBILE.search(digits) or _ONLINE.search(text)),
        "手机号码或个人微信、QQ",
        "请删掉；监督电话请写办公室座机。",
    ),
    ("E-LEAK-ACCOUNT", _has_card, "银行卡号或账号", "公示不写账号，请删掉。"),
    ("E-LEAK-BIRTH", _has_birth, "出生日期或很早的完整日期", "出生日期请删掉；文件日期请只写年份和文号。"),
    (
        "E-LEAK-ADDRESS",
        lambda text, digits, on: bool(
            _HOUSE_NO.search(re.sub(r"〔\d+〕\s?\d+\s?号", "", text)) or _COORDINATES.search(text)
        ),
        "门牌等详细住址",
        "地址只写到村民小组。",
    ),
    (
        "E-LEAK-HEALTH",
        lambda text, digits, on: bool(_HEALTH.search(text)),
        "健康、疾病或残疾情况",
        "公示里不写病情和残疾；这类措施不在公示名单里列到人。",
    ),
    (
        "E-LEAK-IDENTITY",
        lambda text, digits, on: bool(_IDENTITY.search(text)),
        "服刑、戒毒、孤儿等身份",
        "公示里不写这些身份；这类措施不在公示名单里列到人。",
    ),
)
