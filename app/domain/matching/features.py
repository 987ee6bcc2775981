"""What speaks for and against one row and one known person being the same; every feature may be unknown (None)."""

from dataclasses import dataclass
from datetime import date

from app.domain.matching.keys import differing_places, name_likeness


@dataclass(frozen=True, slots=True)
class Described:
    """Somebody as a workbook row or the register describes them. `name_key` folded; `village` 12 digits."""

    name_key: str
    number: str | None = None
    born_on: date | None = None
    sex: str | None = None
    village: str | None = None
    mates: frozenset[str] = frozenset()  # folded names of people of the same household or application


@dataclass(frozen=True, slots=True)
class Features:
    """`name` as in `name_likeness`; `places` = how many places of the numbers differ."""

    name: str
    places: int | None
    born: bool | None
    day_and_month_swapped: bool
    sex: bool | None
    village: bool | None
    mates: int
    twin: bool


def compare(row: Described, known: Described, *, twin: bool = False) -> Features:
    """`twin`: the known person shares household and birthday with somebody else."""
    return Features(
        name=name_likeness(row.name_key, known.name_key),
        places=differing_places(row.number, known.number) if row.number and known.number else None,
        born=_equal(row.born_on, known.born_on),
        day_and_month_swapped=_swapped(row.born_on, known.born_on),
        sex=_equal(row.sex, known.sex),
        village=_equal(row.village, known.village),
        mates=len(row.mates & known.mates),
        twin=twin,
    )


def _equal(left: object, right: object) -> bool | None:
    return None if left is None or right is None else left == right


def _swapped(left: date | None, right: date | None) -> bool:
    if left is None or right is None or left == right or left.year != right.year:
        return False
    return (left.month, left.day) == (right.day, right.month)


#: Reasons in words, for and against, as the page of pairs shows them.
def reasons(features: Features) -> tuple[list[str], list[str]]:
    """(why they may be one, why not)."""
    speaks_for: list[str] = []
    against: list[str] = []
    words = {"same": "姓名一样", "sound": "姓名同音", "look": "姓名字形相近", "part": "姓名少写了字"}
    words |= {"mixed": "姓名的字一样，先后不同", "short": "姓名少写一个字"}
    unlike = "姓名有一个字不一样" if features.name == "near" else "姓名不一样"
    (speaks_for if features.name in words else against).append(words.get(features.name, unlike))
    if features.places is not None:
        _say_places(features.places, speaks_for, against)
    for value, yes, no in (
        (features.born, "生日一样", "生日不一样"),
        (features.sex, "性别一样", "性别不一样"),
        (features.village, "同一个村", "不在一个村"),
    ):
        if value is not None:
            (speaks_for if value else against).append(yes if value else no)
    if features.day_and_month_swapped:
        speaks_for.append("生日的月和日颠倒")
    if features.mates:
        speaks_for.append(f"同户 {features.mates} 人也在表里")
    if features.twin:
        against.append("同户有人同一天生，可能是双胞胎")
    return speaks_for, against


def _say_places(places: int, speaks_for: list[str], against: list[str]) -> None:
    if places == 0:
        speaks_for.append("证件号码一样")
    elif places <= 2:
        speaks_for.append(f"证件号码只差 {places} 处")
    else:
        against.append("证件号码不一样")
