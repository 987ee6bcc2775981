"""One real-shaped workbook for each profile, and what must come of it."""

from datetime import date

from tests.workbooks.lists_a import POLICE_AND_CIVIL
from tests.workbooks.lists_b import HEALTH_HOUSE_WORK
from tests.workbooks.lists_c import MONEY_LAND_AND_OTHERS
from tests.workbooks.lists_own import REGISTER_AND_PROJECTS
from tests.workbooks.people import SOUND, WRONG_CHECK, card_of, number_of
from tests.workbooks.tables import Row, text_table, xls, xlsx
from tests.workbooks.written import Example


def _households() -> list[Row]:
    head = (
        "户编号 年度 乡（镇） 行政村 户主姓名 户主证件号码 户类型 监测对象类别 "
        "风险是否已消除 主要致贫原因 致贫返贫风险 住房面积（平方米） 危房级别"
    )
    money = "务工收入 生产经营性收入 最低生活保障金 生产经营性支出 人均纯收入（元）"
    sound = [
        "520199001",
        "2026",
        "云岭镇",
        "石板村",
        "赵建国",
        SOUND[0],
        "脱贫户",
        "脱贫不稳定户",
        "否",
        "因病",
        "因病,缺劳动力",
        "80.5",
        "B级",
    ]
    other = ["520199002", "2026", "云岭镇", "石板村", "钱英", SOUND[1], "一般农户", "", "", "", "", "0", "C"]
    return [
        ["某县户信息（2026年）"],
        ["导出时间：2026-11-01"],
        head.split() + money.split(),
        [*sound, "12,000.00", "3000", "", "500", "5,166.67"],
        [*other, "", "", "", "", ""],
        [*other[:1], *other[1:6], "一般农户", "", "", "", "", "99", "C", "1", "", "", "", ""],
        ["合计", "", "", "", "", "", "", "", "", "", "", "", "", "12001"],
    ]


def _members() -> list[Row]:
    head = (
        "户编号 人口编号 姓名 性别 证件类型 证件号码 与户主关系 民族 文化程度 在校生状况 劳动技能 "
        "务工区域 务工时间（月） 健康状况 是否享受低保 是否参加城乡居民基本医疗保险 人员状态"
    )
    sound = [
        "520199001",
        "1",
        "赵建国",
        "男",
        "居民身份证(户口簿)",
        SOUND[0],
        "户主",
        "苗族",
        "小学",
        "",
        "弱劳动力或半劳动力",
        "省外",
        "8",
        "残疾,长期慢性病",
        "农村低保",
        "是",
        "在册",
    ]
    child = [
        "520199001",
        "2",
        "赵小梅",
        "女",
        "无证件",
        "",
        "之孙女",
        "苗",
        "",
        "七年级",
        "无劳动力",
        "",
        "",
        "健康",
        "未享受",
        "",
        "在册",
    ]
    wrong = [
        "520199001",
        "3",
        "钱英",
        "女",
        "身份证",
        WRONG_CHECK,
        "配偶",
        "汉",
        "初中",
        "",
        "普通劳动力",
        "火星",
        "",
        "健康",
        "未享受",
        "是",
        "在册",
    ]
    return [["某县成员信息"], ["单位：户、人"], head.split(), sound, child, wrong]


def _dibao() -> list[Row]:
    head = [
        "序号",
        "乡镇",
        "村",
        "户主（申请人）",
        "成员姓名",
        "身份证号",
        "与户主关系",
        "保障类别",
        "户月保障金",
        "起保时间",
        "状态",
    ]
    return [
        ["云岭县2026年10月农村低保花名册"],
        head,
        [1, "云岭镇", "石板村", "赵建国", "赵 建国", SOUND[0], "本人", "A类", "1,200元", "2023年1月", "在保"],
        [2, "云岭镇", "石板村", "赵建国", "钱英", float(SOUND[0]), "妻", "二类", "300", "202301", "停保"],
        ["合  计", None, None, None, None, None, None, None, "1500"],
    ]


def _disability() -> list[Row]:
    return [
        [
            "姓名",
            "性别",
            "残疾人证号",
            "身份证号",
            "残疾类别",
            "残疾等级",
            "发证日期",
            "有效期至",
            "状态",
            "监护人",
            "联系电话",
        ],
        [
            "赵建国",
            "男",
            card_of(0, 4, 1),
            number_of(0),
            "肢体",
            "一级",
            "2020/3/1",
            "长期",
            "正常",
            "",
            "13800000001",
        ],
        ["钱英", "女", card_of(9, 1, 3), "", "视力残疾", "2", "2020.03", "", "注销", "赵建国", ""],
    ]


def _vehicles() -> list[Row]:
    return [
        ["机动车登记信息"],
        [
            "车辆所有人",
            "身份证明号码",
            "号牌号码",
            "号牌种类",
            "车辆类型",
            "车辆品牌",
            "初次登记日期",
            "新车购置价",
            "状态",
        ],
        [
            "赵建国",
            SOUND[0],
            "贵A·12345",
            "小型汽车",
            "小型轿车",
            "某牌",
            date(2021, 5, 6),
            "8.5万元",
            "正常",
        ],
        ["钱英", SOUND[1], "贵A23456", "07", "火箭", "", "2021-05-06", "4000", "正常"],
    ]


def _pupils() -> list[Row]:
    return [
        [
            "学生姓名",
            "性别",
            "身份证件号",
            "全国学籍号",
            "学校名称",
            "学段/年级",
            "班级",
            "是否寄宿",
            "就读状态",
            "监护人姓名",
            "监护人证件号",
        ],
        [
            "赵小红",
            "男",
            SOUND[2][:17] + "6",
            "G520199201506300036",
            "云岭小学",
            "五年级",
            "2班",
            "是",
            "在读",
            "赵建国",
            "抄错了",
        ],
        ["钱小明", "女", SOUND[3], "G1", "云岭中学", "高一", "1班", "走读", "休学", "", ""],
    ]


def _projects() -> list[Row]:
    return [
        ["云岭县2026年度巩固拓展脱贫攻坚成果项目库", None, None, None, None, None, None],
        ["项目编号", "项目名称", "项目类别", "建设性质", "总投资", None, "绩效目标"],
        [None, None, None, None, "合计（万元）", "中央资金（万元）", None],
        ["2026-520199-0001", "石板村茶叶加工厂", "产业发展", "新建", "120.5", "100", "带动 30 户"],
        ["2026-520199-0002", "石板村道路", "乡村建设行动", "拆除", "三百", "", ""],
        ["2026-520199-0003", "", "产业发展", "新建", "1", "", ""],
    ]


EXAMPLES: dict[str, Example] = {
    "N01": Example(
        "N01_户信息.xlsx",
        lambda: xlsx(("户信息", _households())),
        {
            "household_no": "520199001",
            "income_year": 2026,
            "kind": "out_of_poverty",
            "monitoring_kind": "unstable",
            "risk_cleared": False,
            "risks": "illness,labor",
            "income_wage_work": 1_200_000,
            "house_level": "B",
            "house_area": 80.5,
        },
        [4, 5],
        {"L5": "number_range", "A6": "duplicate_key"},
        [(7, "total")],
    ),
    "N02": Example(
        "N02_成员信息.xlsx",
        lambda: xlsx(("成员", _members())),
        {
            "id_number": SOUND[0],
            "relation": "head",
            "nation": "miao",
            "labor": "weak",
            "work_region": "other_province",
            "work_months": 8,
            "health_chronic": True,
            "health_serious": False,
            "health_disabled": True,
            "dibao": "rural",
            "resident_medical": True,
            "school": None,
            "status": "present",
        },
        [4, 5],
        {"F6": "id_check_digit", "L6": "word_unknown"},
    ),
    "B04": Example(
        "低保.xls",
        lambda: xls(_dibao(), merged=[(0, 0, 0, 10)]),
        {
            "name": "赵建国",
            "id_number": SOUND[0],
            "relation": "head",
            "level": "a",
            "household_allowance": 120_000,
            "starts_on": date(2023, 1, 1),
            "status": "normal",
        },
        [3],
        {"F4": "id_lost_digits"},
        [(5, "total")],
    ),
    "B17": Example(
        "残联.csv",
        lambda: text_table(_disability(), "gb18030"),
        {
            "certificate_number18": number_of(0),
            "category": "limb",
            "level": "1",
            "ends_on": None,
            "status": "normal",
        },
        [2, 3],
        {"F3": "certificate_mismatch"},
    ),
    "B02": Example(
        "机动车.xlsx",
        lambda: xlsx(("车", _vehicles()), merged=["A1:I1"]),
        {
            "plate": "贵A12345",
            "kind": "car",
            "price": 8_500_000,
            "starts_on": date(2021, 5, 6),
            "status": "normal",
        },
        [3],
        {"E4": "word_unknown"},
    ),
    "B07": Example(
        "学籍.txt",
        lambda: text_table(_pupils(), "utf-8-sig", "\t"),
        {"grade": "primary", "boarder": True, "status": "normal", "guardian": "赵建国"},
        [2, 3],
        {"K2": "id_length"},
    ),
    "P01": Example(
        "项目库.xlsx",
        lambda: xlsx(("项目", _projects()), merged=["A1:G1", "E2:F2", *(f"{c}2:{c}3" for c in "ABCDG")]),
        {
            "project_no": "2026-520199-0001",
            "category": "industry",
            "nature": "new",
            "budget": 120_500_000,
            "fund_central": 100_000_000,
        },
        [4, 5],
        {"D5": "word_unknown", "E5": "amount_unreadable", "B6": "required_missing"},
    ),
}
EXAMPLES |= POLICE_AND_CIVIL | HEALTH_HOUSE_WORK | MONEY_LAND_AND_OTHERS | REGISTER_AND_PROJECTS
