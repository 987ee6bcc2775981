"""What another office's blank sheet may ask for: every field that papers print, under every header known for it.

The national lists bring the headers that offices use; the register's own labels stand beside them.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType

from app.domain.importing.profile import Column, Profile
from app.domain.papers.fields import MANY, ONE, field_of
from imports import load_profiles

#: One line a household, or one a member.
HOUSEHOLD, PERSON = "household", "member"
SUBJECTS = {HOUSEHOLD: "一户一行", PERSON: "一人一行"}
#: Targets of the national lists that are named otherwise here.
_OTHERWISE = {
    "household.phone": "household.phone_ref",
    "household.bank_account": "household.bank_ref",
    "household.address": "household.address_ref",
    "household.area_code": "household.area_code",
    "match.head_id_number": "head.id_ref",
    "match.head_name": "household.head_name",
    "person.id_number": "member.id_ref",
    "person.phone": "member.phone_ref",
    "person.disability_certificate": "member.disability_ref",
    "person.health": "member.health",
    "details.members": "sums.members",
    "ignore.phone": "household.phone_ref",
}
_TABLES = {"household": "household", "living_condition": "living", "person": "member", "match": "place"}
#: Headers that offices use and no national list has.
_MORE = {
    "sums.per_head": ("人均纯收入", "人均纯收入（元）", "家庭人均纯收入"),
    "sums.net": ("家庭纯收入", "纯收入", "家庭年纯收入"),
    "sums.gross": ("家庭总收入", "家庭年收入", "年收入", "总收入"),
    "sums.members": ("家庭人口数", "家庭人口", "人口数", "家庭人数", "人数"),
    "help.officers": ("帮扶责任人", "帮扶人", "帮扶干部", "结对帮扶干部"),
    "help.last_visit": ("最近一次走访", "最近走访日期"),
    "head.sex": ("户主性别",),
    "head.age": ("户主年龄",),
    "head.education": ("户主文化程度",),
    "member.age": ("年龄", "周岁"),
    "member.education": ("文化水平", "受教育程度", "学历"),
    "member.labor": ("劳动能力", "劳动力情况"),
    "member.phone_ref": ("联系方式", "手机号", "手机号码"),
    "member.resident_medical": (
        "是否参加新农合",
        "新农合",
        "合作医疗",
        "是否参加合作医疗",
        "是否参加城乡居民医保",
    ),
    "household.phone_ref": ("联系方式",),
}
#: Sources of one row a household whose labels stand in blank sheets as they are.
_OWN = ("place", "household", "living", "sums", "kinds", "help")
#: Words of our own work that no other office asks for, whatever its column is called.
_NEVER = frozenset(
    ("place.full", "household.note", "household.evidence", "household.status", "member.status")
)


@cache
def fill_profiles() -> Mapping[str, Profile]:
    """For each kind of line the columns that can be filled, as the recognition of lists reads them."""
    lists = load_profiles()
    homes = _columns(lists["N01"], HOUSEHOLD)
    people = _columns(lists["N02"], PERSON)
    taken = {h for column in people.values() for h in column.headers}
    further = {
        key: replace(column, headers=free)
        for key, column in homes.items()
        if key not in people and (free := tuple(h for h in column.headers if h not in taken))
    }
    return MappingProxyType(
        {
            HOUSEHOLD: _profile(lists["N01"], HOUSEHOLD, homes),
            PERSON: _profile(lists["N02"], PERSON, {**people, **further}),
        }
    )


def _profile(model: Profile, subject: str, columns: Mapping[str, Column]) -> Profile:
    return replace(
        model, code=subject, title=SUBJECTS[subject], columns=tuple(columns.values()), words=(), signature=(),
        unique=(), facts=MappingProxyType({}), counted=MappingProxyType({}),
    )  # fmt: skip


def _columns(model: Profile, subject: str) -> dict[str, Column]:
    headers: dict[str, dict[str, None]] = {}
    for column in model.columns:
        name = _name_of(column)
        if name is not None:
            headers.setdefault(name, {}).update(dict.fromkeys(column.headers))
    sources = ("member", *_OWN) if subject == PERSON else _OWN
    for source in sources:
        for key, field in {**ONE, **MANY}[source].items():
            headers.setdefault(f"{source}.{key}", {}).setdefault(field.label)
    for name, more in _MORE.items():
        if not name.startswith("member.") or subject == PERSON:
            headers.setdefault(name, {}).update(dict.fromkeys(more))
    sums = {field.label for field in ONE["sums"].values()}
    return {
        name: Column(name, told, "text", f"fill.{name}")
        for name, words in headers.items()
        if name not in _NEVER
        and (told := tuple(w for w in words if not (name.startswith("kinds.") and w in sums)))
    }


def _name_of(column: Column) -> str | None:
    """Where papers find what a column of a national list holds; None for what they do not print."""
    if column.target in _OTHERWISE:
        return _OTHERWISE[column.target]
    if column.key.startswith("income_") and column.key != "income_year":
        return _known(f"kinds.{column.key.removeprefix('income_')}")
    table, _, name = column.target.partition(".")
    return _known(f"{_TABLES[table]}.{name}") if table in _TABLES else None


def _known(name: str) -> str | None:
    try:
        field_of(name)
    except KeyError:
        return None
    return name
