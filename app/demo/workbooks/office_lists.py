"""How four bureaus write their lists: columns of B02 机动车, B04 低保花名册, B07 学籍, B17 持证残疾人."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.demo.places import COUNTY_NAME
from app.demo.workbooks.layouts import B02, B04, B07, B17
from app.demo.workbooks.plan import Cell
from app.demo.workbooks.wording import day, label, price, yes_no, yuan
from app.domain.vocabulary import datasets as d
from app.domain.vocabulary import people as p
from app.domain.vocabulary.relations import RELATION
from app.domain.vocabulary.schooling import PUPIL_STATUS, SCHOOL

Maker = Callable[["Subject", dict[str, Any], int], dict[str, Cell]]


@dataclass(frozen=True, slots=True)
class Subject:
    """The person a row speaks of, with the village and the head of the household."""

    person: dict[str, Any]
    township: str
    village: str
    head: dict[str, Any]
    members: int


@dataclass(frozen=True)
class Office:
    """How one bureau writes its list."""

    dataset: str
    code: str
    filename: str
    form: str
    titles: tuple[str, ...]
    headers: tuple[str, ...]
    number: str
    name: str
    cells: Maker
    neutral: dict[str, Any]
    spoiled: tuple[tuple[str, str | None, str], ...]
    key: str
    free_text: str


def _vehicle(subject: Subject, record: dict[str, Any], turn: int) -> dict[str, Cell]:
    big = record["kind"] == "truck"
    return {
        "车辆所有人": subject.person["name"],
        "身份证明号码": subject.person["id_number"],
        "号牌号码": record["plate"],
        "号牌种类": {"truck": "大型汽车", "motorcycle": "普通摩托车"}.get(record["kind"], "小型汽车"),
        "车辆类型": label(d.VEHICLE_KIND, record["kind"], turn),
        "车辆品牌": ("五菱", "长安", "吉利", "江淮", "宗申")[turn % 5],
        "使用性质": "货运" if big and turn % 2 else "非营运",
        "初次登记日期": day(record["starts_on"], turn),
        "新车购置价": price(record["amount_fen"], turn),
        "状态": label(d.RECORD_STATUS, record["status"], turn, variants=record["status"] != "normal"),
    }


def _dibao(subject: Subject, record: dict[str, Any], turn: int) -> dict[str, Cell]:
    return {
        "乡镇": subject.township,
        "村": subject.village,
        "户主姓名": subject.head["name"],
        "成员姓名": subject.person["name"],
        "身份证号": subject.person["id_number"],
        "与户主关系": label(RELATION, subject.person["relation"], variants=False),
        "低保类型": label(d.DIBAO_KIND, record["kind"], turn),
        "保障类别": label(d.DIBAO_LEVEL, record["level"], turn),
        "保障人口": subject.members,
        "户月保障金": yuan(record["amount_fen"]),
        "起保时间": day(record["starts_on"], turn),
        "停保时间": day(record["ends_on"]),
        "状态": {"normal": "在保", "cancelled": "停保"}[record["status"]],
    }


def _pupil(subject: Subject, record: dict[str, Any], turn: int) -> dict[str, Cell]:
    school = str(label(SCHOOL, record["kind"], variants=False))
    place = subject.township if record["kind"] in ("preschool", "primary") else COUNTY_NAME
    return {
        "学生姓名": subject.person["name"],
        "性别": label(p.SEX, subject.person["sex"]),
        "身份证件号": subject.person["id_number"],
        "全国学籍号": f"G{subject.person['id_number']}",
        "学校名称": f"{place}{'幼儿园' if record['kind'] == 'preschool' else '学校'}",
        "学段年级": school,
        "班级": f"{turn % 4 + 1}班",
        "是否寄宿": yes_no(subject.person["is_boarder"]),
        "就读状态": label(PUPIL_STATUS, record["status"]),
        "入学日期": day(record["starts_on"]),
        "监护人姓名": subject.head["name"],
        "监护人证件号": subject.head["id_number"],
    }


def _disability(subject: Subject, record: dict[str, Any], turn: int) -> dict[str, Cell]:
    return {
        "姓名": subject.person["name"],
        "性别": label(p.SEX, subject.person["sex"]),
        "残疾人证号": subject.person["disability_no"] or subject.person["id_number"],
        "身份证号": subject.person["id_number"],
        "残疾类别": label(p.DISABILITY_CATEGORY, record["kind"], turn),
        "残疾等级": label(p.DISABILITY_LEVEL, record["level"], turn),
        "发证日期": day(record["starts_on"], turn),
        "有效期至": day(record["ends_on"]),
        "状态": label(d.RECORD_STATUS, record["status"], variants=False),
        "监护人": subject.head["name"],
        "乡镇": subject.township,
        "村": subject.village,
    }


OFFICES = (
    Office(
        dataset="dibao",
        code="B04",
        filename="B04_民政低保花名册.xls",
        form="xls",
        titles=("{county}{year}年{month}月农村低保花名册",),
        headers=B04,
        number="身份证号",
        name="成员姓名",
        cells=_dibao,
        neutral={"kind": "rural", "level": "c", "status": "cancelled", "amount_fen": 30_050},
        spoiled=(("成员姓名", None, "required_missing"),),
        key="身份证号",
        free_text="户主姓名",
    ),
    Office(
        dataset="disability",
        code="B17",
        filename="B17_残联持证残疾人.csv",
        form="csv-gb18030",
        titles=("{county}持证残疾人花名册（{year}年{month}月）",),
        headers=B17,
        number="残疾人证号",
        name="姓名",
        cells=_disability,
        neutral={"kind": "vision", "level": "4", "status": "cancelled"},
        spoiled=(("姓名", None, "required_missing"),),
        key="残疾人证号",
        free_text="监护人",
    ),
    Office(
        dataset="vehicle",
        code="B02",
        filename="B02_公安机动车.xlsx",
        form="xlsx",
        titles=("{county}机动车登记信息", "{year}年{month}月导出"),
        headers=B02,
        number="身份证明号码",
        name="车辆所有人",
        cells=_vehicle,
        neutral={"kind": "motorcycle", "amount_fen": 480_000},
        spoiled=(("车辆类型", "两栖车", "word_unknown"), ("车辆所有人", None, "required_missing")),
        key="身份证明号码",
        free_text="车辆品牌",
    ),
    Office(
        dataset="pupil",
        code="B07",
        filename="B07_教育学籍.csv",
        form="csv-utf8",
        titles=("{county}{year}年秋季学期学籍表",),
        headers=B07,
        number="身份证件号",
        name="学生姓名",
        cells=_pupil,
        neutral={"kind": "senior_3", "status": "graduated"},
        spoiled=(("学段年级", "研修班", "word_unknown"), ("学生姓名", None, "required_missing")),
        key="身份证件号",
        free_text="班级",
    ),
)
