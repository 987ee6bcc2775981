"""Fields that papers print and no table keeps as such: places, sums, helpers, measures; and where each field stands.

A field is named `source.key`, e.g. `household.group_name`. Sources of one row a household and sources of many rows
are kept apart: the first stand in label-and-answer rows, the second in lists.
"""

from app.domain.fields.kinds import RegistryField, count, day, money, text
from app.domain.registry_fields import HOUSEHOLD, INCOME, LIVING, PERSON, TABLES
from app.domain.vocabulary.income import INCOME_GROUP, INCOME_KIND, NATIONAL_TRANSFERS

PLACE = {
    "province": text("省"),
    "city": text("市（州）"),
    "county": text("县（市、区）"),
    "township": text("乡（镇）"),
    "village": text("行政村"),
    "full": text("家庭住址（到组）"),
}
_SUMS = {
    "year": text("收入年度"),
    **{key: money(INCOME_GROUP.label(key)) for key in ("wage", "business", "property", "transfer")},
    **{key: money(INCOME_KIND.label(key)) for key in NATIONAL_TRANSFERS},
    "gross": money("家庭总收入"),
    "cost": money(INCOME_KIND.label("business_cost")),
    "self_paid": money("合规自付和刚性支出"),
    "net": money("家庭纯收入"),
    "per_head": money("家庭人均纯收入"),
    "members": count("家庭人口", "人"),
}
HELP = {
    "officers": text("帮扶责任人"),
    "last_visit": day("最近一次走访"),
    "owed": text("按政策应享受、还没有落实的"),
}
GRANT = {
    "title": text("帮扶措施"),
    "person": text("享受的人"),
    "bureau": text("责任部门"),
    "state": text("落实情况"),
    "amount_fen": money("金额"),
    "period": text("年度"),
    "starts_on": day("开始日期"),
    "delivered_on": day("落实日期"),
}
VISIT = {
    "on_day": day("走访日期"),
    "visitors": text("走访人"),
    "food_ok": text("不愁吃"),
    "clothing_ok": text("不愁穿"),
    "satisfied": text("是否满意"),
}
GUARANTEE = {"label": text("保障项目"), "kept": text("是否达标"), "because": text("说明")}
NEED = {
    "need": text("家里自己说的需要"),
    "words": text("具体是什么"),
    "told_by": text("谁说的"),
    "told_on": day("哪天说的"),
    "plan": text("计划里对应的措施"),
}
OWED = {"title": text("拟落实的措施"), "bureau": text("责任部门")}

#: Every kind of ledger line summed over the year.
KINDS = {code.code: money(code.label) for code in INCOME_KIND}

#: Source -> its fields, where a household has one row.
ONE: dict[str, dict[str, RegistryField]] = {
    "place": PLACE,
    "household": HOUSEHOLD,
    "head": {**PERSON, "age": count("年龄", "岁")},
    "living": LIVING,
    "sums": _SUMS,
    "before": _SUMS,
    "kinds": KINDS,
    "case": TABLES["monitoring_case"],
    "help": HELP,
}
#: Source -> its fields, where a household has many rows.
MANY: dict[str, dict[str, RegistryField]] = {
    "member": {**PERSON, "age": count("年龄", "岁"), "health": text("健康状况")},
    "entry": {**INCOME, "person": text("哪个成员")},
    "grant": GRANT,
    "owed": OWED,
    "need": NEED,
    "visit": VISIT,
    "step": TABLES["monitoring_step"],
    "guarantee": GUARANTEE,
}


def field_of(name: str) -> RegistryField:
    """The field behind `source.key`; KeyError names what does not exist."""
    source, _, key = name.partition(".")
    return ({**ONE, **MANY})[source][key]
