"""Rows that conditions may count and search: bureau records, grants, ledger lines, visits, shared keys."""

from app.domain.fact_dictionary.kinds import Fact, Kind, RowSource, Subject
from app.domain.fact_dictionary.register_rows import REGISTER_ROWS
from app.domain.vocabulary import CodeList
from app.domain.vocabulary.bureaus import OFFICE
from app.domain.vocabulary.datasets import ANY_KIND, DATASETS, Dataset
from app.domain.vocabulary.grants import GRANT_STATE
from app.domain.vocabulary.households import HOUSEHOLD_KIND
from app.domain.vocabulary.income import INCOME_KIND
from app.domain.vocabulary.people import SEX, WORK_REGION
from app.domain.vocabulary.projects import (
    ASSET_KIND,
    ASSET_OWNER,
    ASSET_STATE,
    FUND_FLOW_KIND,
    FUND_SOURCE,
    MECHANISM,
    PROJECT_CATEGORY,
    PROJECT_STATE,
)
from app.domain.vocabulary.visits import VISIT_PURPOSE

BUREAU_LIVE = "状态正常且在有效期内"
GRANT_LIVE = "已批准、正在落实或已落实，并且在期内"


def _field(
    name: str, label: str, kind: Kind, *, codes: CodeList | None = None, unit: str = "", scale: int = 0
) -> Fact:
    return Fact(f"row.{name}", label, "row", kind, unit, codes, scale=scale)


def _bureau(dataset: Dataset) -> RowSource:
    """Records of one dataset; all share the columns of the one bureau table."""
    fields = (
        _field("kind", "种类", "code", codes=None if dataset.kinds is ANY_KIND else dataset.kinds),
        _field("level", "等级", "code", codes=dataset.levels),
        _field("status", "状态", "code", codes=dataset.statuses),
        _field("amount", "金额", "money", unit="元", scale=2),
        _field("starts_on", "开始日期", "date"),
        _field("ends_on", "结束日期", "date"),
        *(
            _field(d.key, d.label, d.kind, codes=d.codes, unit=d.unit, scale=2 if d.kind == "money" else 0)
            for d in dataset.details
        ),
    )
    office = OFFICE.label(dataset.office)
    return RowSource(
        f"bureau.{dataset.key}", dataset.title, ("person",), fields, dataset.key, "row.starts_on",
        BUREAU_LIVE, "条", office, dataset.max_age_months,
    )  # fmt: skip


_BOTH: tuple[Subject, ...] = ("person", "household")

GRANTS = RowSource(
    "grants", "帮扶落实", _BOTH,
    (
        _field("measure", "措施", "code"),
        _field("state", "状态", "code", codes=GRANT_STATE),
        _field("amount", "金额", "money", unit="元", scale=2),
        _field("starts_on", "开始日期", "date"),
        _field("ends_on", "结束日期", "date"),
    ),
    None, "row.starts_on", GRANT_LIVE, "项",
)  # fmt: skip
INCOME = RowSource(
    "income", "收入账", ("household",),
    (
        _field("kind", "种类", "code", codes=INCOME_KIND),
        _field("year", "年度", "number", unit="年"),
        _field("years_ago", "距判定收入年度的年数", "number", unit="年"),
        _field("amount", "金额", "money", unit="元", scale=2),
        _field("months", "月数", "number", unit="个月"),
    ),
    counter="笔",
)  # fmt: skip
VISITS = RowSource(
    "visits", "走访", ("household",),
    (
        _field("on_day", "日期", "date"),
        _field("purpose", "事由", "code", codes=VISIT_PURPOSE),
        _field("food_ok", "不愁吃", "bool"),
        _field("clothing_ok", "不愁穿", "bool"),
        _field("satisfied", "满意", "bool"),
    ),
    None, "row.on_day", "", "次", observes=True,
)  # fmt: skip
_SHARE = (
    _field("share", "受益金额", "money", unit="元", scale=2),
    _field("from_on", "开始日期", "date"),
    _field("to_on", "结束日期", "date"),
)
PROJECTS = RowSource(
    "projects", "项目受益", ("household",),
    (
        *_SHARE,
        _field("mechanism", "带贫机制", "code", codes=MECHANISM),
        _field("category", "项目类别", "code", codes=PROJECT_CATEGORY),
    ),
    None, "row.from_on", "", "个",
)  # fmt: skip

VILLAGE_PROJECTS = RowSource(
    "village_projects", "本村项目", ("village",),
    (
        _field("category", "类别", "code", codes=PROJECT_CATEGORY),
        _field("state", "状态", "code", codes=PROJECT_STATE),
        _field("year", "年度", "number", unit="年"),
        _field("budget", "预算", "money", unit="元", scale=2),
        _field("finished_on", "完工日期", "date"),
    ),
    None, "row.finished_on", "", "个",
)  # fmt: skip
FUNDS = RowSource(
    "funds", "项目资金", ("project",),
    (
        _field("kind", "环节", "code", codes=FUND_FLOW_KIND),
        _field("source", "来源", "code", codes=FUND_SOURCE),
        _field("amount", "金额", "money", unit="元", scale=2),
        _field("on_day", "日期", "date"),
        _field("document_no", "文号", "text"),
    ),
    None, "row.on_day", "", "笔",
)  # fmt: skip
PLACES = RowSource("places", "项目地点", ("project",), (), counter="处")
BENEFICIARIES = RowSource("beneficiaries", "受益户", ("project",), _SHARE, None, "row.from_on", "", "户")
ASSETS = RowSource(
    "assets", "形成资产", ("project",),
    (
        _field("kind", "类别", "code", codes=ASSET_KIND),
        _field("owner", "权属", "code", codes=ASSET_OWNER),
        _field("state", "状态", "code", codes=ASSET_STATE),
        _field("value", "原值", "money", unit="元", scale=2),
        _field("yearly_income", "年收益", "money", unit="元", scale=2),
    ),
    counter="项",
)  # fmt: skip

_SAME_PERSON = (
    _field("same_household", "是同一户", "bool"),
    _field("sex", "性别", "code", codes=SEX),
    _field("work_region", "务工区域", "code", codes=WORK_REGION),
)
_SAME_HOUSEHOLD = (
    _field("same_household", "是本户", "bool"),
    _field("kind", "户类型", "code", codes=HOUSEHOLD_KIND),
)
#: Rows of others that carry the same key; the subject itself is counted, so that two means one too many.
SHARED_KEYS: tuple[RowSource, ...] = (
    RowSource("same_identity", "同一证件号的在册人员（含本人）", ("person",), _SAME_PERSON, counter="人"),
    RowSource("same_person_phone", "同一手机号的在册人员（含本人）", ("person",), _SAME_PERSON, counter="人"),
    RowSource("same_phone", "同一联系电话的在册户（含本户）", ("household",), _SAME_HOUSEHOLD, counter="户"),
    RowSource(
        "same_account", "同一银行账号的在册户（含本户）", ("household",), _SAME_HOUSEHOLD, counter="户"
    ),
)

ROW_SOURCES: tuple[RowSource, ...] = (
    *(_bureau(dataset) for dataset in DATASETS), *REGISTER_ROWS, GRANTS, INCOME, VISITS, PROJECTS, VILLAGE_PROJECTS,
    FUNDS, PLACES, BENEFICIARIES, ASSETS, *SHARED_KEYS,
)  # fmt: skip
