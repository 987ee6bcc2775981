"""Third-party style checks: states of a check and of a drawn household, what may be suspected (domain 10.2)."""

from app.domain.vocabulary.codes import CodeList

SURVEY_STATE = CodeList.of(
    "survey_state",
    "抽查进展",
    ("open", "正在入户", None),
    ("closing", "等第二个人确认", None),
    ("closed", "已结束", None),
)
SURVEY_CASE_STATE = CodeList.of(
    "survey_case_state",
    "抽中户进展",
    ("drawn", "还没入户", None),
    ("asked", "问过了", None),
    ("absent", "没见到人", None),
)
SUSPICION = CodeList.of(
    "survey_suspicion", "疑似问题", ("missed", "疑似漏评", None), ("wrong_exit", "疑似错退", None)
)
SURVEY_JUDGEMENT = CodeList.of(
    "survey_judgement", "认定", ("upheld", "问题成立", None), ("cleared", "举证成立，排除", None)
)
#: What is asked for by kind: the list of household kinds, and those that are not registered.
SURVEY_KIND = CodeList.of(
    "survey_kind",
    "抽查的户",
    ("out_of_poverty", "脱贫户", None),
    ("poor", "未脱贫户", None),
    ("returned", "返贫户", None),
    ("ordinary", "登记里的一般农户", None),
    ("unlisted", "没有登记的户", None),
)
#: Work orders of a check stand beside those of the rules, under codes that no rule has.
CHECK_CODES = {"missed": "SV-MISSED", "wrong_exit": "SV-EXIT"}
CHECK_TITLES = {"SV-MISSED": "抽查发现疑似漏评", "SV-EXIT": "抽查发现疑似错退"}
