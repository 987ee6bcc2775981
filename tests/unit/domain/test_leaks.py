"""A public list: what is found, and what is none of it."""

from datetime import date

import pytest

from app.domain.identifiers import mask_id
from app.domain.papers.leaks import Known, find_leaks, possible_names, texts_of
from app.domain.papers.notice import Listed, Notice, notice_paper

DAY = date(2026, 11, 22)
NOBODY = Known()
KNOWN = Known(children={"石小山"}, people={"杨明福"})


def codes(text: str, known: Known = NOBODY) -> list[str]:
    return [leak.code for leak in find_leaks([("第 1 段", text)], known, DAY)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("520199198001010014", "E-LEAK-ID"),
        ("５２０１９９１９８００１０１００１４", "E-LEAK-ID"),
        ("520199 19800101 0014", "E-LEAK-ID"),
        ("52019919800101001x", "E-LEAK-ID"),
        ("520199\u200b198001010014", "E-LEAK-ID"),
        ("520199800101001", "E-LEAK-ID"),
        ("52019919800101001443", "E-LEAK-ID"),
        (mask_id("520199198001010014"), "E-LEAK-ID"),
        ("电话 13800001234", "E-LEAK-PHONE"),
        ("138-0000-1234", "E-LEAK-PHONE"),
        ("+8613800001234", "E-LEAK-PHONE"),
        ("卡号 6229588613628593461", "E-LEAK-ACCOUNT"),
        ("6229 5886 1362 8593", "E-LEAK-ACCOUNT"),
        ("1980年1月1日生", "E-LEAK-BIRTH"),
        ("1980-01-01", "E-LEAK-BIRTH"),
        ("三组12号", "E-LEAK-ADDRESS"),
        ("安置区3栋2单元", "E-LEAK-ADDRESS"),
        ("重度残疾人护理补贴", "E-LEAK-HEALTH"),
        ("因病致贫", "E-LEAK-HEALTH"),
        ("520199/19800101/0014", "E-LEAK-ID"),
        ("五二〇一九九一九八〇〇一〇一〇〇一四", "E-LEAK-ID"),
        ("护照 E12345678", "E-LEAK-ID"),
        ("电话一三八〇〇〇〇一二三四", "E-LEAK-PHONE"),
        ("138，0000，1234", "E-LEAK-PHONE"),
        ("138oooo1234", "E-LEAK-PHONE"),
        ("加微信：shi_amei88", "E-LEAK-PHONE"),
        ("6229/5886/1362/8593", "E-LEAK-ACCOUNT"),
        ("622958861362859346112", "E-LEAK-ACCOUNT"),
        ("生于1980年", "E-LEAK-BIRTH"),
        ("1980年3月生人", "E-LEAK-BIRTH"),
        ("三组第 12 号", "E-LEAK-ADDRESS"),
        ("门牌8号", "E-LEAK-ADDRESS"),
        ("26.58231,107.1234", "E-LEAK-ADDRESS"),
        ("长期住院", "E-LEAK-HEALTH"),
        ("尘肺三期", "E-LEAK-HEALTH"),
        ("医疗救助", "E-LEAK-HEALTH"),
        ("儿子在服刑", "E-LEAK-IDENTITY"),
        ("孤儿和事实无人抚养儿童基本生活费", "E-LEAK-IDENTITY"),
    ],
)  # fmt: skip
def test_a_leak_is_found_however_it_is_written(text: str, code: str) -> None:
    assert codes(text) == [code]


@pytest.mark.parametrize(
    "text",
    [
        "三组", "杨**", "5 人", "3000.00", "0851-86712345", "云帮扶〔2026〕12号",
        "公示期：2026年11月23日至2026年11月27日",
        "2026-11-23 2026-11-27", "脱贫不稳定户（纳入监测）", "农村低保", "520199101201", "12317",
        "0851-86712345、0851-86712346", "0851-86712345/86712346", "详见村微信群公告", "一二三四五组",
        "城乡居民医保个人缴费资助",
        "60 周岁以上老人高龄津贴", "2026年发放 3 批，共 1,234,567 元", "2014年识别",
    ],
)  # fmt: skip
def test_what_belongs_on_a_public_list_is_no_leak(text: str) -> None:
    assert codes(text) == []


def test_a_child_is_never_named_and_nobody_in_full_on_the_web() -> None:
    assert codes("石小山", KNOWN) == ["E-LEAK-CHILD"]
    assert codes("杨明福", KNOWN) == ["E-LEAK-NAME"]
    assert codes("杨 明　福", KNOWN) == ["E-LEAK-NAME"] and codes("石·小山", KNOWN) == ["E-LEAK-CHILD"]
    assert codes("阿依·古丽", Known(people={"阿依·古丽"})) == ["E-LEAK-NAME"]
    assert codes("杨**", KNOWN) == []


@pytest.mark.parametrize(("channel", "name"), [("web", "欧阳**"), ("board", "欧阳明华")])
def test_names_are_masked_by_channel_and_a_leak_is_told_with_its_cell(channel: str, name: str) -> None:
    notice = Notice("试村公示", "试村村民委员会", channel, DAY, date(2026, 11, 27), 5, "0851-86712345")
    rows = [
        Listed("试镇", "试村", group, "欧阳明华", 3, "脱贫不稳定户（纳入监测）")
        for group in ("一组", "二组15号")
    ]
    paper = notice_paper(notice, rows, DAY)
    assert ("名单第 1 行“户主姓名”", name) in list(texts_of(paper))
    leaks = find_leaks(texts_of(paper), Known(people={"欧阳明华"} if channel == "web" else ()), DAY)
    assert [(leak.code, leak.place) for leak in leaks] == [("E-LEAK-ADDRESS", "名单第 2 行“组”")]
    assert leaks[0].way_out


def test_what_may_be_a_name_is_read_across_signs_and_never_from_two_characters() -> None:
    found = possible_names([("备注", "找覃 小·明，平安 ok"), ("备注", "向阳")])
    assert {"覃小明", "找覃小明"} <= found
    assert not {"平安", "向阳", "小明"} & found and all(3 <= len(one) <= 6 for one in found)
