"""Names that belong to nobody: surnames of the region, given names by sex and generation, minority names with dots."""

import numpy as np

from app.demo.tables import Column, Table, chance, constant, pick_words

_SURNAMES = (
    *"王李张刘陈杨罗吴周黄赵何韦龙潘石陆蒙岑班余熊马安田冉谢邓唐姚曾彭",
    "令狐",
    "欧阳",
    *"卯禄母犹敖蹇",
)
_WEIGHTS = np.array([10, 9, 8, 7, 7, 7, 6, 6, 5, 5, 4, 4, 4, 4, 3, 3, 3, 3, *([2] * 14), *([0.5] * 8)])
_MEN_OLD = tuple("国建明德永正光文世天大朝兴少学开金荣昌绍")
_MEN_OLD_2 = tuple("华强平林才贵云全忠福祥军清海发安江富良龙")
_WOMEN_OLD = tuple("秀桂玉春美素凤兰菊月正金光永明朝国小大开")
_WOMEN_OLD_2 = tuple("英芬珍兰琴花仙芝香莲群碧梅芳琼秀先书会菊")
_YOUNG = tuple("子梓雨欣浩俊思佳嘉宇诗一天若晨奕语梦志文")
_MEN_YOUNG_2 = tuple("轩涵豪杰宇航洋睿鑫泽博毅凯阳鹏翔昊辰瑞川")
_WOMEN_YOUNG_2 = tuple("涵怡萱婷琪悦彤雯妍娜瑶静颖蕊莹菲霞欢月桐")
#: Characters outside the common set, which old systems print as a question mark.
_RARE = tuple("堃喆翀犇骉昇垚镕淼燚㛃䶮𬭚𬍛")
_YI = ("阿什·木呷", "吉克·阿依", "沙马·拉且", "阿木·尔布", "曲比·小军", "俄木·伍各")
_WEIWUER = ("阿依古丽·买买提", "麦合木提·艾力", "古丽娜尔·吐尔逊", "热依汗·阿不都")
NATION_WEIGHTS: dict[object, float] = {
    "han": 38,
    "miao": 22,
    "buyi": 20,
    "dong": 4,
    "tujia": 4,
    "yi": 5,
    "gelao": 4,
    "shui": 2,
    "other": 1,
}


def draw_names(rng: np.random.Generator, people: Table, households: int) -> tuple[Column, Column]:
    """Name and nation of each member; children carry their father's surname, a family mostly one nation."""
    n, home = len(people), people["household"]
    own = _surnames(rng, n)
    heads = np.zeros(households, dtype=object)
    is_head = people["relation"] == "head"
    heads[home[is_head]] = own[is_head]
    fathers = heads.copy()
    husbands = (people["relation"] == "spouse") & (people["sex"] == "male")
    fathers[home[husbands]] = own[husbands]
    surname = np.where(
        people["line"] == "own", own, np.where(people["line"] == "head", heads[home], fathers[home])
    )
    family_nation = pick_words(rng, households, NATION_WEIGHTS)
    stranger = (people["line"] == "own") & chance(rng, n, 0.2)
    nation = np.where(stranger, pick_words(rng, n, NATION_WEIGHTS), family_nation[home]).astype(object)
    name = surname + _given(rng, people)
    return _dotted(rng, people, name, nation)


def _surnames(rng: np.random.Generator, n: int) -> Column:
    shares = _WEIGHTS / _WEIGHTS.sum()
    return np.array(_SURNAMES, dtype=object)[rng.choice(len(_SURNAMES), size=n, p=shares)]


def _given(rng: np.random.Generator, people: Table) -> Column:
    n = len(people)
    man, young = people["sex"] == "male", people["born"] > 729025  # born from 1997 on
    first = np.where(
        young, _one(rng, n, _YOUNG), np.where(man, _one(rng, n, _MEN_OLD), _one(rng, n, _WOMEN_OLD))
    )
    second = np.where(
        young,
        np.where(man, _one(rng, n, _MEN_YOUNG_2), _one(rng, n, _WOMEN_YOUNG_2)),
        np.where(man, _one(rng, n, _MEN_OLD_2), _one(rng, n, _WOMEN_OLD_2)),
    )
    second = np.where(chance(rng, n, 0.006), _one(rng, n, _RARE), second)
    single = chance(rng, n, np.where(young, 0.12, 0.18))
    return np.asarray(np.where(single, second, first + second), dtype=object)


def _one(rng: np.random.Generator, n: int, words: tuple[str, ...]) -> Column:
    return np.array(words, dtype=object)[rng.integers(0, len(words), n)]


def _dotted(rng: np.random.Generator, people: Table, name: Column, nation: Column) -> tuple[Column, Column]:
    n = len(people)
    married_in = people["line"] == "own"
    yi = (nation == "yi") & chance(rng, n, np.where(married_in, 0.25, 0.02))
    weiwuer = married_in & (people["sex"] == "female") & chance(rng, n, 0.004)
    name = np.where(yi, _one(rng, n, _YI), np.where(weiwuer, _one(rng, n, _WEIWUER), name))
    return name, np.where(weiwuer, constant(n, "weiwuer"), nation)
