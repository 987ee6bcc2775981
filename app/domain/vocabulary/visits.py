"""走访: purposes and ways of a visit to a household."""

from app.domain.vocabulary.codes import CodeList

VISIT_PURPOSE = CodeList.of(
    "visit_purpose",
    "走访事由",
    ("visit", "日常走访", None, "常规走访"),
    ("income_check", "收入核查", None, "收入采集"),
    ("monitoring", "监测排查", None, "防返贫排查"),
    ("finding_check", "疑点核查", None),
    ("measure_delivery", "措施落实", None, "政策落实"),
    ("school_return", "控辍保学", None),
    ("emergency", "应急走访", None, "灾后走访"),
    ("other", "其他", None),
)

VISIT_MODE = CodeList.of(
    "visit_mode",
    "走访方式",
    ("in_person", "入户", None, "上门"),
    ("phone", "电话", None),
    ("video", "视频", None),
)
