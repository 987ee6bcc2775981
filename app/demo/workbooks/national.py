"""The national export: N01 户信息 (one file a year), N02 成员信息, and P01 项目库."""

from typing import Any

import numpy as np

from app.demo.county import County, Part
from app.demo.places import COUNTY_NAME
from app.demo.standards import income_year
from app.demo.tables import Table
from app.demo.workbooks import flaws
from app.demo.workbooks.layouts import INCOME_HEADERS, N01, N02, P01, PLACE
from app.demo.workbooks.plan import Cell, Row, Workbook, in_order
from app.demo.workbooks.wording import day, label, yes_no, yuan
from app.domain.vocabulary import households as h
from app.domain.vocabulary import living as lv
from app.domain.vocabulary import people as p
from app.domain.vocabulary import projects as pj
from app.domain.vocabulary.bureaus import OFFICE
from app.domain.vocabulary.nations import NATION
from app.domain.vocabulary.relations import RELATION
from app.domain.vocabulary.schooling import SCHOOL


def place_cells(part: Part, code: str) -> dict[str, Cell]:
    """Province to village, as five columns."""
    village = next(v for v in part.township.villages if v.code == code)
    return dict(zip(PLACE, ("贵州省", "贵阳市", COUNTY_NAME, part.township.name, village.name), strict=True))


def _record(table: Table, row: int) -> dict[str, Any]:
    return {name: column[row] for name, column in table.columns.items()}


def n01(county: County, rng: np.random.Generator, year: int) -> Workbook:
    """户信息 of one year: every active household with its sums of that year."""
    rows = [row for part in county.parts for row in _household_rows(part, year)]
    count = flaws.bad_rows(len(rows))
    again = count // 6
    spare = [
        Row(dict(rows[i].cells) | {"户编号": f"{rows[i].cells['户编号']}9"}, order=rows[i].order)
        for i in rng.permutation(len(rows))[: count - again]
    ]
    half = len(spare) // 2
    bad = flaws.spoil_cell(spare[:half], "户类型", None, "required_missing")
    bad += flaws.spoil_cell(spare[half:], "户类型", "神秘户", "word_unknown")
    bad += flaws.repeat_key(rng, rows, "户编号", "村民小组", again)
    rows += bad + flaws.repeat(rng, rows, flaws.share(rows, 0.002))
    titles = [f"{COUNTY_NAME}{year}年户信息查询结果", "单位：元、亩、平方米"]
    total: dict[str, Cell] = {"省": "合计", "家庭人口数": sum(int(r.cells["家庭人口数"] or 0) for r in rows)}
    return Workbook(
        "N01",
        f"N01_户信息_{year}.xlsx",
        "xlsx",
        f"{year}-12",
        "户信息",
        titles,
        list(N01),
        in_order(rows),
        total,
    )


def _household_rows(part: Part, year: int) -> list[Row]:
    homes, people = part.tables["households"], part.tables["people"]
    members = np.bincount(people["household"][people["status"] == "present"], minlength=len(homes))
    sums = _sums(part, year)
    rows = []
    for i in np.flatnonzero(homes["status"] == "active").tolist():
        home = _record(homes, i)
        cells = place_cells(part, home["area_code"]) | _household_cells(home, i) | sums.get(i, {})
        cells |= {
            "户主证件号码": people["id_number"][home["head"]],
            "家庭人口数": int(members[i]),
            "年度": year,
        }
        rows.append(Row(cells, home["household_no"], "new", order=(home["area_code"], float(i))))
    return rows


def _sums(part: Part, year: int) -> dict[int, dict[str, Cell]]:
    ledger = part.tables["income"]
    found: dict[int, dict[str, int]] = {}
    for home, its_year, kind, amount in zip(
        *(ledger[n].tolist() for n in ("household", "year", "kind", "amount_fen")), strict=True
    ):
        if its_year == year:
            kinds = found.setdefault(home, {})
            kinds[kind] = kinds.get(kind, 0) + amount
    return {
        home: {INCOME_HEADERS[k]: yuan(fen) for k, fen in kinds.items() if k in INCOME_HEADERS}
        for home, kinds in found.items()
    }


def _household_cells(home: dict[str, Any], turn: int) -> dict[str, Cell]:
    month = home["identified_month"]
    return {
        "行政区划代码": home["area_code"],
        "村民小组": home["group_name"],
        "户编号": home["household_no"],
        "户主姓名": home["head_name"],
        "联系电话": home["phone"],
        "户类型": label(h.HOUSEHOLD_KIND, home["kind"], turn),
        "户属性": label(h.HOUSEHOLD_ATTRIBUTE, home["attribute"], turn),
        "识别标准": label(h.IDENTIFICATION_STANDARD, home["standard"]),
        "监测对象类别": label(h.MONITORING_KIND, home["monitoring_kind"], turn),
        "识别监测时间": home["monitored_month"] and home["monitored_month"].replace("-", ""),
        "致贫返贫风险1": label(h.RISK, home["risk_main"]),
        "致贫返贫风险2": label(h.RISK, home["risk_2"]),
        "风险是否已消除": yes_no(home["risk_cleared"]),
        "消除监测时间": home["cleared_month"] and home["cleared_month"].replace("-", ""),
        "风险消除方式": label(h.CLEAR_MODE, home["clear_mode"]),
        "主要致贫原因": label(h.CAUSE, home["cause_main"], turn),
        "其他致贫原因": label(h.CAUSE, home["cause_other_1"]),
        "首次识别时间": month and month.replace("-", ""),
        "脱贫年度": home["exit_year"],
        "是否整户无劳动能力": yes_no(home["has_no_labor"]),
        "耕地面积（亩）": _number(home["land_crop_mu"]),
        "林地面积（亩）": float(home["land_forest_mu"]),
        "住房面积（平方米）": float(home["house_area_m2"]),
        "危房级别": label(lv.HOUSE_LEVEL, home["house_level"], variants=False),
        "房屋主要结构": label(lv.HOUSE_STRUCTURE, home["house_structure"]),
        "是否解决安全饮用水": yes_no(home["water_is_safe"], turn),
        "入户路类型": label(lv.ROAD, home["road_kind"]),
        "有无卫生厕所": label(lv.TOILET, home["toilet"]),
        "主要燃料类型": label(lv.FUEL, home["fuel"]),
        "是否通生活用电": yes_no(home["has_power"]),
        "是否通广播电视": yes_no(home["has_tv"]),
        "是否加入农民专业合作组织": yes_no(home["in_cooperative"]),
    }


def _number(told: float | None) -> float | None:
    """A number as it is written; an empty cell where nothing was told."""
    return None if told is None else float(told)


def n02(county: County, rng: np.random.Generator) -> Workbook:
    """成员信息: every member of every active household, also those who left."""
    rows = [row for part in county.parts for row in _member_rows(part)]
    year = income_year(county.plan.as_of)
    for row in rows:
        row.cells["年度"] = year
    sound = [row for row in rows if row.cells["证件类型"] == "居民身份证(户口簿)"]
    spare = [
        Row(dict(sound[i].cells) | {"人口编号": f"{sound[i].cells['人口编号']}9"}, order=sound[i].order)
        for i in rng.permutation(len(sound))[: flaws.bad_rows(len(rows))]
    ]
    most = -(-len(spare) * 3 // 4)
    bad = flaws.spoil_numbers(spare[:most], "证件号码")
    bad += flaws.spoil_cell(spare[most:], "姓名", None, "required_missing")
    rows += bad + flaws.repeat(rng, rows, flaws.share(rows, 0.002))
    titles = [f"{COUNTY_NAME}{year}年成员信息查询结果", "统计口径：在册户"]
    total: dict[str, Cell] = {"省": "合计", "户编号": f"共{len(rows)}人"}
    return Workbook(
        "N02", "N02_成员信息.xlsx", "xlsx", f"{year}-12", "成员信息", titles, list(N02), in_order(rows), total
    )


def _member_rows(part: Part) -> list[Row]:
    homes, people = part.tables["households"], part.tables["people"]
    wanted = (homes["status"] == "active")[people["household"]]
    rows = []
    for i in np.flatnonzero(wanted).tolist():
        person = _record(people, i)
        cells = place_cells(part, person["area_code"]) | _member_cells(person, i)
        cells["户编号"] = homes["household_no"][person["household"]]
        rows.append(Row(cells, person["person_no"], "new", order=(person["area_code"], float(i))))
    return rows


def _certificate(person: dict[str, Any]) -> tuple[str | None, str | None]:
    if person["disability_no"]:
        return label(p.CERTIFICATE_KIND, "disability_card"), person["disability_no"]
    if person["id_number"]:
        return label(p.CERTIFICATE_KIND, "resident"), person["id_number"]
    birth = (day(person["born"], 2) or "00000000").ljust(8, "0")
    return label(p.CERTIFICATE_KIND, "none"), f"999999{birth}0000"


def _health(person: dict[str, Any]) -> str | None:
    parts = [person[f"health_{word}"] for word in ("disabled", "chronic", "serious")]
    if None in parts:
        return None
    words = [
        label(p.HEALTH, code)
        for code, is_so in zip(("disabled", "chronic", "serious"), parts, strict=True)
        if is_so
    ]
    return ",".join(word for word in words if word) or "健康"


def _member_cells(person: dict[str, Any], turn: int) -> dict[str, Cell]:
    kind, number = _certificate(person)
    level = person["disability_level"]
    return {
        "人口编号": person["person_no"],
        "姓名": person["name"],
        "性别": label(p.SEX, person["sex"]),
        "出生日期": day(person["born"], 2),
        "证件类型": kind,
        "证件号码": number,
        "民族": label(NATION, person["nation"], turn),
        "成员联系电话": person["phone"],
        "与户主关系": label(RELATION, person["relation"], variants=False),
        "文化程度": label(p.EDUCATION, person["education"], variants=False),
        "在校生状况": label(SCHOOL, person["school"], variants=False),
        "是否寄宿": yes_no(person["is_boarder"]),
        "劳动技能": label(p.LABOR, person["labor"], turn),
        "务工所在地": person["work_place"],
        "务工区域": label(p.WORK_REGION, person["work_region"]),
        "务工时间（月）": person["work_months"],
        "健康状况": _health(person),
        "政治面貌": label(p.POLITICS, person["politics"]),
        "残疾类别": label(p.DISABILITY_CATEGORY, person["disability_category"], variants=False),
        "残疾等级": label(p.DISABILITY_LEVEL, None if level is None else str(level)),
        "失学或辍学原因": label(p.DROPOUT_REASON, person["dropout_reason"], variants=False),
        "公益性岗位类型": label(p.PUBLIC_POST, person["public_post"]),
        "公益性岗位（月数）": person["public_post_months"],
        "是否享受低保": label(p.DIBAO, person["dibao"], variants=False),
        "享受特困供养政策情况": label(p.TEKUN, person["tekun"], variants=False),
        "是否参加城乡居民基本医疗保险": yes_no(person["resident_medical"], turn),
        "是否参加城镇职工基本医疗保险": yes_no(person["employee_medical"]),
        "是否参加大病保险": yes_no(person["serious_illness_insured"]),
        "是否参加商业补充医疗保险": yes_no(person["commercial_medical"]),
        "是否参加城乡居民基本养老保险": yes_no(person["resident_pension"]),
        "是否参加城镇职工基本养老保险": yes_no(person["employee_pension"]),
        "是否现役军人": yes_no(person["is_soldier"]),
        "是否会讲普通话": yes_no(person["speaks_mandarin"]),
        "人员状态": label(p.PERSON_STATUS, person["status"], variants=False),
    }


def p01(county: County, rng: np.random.Generator) -> Workbook:
    """项目库."""
    rows = [row for part in county.parts for row in _project_rows(part)]
    count = flaws.bad_rows(len(rows))
    again = count // 3
    half = -(-(count - again) // 2)
    bad = flaws.spoil_cell(rows[:half], "项目名称", None, "required_missing")
    bad += flaws.spoil_cell(rows[half : count - again], "项目类别", "面子工程", "word_unknown")
    for turn, row in enumerate(bad):
        row.cells["项目编号"] = f"{row.cells['项目编号']}X{turn}"
    rows += bad + flaws.repeat_key(rng, rows, "项目编号", "实施单位", again)
    year = income_year(county.plan.as_of)
    titles = [f"{COUNTY_NAME}巩固拓展脱贫攻坚成果和乡村振兴项目库", "单位：万元、户、人"]
    total: dict[str, Cell] = {
        "项目编号": "合计",
        "总投资（万元）": round(sum(float(r.cells["总投资（万元）"] or 0) for r in rows), 2),
    }
    return Workbook(
        "P01", "P01_项目库.xlsx", "xlsx", f"{year}-12", "项目库", titles, list(P01), in_order(rows), total
    )


def _project_rows(part: Part) -> list[Row]:
    projects, funds, shares = (part.tables[name] for name in ("projects", "funds", "beneficiaries"))
    rows = []
    for i in range(len(projects)):
        project = _record(projects, i)
        mine = (funds["project"] == i) & (funds["kind"] == "arrived")
        money = dict(zip(funds["source"][mine].tolist(), funds["amount_fen"][mine].tolist(), strict=True))
        village = next(v for v in part.township.villages if v.code == project["area_code"])
        cells: dict[str, Cell] = {
            "项目编号": project["project_no"],
            "项目名称": project["name"],
            "年度": project["year"],
            "项目类别": label(pj.PROJECT_CATEGORY, project["category"]),
            "项目子类型": project["sub_category"],
            "建设性质": label(pj.PROJECT_NATURE, project["nature"]),
            "乡镇": part.township.name,
            "实施地点": village.name,
            "行政区划代码": project["area_code"],
            "主管部门": label(OFFICE, project["bureau"]),
            "实施单位": project["builder"],
            "建设任务": project["content"],
            "建设规模": project["quantity"],
            "计量单位": project["unit"],
            "总投资（万元）": _wan(project["budget_fen"]),
            "中央资金": _wan(money.get("central")),
            "省级资金": _wan(money.get("province")),
            "受益户数": int((shares["project"] == i).sum()),
            "绩效目标": project["target"],
            "带贫减贫机制": label(pj.MECHANISM, project["mechanism"]),
            "计划开工时间": day(project["planned_from"], i),
            "计划完工时间": day(project["planned_to"], i),
            "项目状态": label(pj.PROJECT_STATE, project["state"]),
        }
        rows.append(Row(cells, project["project_no"], "new", order=(project["area_code"], float(i))))
    return rows


def _wan(fen: int | None) -> float | None:
    return None if fen is None else round(fen / 1_000_000, 6)
