"""A register in columns and a list whose rows are known to speak of one of its people, or of nobody.

Three quarters of the rows are people of the register as another office writes them, with the slips and shares of
`SHARES`; a quarter are outsiders, many of them hard: namesakes, also of the same year, brothers and sisters, twins.
Knows nothing of how the product matches: homophones stand in a table of their own.
"""

import random
from collections.abc import Iterator
from datetime import date, timedelta

import polars as pl

from app.demo.county import generate_parts
from app.demo.places import plan_county
from app.domain.identifiers import check_digit
from app.domain.lunar import FIRST_DAY, labels

#: How often each slip is made, one independently of the other.
SHARES = {
    "homophone": 0.08, "surname": 0.01, "lost": 0.02, "mixed": 0.02, "short": 0.01,
    "swapped": 0.03, "turned": 0.03, "year": 0.02, "lunar": 0.02,
    "neighbour": 0.06, "elsewhere": 0.01, "sex": 0.01,
}  # fmt: skip
OUTSIDERS = 0.25
_HARD = (("namesake", 0.30), ("same_year", 0.20), ("sibling", 0.20), ("twin", 0.04), ("stranger", 0.26))
#: Characters that sound alike, group by group.
_ALIKE = """
英瑛莹颖 珍真贞 华花 明名铭 国囯 建健剑 秀绣 文雯 强墙 芳方 兰蓝岚 玉育 春椿 凤奉
月悦越 正政 金今 永勇咏 朝潮 志智 平萍苹 军君 林琳 全泉权 龙隆 富付 良梁 江姜
忠中钟 祥详 清青 会慧惠 琴勤芹 仙先鲜 香湘乡 莲连 子紫 欣新鑫 浩昊 俊骏峻 佳嘉家
宇雨语 一怡依 晨辰 涵寒 婷庭 轩宣 杰洁 航杭 洋阳扬 博伯 鹏朋 瑞睿 福服 云芸 贵桂
才材财 兴星 荣容蓉 绍少 小晓 元源 奇琪其 静敬 彤同 霞侠 桐童 毅义 翔想 泽择 诚成
天添 梦孟 书舒 碧必 琼穷 张章 陈尘 杨羊 罗洛 吴伍武 周州 黄皇 何合 石时 陆路 马玛
冉染 唐堂 姚摇 彭朋 谢泻 潘攀 余于鱼 熊雄 韦为 蒙萌 刘流 李里 王汪 赵照
"""
_SOUNDS = {c: group.replace(c, "") for group in _ALIKE.split() for c in group}
#: Parents do not give two children names that sound alike: none of these sounds like a character of the county.
_GIVEN = "槐铎垠蓓珂邈攸"

COLUMNS = {"name": pl.String, "born_on": pl.Date, "sex": pl.String, "village": pl.String, "number": pl.String}


def register(households: int, seed: int = 1) -> pl.DataFrame:
    """id, name, born_on, sex, village, number, home of the people of a demo county."""
    parts, people, homes = [], 0, 0
    for part in generate_parts(plan_county(households, seed, date(2026, 11, 22))):
        p = part.tables["people"]
        frame = pl.DataFrame(
            {
                "id": pl.Series(range(people, people + len(p)), dtype=pl.Int64),
                "name": pl.Series(list(p["name"]), dtype=pl.String),
                "born_on": [date.fromordinal(int(n)) if n else None for n in p["born"]],
                "sex": pl.Series(list(p["sex"]), dtype=pl.String),
                "village": pl.Series(list(p["area_code"]), dtype=pl.String),
                "number": pl.Series(list(p["id_number"]), dtype=pl.String),
                "home": [str(homes + int(h)) for h in p["household"]],
            }
        )
        people, homes = people + len(p), homes + int(max(p["household"])) + 1
        parts.append(frame.with_columns(pl.col("born_on").cast(pl.Date)))
    return pl.concat(parts).filter(pl.col("born_on").is_not_null())


def rows_of(known: pl.DataFrame, count: int, seed: int, *, numbers: float = 0.0) -> pl.DataFrame:
    """`count` rows: id, the columns of COLUMNS, truth (id of the register or null), kind.

    `numbers`: share of the rows that bring an identity number; a twentieth of those has one wrong digit.
    """
    r = random.Random(f"labelled {seed}")
    villages = known["village"].unique().sort().to_list()
    rows = [_row(one, r, villages, numbers) for one in _drawn(known, count, r)]
    columns = list(zip(*rows, strict=True))
    names = [*COLUMNS, "truth", "kind"]
    types = [*COLUMNS.values(), pl.Int64, pl.String]
    made = {n: pl.Series(list(v), dtype=t) for n, t, v in zip(names, types, columns, strict=True)}
    return pl.DataFrame({"id": pl.Series(range(count), dtype=pl.Int64), **made})


def _drawn(known: pl.DataFrame, count: int, r: random.Random) -> Iterator[dict[str, object]]:
    order = [r.randrange(known.height) for _ in range(count)]
    return known[order].iter_rows(named=True)


def _row(p: dict, r: random.Random, villages: list[str], numbers: float) -> tuple:  # type: ignore[type-arg]
    if r.random() < OUTSIDERS:
        return _outsider(p, r, villages, numbers)
    slips = [s for s, share in SHARES.items() if r.random() < share]
    name, born = p["name"], p["born_on"]
    for slip in slips:
        name, born = _misspelt(name, slip, r), _misdated(born, slip, r)
    village = p["village"]
    if "neighbour" in slips:
        at = villages.index(village)
        village = villages[at + 1 if at + 1 < len(villages) else at - 1]
    if "elsewhere" in slips:
        village = r.choice(villages)
    sex = {"male": "female", "female": "male"}[p["sex"]] if "sex" in slips else p["sex"]
    number = p["number"] if r.random() < numbers else None
    if number and r.random() < 0.05:
        at = r.randrange(17)
        number = number[:at] + str((int(number[at]) + r.randint(1, 9)) % 10) + number[at + 1 :]
    return name, born, sex, village, number, p["id"], "+".join(slips) or "clean"


def _misspelt(name: str, slip: str, r: random.Random) -> str:
    first = 2 if name[:2] in ("欧阳", "令狐") else 1
    given = list(range(first, len(name)))
    if slip == "homophone":
        given = [n for n in given if name[n] in _SOUNDS]
    if slip == "surname":
        given = [0] if name[0] in _SOUNDS else []
    if not given:
        return name
    at = r.choice(given)
    if slip in ("homophone", "surname"):
        return name[:at] + r.choice(_SOUNDS[name[at]]) + name[at + 1 :]
    if slip == "lost":
        return name[:at] + r.choice("?*〇") + name[at + 1 :]
    if slip == "mixed":
        at = r.randrange(len(name) - 1)
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    if slip == "short":
        return name[:at] + name[at + 1 :] if len(name) > 2 and r.random() < 0.5 else name + r.choice(_GIVEN)
    return name


def _misdated(born: date, slip: str, r: random.Random) -> date:
    if slip == "swapped":
        return _valid(born, born.year, born.day, born.month)
    if slip == "year":
        return _valid(born, born.year + r.choice((-1, 1)), born.month, born.day)
    if slip == "lunar":
        text = labels()[(born - date(1970, 1, 1)).days - FIRST_DAY]
        return _valid(born, text // 10_000, text // 100 % 100, text % 100)
    if slip == "turned":
        text8 = f"{born:%Y%m%d}"
        for at in r.sample(range(2, 7), 5):
            other = text8[:at] + text8[at + 1] + text8[at] + text8[at + 2 :]
            found = _valid(born, int(other[:4]), int(other[4:6]), int(other[6:]))
            if found != born and found.year <= 2026:
                return found
    return born


def _valid(born: date, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        return born


def _outsider(p: dict, r: random.Random, villages: list[str], numbers: float) -> tuple:  # type: ignore[type-arg]
    """Nobody of the register; half of the namesakes live in the village of the one whose name they bear."""
    kind = r.choices([k for k, _ in _HARD], [w for _, w in _HARD])[0]
    name, born, sex, village = p["name"], p["born_on"], p["sex"], p["village"]
    if kind in ("namesake", "same_year", "stranger"):
        first = date(born.year, 1, 1) if kind == "same_year" else date(1940, 1, 1)
        days = [first + timedelta(days=r.randrange(365 if kind == "same_year" else 30_000)) for _ in range(2)]
        born = days[0] if days[0] != born else days[1]
    if kind in ("namesake", "same_year") and r.random() < 0.5:
        village = r.choice(villages)
    if kind == "stranger":
        name, village = r.choice("东方欧") + r.choice(_GIVEN) + r.choice(_GIVEN), r.choice(villages)
    if kind == "sibling":
        born = born + timedelta(days=r.choice((-1, 1)) * r.randint(330, 3_000))
    if kind in ("sibling", "twin"):
        name = name[:-1] + r.choice(_GIVEN)
        sex = r.choice(("male", "female")) if kind == "sibling" else sex
    number = _number(born, sex, r) if r.random() < numbers else None
    return name, born, sex, village, number, None, kind


def _number(born: date, sex: str, r: random.Random) -> str:
    body = f"520198{born:%Y%m%d}{r.randint(0, 98):02d}{r.choice('13579' if sex == 'male' else '02468')}"
    return body + check_digit(body)
