"""Fields of one line of the income ledger (domain 2.5)."""

from app.domain.fields.kinds import RegistryField, code, count, money, number, text
from app.domain.vocabulary.income import INCOME_KIND, INCOME_ORIGIN

INCOME: dict[str, RegistryField] = {
    "year": count("收入年度", "年"),
    "kind": code("收入类别", INCOME_KIND),
    "label": text("说明"),
    "quantity": number("数量"),
    "unit": text("单位"),
    "unit_price_fen": money("单价", "元"),
    "months": count("月数", "个月"),
    "amount_fen": money("金额", "元"),
    "origin": code("来源", INCOME_ORIGIN),
    "dataset": count("部门名册编号"),
    "evidence": text("依据"),
}
