"""The invented county: townships, villages and how many households live in each."""

from dataclasses import dataclass
from datetime import date

import numpy as np

COUNTY_CODE = "520199000000"
COUNTY_NAME = "云岭县"

_TOWNSHIPS = (
    ("101", "云岭镇"),
    ("102", "松坪镇"),
    ("103", "白岩溪镇"),
    ("104", "龙洞坝镇"),
    ("105", "马鞍石镇"),
    ("106", "青杠林镇"),
    ("201", "月亮河布依族乡"),
    ("202", "雷打坡苗族乡"),
    ("107", "双河口镇"),
    ("108", "茶园湾镇"),
    ("203", "银杏坪乡"),
    ("204", "鹰嘴岩苗族布依族乡"),
    ("109", "石笋坝镇"),
    ("110", "枫香垭镇"),
    ("205", "竹林冲乡"),
    ("206", "大窝凼乡"),
    ("111", "落水洞镇"),
    ("112", "桐子坪镇"),
    ("207", "杉木箐乡"),
    ("208", "鸡公岭仡佬族乡"),
)
_FRONT = tuple("上下大小新老东西南北高长红白青黄金银花岩")
_BACK = tuple("寨坝坪冲湾塘坡井桥沟田岭洞溪院堡")
#: From so many households on a county holds all planted cases.
FULL = 3000
#: Households of a village: in a full county fewer, so that it has fifty villages for the cases of villages.
_VILLAGE, _VILLAGE_OF_FULL = 70, 50
#: Lists that were sent without the last village of the county.
NOT_SENT = ("dibao", "disability", "public_forest", "relocation", "house_repair")
#: How many townships a county of a size has, with the columns and rows of the lattice they lie in.
SHAPES = {2: (2, 1), 4: (2, 2), 6: (3, 2), 8: (4, 2), 12: (4, 3), 16: (4, 4), 20: (5, 4)}


@dataclass(frozen=True, slots=True)
class Village:
    """A village with its 12-digit code; `households` live there."""

    code: str
    name: str
    households: int


@dataclass(frozen=True, slots=True)
class Township:
    """A township: the portion in which a county is generated and loaded."""

    index: int
    code: str
    name: str
    villages: tuple[Village, ...]

    @property
    def households(self) -> int:
        return sum(village.households for village in self.villages)


@dataclass(frozen=True, slots=True)
class CountyPlan:
    """Where everybody lives; the same for the same number of households and seed."""

    seed: int
    as_of: date
    townships: tuple[Township, ...]

    @property
    def households(self) -> int:
        return sum(township.households for township in self.townships)

    @property
    def left_out(self) -> str:
        """The code of the village that some bureaus' lists leave out: there nothing follows from absence."""
        return self.townships[-1].villages[-1].code


def plan_county(households: int, seed: int, as_of: date) -> CountyPlan:
    """Share the households among townships and villages. At least 40 households."""
    if households < 40:
        raise ValueError("a county has at least 40 households")
    rng = np.random.default_rng([seed, 520199])
    count = max((n for n in SHAPES if n * 350 <= households), default=2)
    sizes = _share(rng, households, count)
    each = _VILLAGE if households < FULL else _VILLAGE_OF_FULL
    townships = tuple(
        Township(i, f"520199{code}000", name, _villages(rng, f"520199{code}", size, each))
        for i, ((code, name), size) in enumerate(zip(_TOWNSHIPS[:count], sizes, strict=True))
    )
    return CountyPlan(seed, as_of, townships)


def _villages(rng: np.random.Generator, township: str, households: int, each: int) -> tuple[Village, ...]:
    count = min(max(households // each, 2), 18)
    names = rng.choice(len(_FRONT) * len(_BACK), size=count, replace=False)
    return tuple(
        Village(f"{township}{200 + i}", f"{_FRONT[name // len(_BACK)]}{_BACK[name % len(_BACK)]}村", size)
        for i, (name, size) in enumerate(zip(names.tolist(), _share(rng, households, count), strict=True))
    )


def _share(rng: np.random.Generator, total: int, parts: int) -> list[int]:
    """Uneven whole parts, none empty, that sum to the total."""
    weights = rng.uniform(0.7, 1.4, parts)
    sizes = np.maximum((weights / weights.sum() * total).astype(int), 1)
    sizes[0] += total - sizes.sum()
    return [int(size) for size in sizes]


def areas(plan: CountyPlan) -> list[dict[str, str | int | None]]:
    """Rows for the area table: province and city above the county (public facts), the rest invented."""
    rows: list[dict[str, str | int | None]] = [
        _area("520000000000", "贵州省", 1, None, "贵州省"),
        _area("520100000000", "贵阳市", 2, "520000000000", "贵州省/贵阳市"),
        _area(COUNTY_CODE, COUNTY_NAME, 3, "520100000000", f"贵州省/贵阳市/{COUNTY_NAME}"),
    ]
    for township in plan.townships:
        path = f"贵州省/贵阳市/{COUNTY_NAME}/{township.name}"
        rows.append(_area(township.code, township.name, 4, COUNTY_CODE, path))
        rows += [_area(v.code, v.name, 5, township.code, f"{path}/{v.name}") for v in township.villages]
    return rows


def _area(code: str, name: str, level: int, parent: str | None, full: str) -> dict[str, str | int | None]:
    return {"code": code, "name": name, "level": level, "parent_code": parent, "full_name": full}
