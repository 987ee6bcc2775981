"""Turns a case in the officials' words into the generator's columns: a household of one to a few members."""

from datetime import date
from typing import Any

import numpy as np

from app.demo.tables import Table, years_before
from app.demo.world import ALL_DATASETS, World
from app.domain.vocabulary import people as p
from app.domain.vocabulary.codes import CodeList
from app.domain.vocabulary.datasets import BY_KEY, Dataset
from app.domain.vocabulary.grants import GRANT_STATE
from app.domain.vocabulary.projects import MECHANISM
from tests.support.case_vocabulary import HOME, PERSON, VILLAGE

AS_OF = date(2026, 11, 22)
DATASETS = {d.title: d.key for d in BY_KEY.values()} | {
    "低保": "dibao", "残疾证": "disability", "机动车": "vehicle", "学籍": "pupil"
}  # fmt: skip
DAYS = {"昨天": AS_OF.toordinal() - 1, "今天": AS_OF.toordinal(), "明天": AS_OF.toordinal() + 1}
_NUMBERS = {"甲": "520199195001010019", "乙": "52019919871231002X", "丙": "520199196208151040"}


def _value(codes: CodeList | None, words: Any) -> Any:
    if words == "未填":
        return None
    if codes is None:
        return {"是": True, "否": False}.get(words, words)
    code = codes.code_of(str(words))
    if code is None:
        raise ValueError(f"{codes.title} knows no {words}")
    return int(code) if codes is p.DISABILITY_LEVEL else code


def _home(words: dict[str, Any]) -> dict[str, Any]:
    home: dict[str, Any] = {"kind": "out_of_poverty", "monitoring_kind": None, "risk_cleared": None}
    home |= {"house_level": "A", "water_is_safe": True, "status": "active", "area_code": "村"}
    home |= {"monitored_month": None, "clear_mode": None, "exit_year": 2018, "relocation": "none"}
    home |= {"land_crop_mu": 2.0, "land_converted_mu": 0.0}
    home |= {"road_kind": "cement", "toilet": "usable", "risk_main": None, "risk_2": None}
    home |= dict.fromkeys(("water_amount", "water_quality", "water_convenience", "water_reliability"), "met")
    for key, said in words.items():
        column, codes = HOME[key]
        home[column] = _value(codes, said)
    return home


def _person(words: dict[str, Any], home: int, turn: int) -> dict[str, Any]:
    person: dict[str, Any] = {"household": home, "labor": "ordinary", "work_region": None, "work_months": 0}
    person |= {
        "school": "not_in_school",
        "is_boarder": None,
        "dropout_reason": "none",
        "resident_medical": True,
    }
    person |= {"health_chronic": False, "health_serious": False, "health_disabled": False}
    person |= {"disability_category": "none", "disability_level": None, "dibao": "none", "tekun": "none"}
    person |= {"is_soldier": False, "public_post": None, "employee_medical": False}
    person |= {"certificate_kind": "resident", "relation": "son" if turn else "head"}
    person |= {"serious_illness_insured": True, "employee_pension": False}
    person |= {"status": "present", "id_number": f"own-{turn}", "born": years_before(AS_OF, 45)}
    for key, said in words.items():
        if key == "年龄":
            person["born"] = 0 if said == "未填" else years_before(AS_OF, said)
        elif key == "明天满":
            person["born"] = years_before(AS_OF, said) + 1
        elif key == "出生":
            person["born"] = _day(said)
        elif key == "号码":
            person["id_number"] = _NUMBERS.get(said)
        elif key not in ("部门", "落实"):
            column, codes = PERSON[key]
            person[column] = _value(codes, said)
    return person


def _record(words: dict[str, Any], person: int) -> dict[str, Any]:
    dataset = BY_KEY[DATASETS[words["数据"]]]
    return {
        "dataset": dataset.number,
        "person": person,
        "kind": _value(dataset.kinds, words["类型"]) if "类型" in words else None,
        "level": dataset.levels.code_of(words["等级"]) if dataset.levels and "等级" in words else None,
        "status": dataset.statuses.code_of(words.get("状态", "normal")),
        "amount_fen": round(words["价格"] * 100) if "价格" in words else None,
        "starts_on": _day(words.get("起")),
        "ends_on": _day(words.get("止")),
        "details": _details(dataset, words),
    }


def _day(words: Any) -> int:
    """昨天, 今天, 明天, a day of the calendar, or how many days ago."""
    if isinstance(words, date):
        return words.toordinal()
    if isinstance(words, str) and words.endswith("天前"):
        return AS_OF.toordinal() - int(words[:-2])
    return DAYS.get(words, 0)


def _details(dataset: Dataset, words: dict[str, Any]) -> dict[str, str] | None:
    said = {d.key: _value(d.codes, words[d.label]) for d in dataset.details if d.label in words}
    told = {key: str(value).lower() if isinstance(value, bool) else str(value) for key, value in said.items()}
    return told or None


def _grant(words: dict[str, Any], person: int) -> dict[str, Any]:
    return {
        "household": 0,
        "person": person,
        "measure": words["措施"],
        "state": GRANT_STATE.code_of(words["状态"]),
        "starts_on": _day(words.get("起")) or AS_OF.toordinal() - 60,
        "ends_on": _day(words.get("止")),
    }


def _income(words: dict[str, Any], members: int) -> list[dict[str, Any]]:
    """Income per head, what was spent by the whole family."""
    rows = []
    for key, year, kind, usual, heads in (
        ("今年", 2026, "wage_work", 20_000, members),
        ("上年", 2025, "wage_work", 20_000, members),
        ("今年低保", 2026, "transfer_dibao", 0, members),
        ("今年经营", 2026, "business", 0, members),
        ("今年经营支出", 2026, "business_cost", 0, members),
        ("上年经营支出", 2025, "business_cost", 0, members),
        ("医疗自付", 2026, "self_paid_medical", 0, 1),
        ("学费自付", 2026, "self_paid_schooling", 0, 1),
    ):
        yuan = words.get(key, usual)
        if yuan not in ("未填", 0):
            rows.append({"household": 0, "year": year, "kind": kind, "amount_fen": round(yuan * 100) * heads})
    return rows


def _visit(words: Any) -> dict[str, Any]:
    told = words if isinstance(words, dict) else {"日": words}
    answers = {
        name: _value(None, told.get(key, "是"))
        for key, name in (("不愁吃", "food_ok"), ("不愁穿", "clothing_ok"))
    }
    return {"household": 0, "on_day": _day(told["日"]), **answers}


def _village(words: dict[str, Any], year: int) -> dict[str, Any]:
    village: dict[str, Any] = {"area_code": "村", "year": year, "persons": 100, "clinics": 1}
    village |= {"road_to_township": True, "has_bus": True, "unsafe_water_households": 0}
    return village | {VILLAGE[key]: _value(None, said) for key, said in words.items()}


_PLAIN = {"on_day", "household", "person", "born", "dataset", "starts_on", "ends_on", "year", "amount"}


def _table(rows: list[dict[str, Any]], names: str, whole: tuple[str, ...] = ()) -> Table:
    table = Table()
    for name in names.split():
        column = np.empty(len(rows), dtype=object)
        column[:] = [row[name] for row in rows]
        table[name] = column.astype(np.int64) if name in _PLAIN or name in whole else column
    return table


def world_of(case: dict[str, Any]) -> World:
    """The case as a world; the person it speaks of is member 0 of household 0."""
    family = [case.get("人", {}), *case.get("家人", [])]
    others = case.get("别户", [])
    everybody = [(words, 0) for words in family] + [(words, 1) for words in others]
    people = [_person(words, home, turn) for turn, (words, home) in enumerate(everybody)]
    homes = [_home(case.get("户", {})), _home({})]
    told = [(record, 0) for record in case.get("部门", [])]
    told += [(record, i) for i, (words, _) in enumerate(everybody) for record in words.get("部门", [])]
    grants = [_grant(words, 0) for words in case.get("落实", [])]
    grants += [_grant(one, i) for i, words in enumerate(family) for one in words.get("落实", [])]
    grants += [_grant(words, -1) for words in case.get("户落实", [])]
    as_of = case.get("判断日", AS_OF)
    visits = case.get("走访", ["昨天"] if "结论" in case else [])
    shares = [MECHANISM.code_of(words) for words in case.get("项目", [])]
    tables = {
        "households": _table(homes, " ".join(homes[0])),
        "people": _table(people, " ".join(people[0])),
        "income": _table(
            _income(case.get("收入", {}), len(family)), "household year kind amount_fen", ("amount_fen",)
        ),
        "records": _table(
            [_record(*one) for one in told],
            "dataset person kind level status amount_fen starts_on ends_on details",
        ),
        "visits": _table([_visit(words) for words in visits], "household on_day food_ok clothing_ok"),
        "grants": _table(grants, "household person measure state starts_on ends_on"),
        "projects": _table([{"mechanism": word} for word in shares], "mechanism"),
        "beneficiaries": _table(
            [{"project": i, "household": 0} for i in range(len(shares))], "project household", ("project",)
        ),
        "villages": _table([_village(case.get("村", {}), as_of.year)], " ".join(_village({}, 0))),
    }
    missing = {DATASETS[name] for name in case.get("未交", [])}
    return World(tables, as_of, ALL_DATASETS - missing)
