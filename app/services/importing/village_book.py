"""A village's workbook goes out: open cells with drop-downs, and a signed note of each row's version."""

from collections.abc import Iterable, Sequence
from typing import Any

from app.adapters.village_workbook import BookColumn, BookSheet, write_book
from app.domain.clock import LOCAL, now, today
from app.domain.income import income_year
from app.domain.vocabulary.relations import RELATION
from app.extensions import vault
from app.queries.area_search import place_names
from app.queries.papers import Material, get_material, households_of_village
from app.queries.scope import Scope
from app.services.importing.village_columns import HOMES, LOCKED, PEOPLE, Field, fields_of, written
from app.unit_of_work import Work

#: The layout of the hidden sheet; another one is not read.
LAYOUT = "bangfu-book-1"
#: Rows of the hidden sheet before those of versions: layout, village, when, signature.
STAMP_HEAD = 4
_GUIDE = (
    "{village}工作簿　{day} 由{who}下载",
    "一、白底的格可以改，灰底的格是锁定的编号和姓名，不能改。",
    "二、有箭头的格请点箭头选，不要自己写；不知道的空着，不会当成“否”或 0。",
    "三、改完存好，回到系统“我村的工作簿”传上来；先看改了哪些格，再决定写不写进去。",
    "四、下载以后别人在系统里改过的格，不会被这张表盖掉，会两边都列出来。",
    "五、新增、减少成员和户，请在系统里办变动，不要在表里加行；删掉的行不算减少。",
    "六、表里有个人信息，用完请删除，不要转发。",
)


def book_of(work: Work, scope: Scope, village: str) -> bytes:
    """The workbook of a village that lies in the scope, as it is now."""
    on = today()
    homes = households_of_village(work.session, scope, village)
    material = get_material(work.session, scope, homes, income_year(on), on)
    place = place_names(work.session, [village])[village].replace(" ", "")
    guide = [line.format(village=place, day=on.isoformat(), who=work.actor.display_name) for line in _GUIDE]
    return write_book(_sheets(material, place), guide, stamp_of(village, list(_versions(material))))


def stamp_of(village: str, rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """The hidden sheet: what was handed out when, signed so that nobody can make another of it."""
    head = [LAYOUT, village, now().astimezone(LOCAL).isoformat(timespec="seconds")]
    return [*([cell] for cell in head), [signature(head, rows)], *(list(row) for row in rows)]


def signature(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The keyed mark of a stamp."""
    text = "\n".join(["|".join(head), *("|".join(row) for row in rows)])
    return vault().blind("village_book", text).hex()


def _versions(m: Material) -> Iterable[list[str]]:
    """Table, key and version of each row handed out; a household that nobody has surveyed has version 0."""
    for h in m.households:
        yield ["household", h.household_no, str(h.version)]
        living = m.living.get(h.id)
        yield ["living_condition", h.household_no, str(living.version if living else 0)]
        for p in m.members.get(h.id, []):
            yield ["person", p.person_no, str(p.version)]


def _sheets(m: Material, place: str) -> list[BookSheet]:
    homes = [[*_home_keys(m, h), *_cells(HOMES, {"household": h, "living_condition": m.living.get(h.id)})]
             for h in m.households]  # fmt: skip
    people = [
        [*_person_keys(m, h.household_no, p), *_cells(PEOPLE, {"person": p})]
        for h in m.households
        for p in m.members.get(h.id, [])
    ]
    return [
        BookSheet(HOMES, f"{place}　户（白底可改）", _columns(HOMES), homes),
        BookSheet(PEOPLE, f"{place}　成员（白底可改）", _columns(PEOPLE), people),
    ]


def _columns(sheet: str) -> tuple[BookColumn, ...]:
    locked = [BookColumn(title, False, True) for title in LOCKED[sheet]]
    return (*locked, *(field.shown for field in fields_of(sheet)))


def _cells(sheet: str, rows: dict[str, Any]) -> list[object]:
    return [_cell(field, rows.get(field.table)) for field in fields_of(sheet)]


def _cell(field: Field, row: Any) -> object:
    return None if row is None else written(field, getattr(row, field.name))


def _mask(m: Material, ref: int | None) -> str:
    secret = m.secrets.get(ref or 0)
    return secret.masked if secret is not None else ""


def _home_keys(m: Material, h: Any) -> tuple[str, str, str, str]:
    head = next((p for p in m.members.get(h.id, []) if p.relation == "head"), None)
    return h.household_no, h.group_name or "", h.head_name or "", _mask(m, head.id_ref if head else None)


def _person_keys(m: Material, household_no: str, p: Any) -> tuple[str, str, str, str, str]:
    return p.person_no, household_no, p.name, _mask(m, p.id_ref), RELATION.label(p.relation)
