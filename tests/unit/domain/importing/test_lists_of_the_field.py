"""Each separate list of the thirty workbooks (domain reference 7) has a profile of its own, named here one by one."""

import pytest

from app.domain.vocabulary.datasets import BY_KEY, DATASETS
from imports import load_profiles

LISTS = {
    "公安 户籍人口": "B01",
    "公安 死亡注销": "B01-2",
    "公安 迁移": "B01-3",
    "公安 出生": "B01-4",
    "交管 机动车登记": "B02",
    "公安 服刑、强戒、失踪": "B03",
    "民政 低保花名册": "B04",
    "民政 低保发放表": "B04-2",
    "民政 特困": "B05-1",
    "民政 孤儿": "B05-2",
    "民政 临时救助": "B05-3",
    "民政 两项补贴": "B05-4",
    "民政 高龄": "B05-5",
    "民政 火化、死亡登记": "B06",
    "教育 学籍表": "B07",
    "教育 资助发放表": "B08",
    "卫健 大病": "B09-1",
    "卫健 慢病": "B09-2",
    "卫健 签约": "B09-3",
    "卫健 出生医学证明": "B09-4",
    "卫健 死亡医学证明": "B09-5",
    "医保 参保缴费": "B10",
    "医保 结算自付": "B11",
    "住建 危房鉴定": "B12-1",
    "住建 危房改造": "B12-2",
    "住建 商品房网签": "B13",
    "自然资源 不动产登记": "B14",
    "人社 养老参保": "B15-1",
    "人社 养老待遇": "B15-2",
    "人社 务工": "B16-1",
    "人社 公益岗": "B16-2",
    "人社 培训": "B16-3",
    "残联 持证残疾人": "B17",
    "水务 饮水评价": "B18",
    "市场监管 市场主体": "B19",
    "税务 个税纳税": "B20",
    "财政 财政供养人员": "B21",
    "财政 一卡通": "B22",
    "公积金 缴存": "B23",
    "农业农村 产业补助": "B24-1",
    "农业农村 农机": "B24-2",
    "林业 护林员": "B25-1",
    "林业 退耕": "B25-2",
    "林业 公益林": "B25-3",
    "移民 搬迁户": "B26",
    "银行 小额贷款台账": "B27",
    "应急 受灾户": "B28",
    "法院 失信": "B29-1",
    "法院 执行": "B29-2",
    "电信 宽带": "B30-1",
    "广电 电视": "B30-2",
}


@pytest.mark.parametrize(("name", "code"), LISTS.items(), ids=list(LISTS))
def test_the_list_has_its_own_profile_and_data_set(name: str, code: str) -> None:
    profile = load_profiles()[code]
    assert profile.subject == "record"
    dataset = BY_KEY[profile.dataset or ""]
    assert [p.code for p in load_profiles().values() if p.dataset == dataset.key] == [code]
    assert {"match.name", "match.id_number"} <= {c.target for c in profile.columns} | {"match.certificate"}


def test_no_data_set_is_without_a_list_and_no_list_without_its_name_here() -> None:
    brought = {p.dataset for p in load_profiles().values() if p.code.startswith("B")}
    assert brought == {d.key for d in DATASETS}
    assert set(LISTS.values()) == {code for code in load_profiles() if code.startswith("B")}


@pytest.mark.parametrize("code", sorted(LISTS.values()))
def test_details_that_rules_read_are_columns_of_the_list(code: str) -> None:
    profile = load_profiles()[code]
    keys = {c.key for c in profile.columns if c.target.startswith("details.")} | set(profile.counted)
    computed = {"name_agrees"}  # told by matching, not by a cell
    assert {d.key for d in BY_KEY[profile.dataset or ""].details} - computed <= keys
