"""走访: purposes, ways, places and topics of a visit to a household; what a family says it needs."""

from datetime import date

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

VISIT_PLACE = CodeList.of(
    "visit_place",
    "走访地点",
    ("home", "家里", None, "入户"),
    ("village_office", "村委会", None, "村办公室"),
    ("field", "田间地头、产业点", None, "田间"),
    ("workplace", "务工的地方", None, "厂里", "工地"),
    ("settlement", "搬迁安置点", None, "安置点"),
    ("hospital", "医院、养老院", None, "医院"),
    ("school", "学校", None),
    ("distant", "没有见面", None, "电话里"),
    ("other", "其他地方", None),
)

#: What was talked about. Days: watching against falling back began with 国开办发〔2020〕6号 (2020-03-20) [GK]; talks
#: about leaving the poverty list ended with the last exits of 2020 [GK].
VISIT_TOPIC = CodeList.of(
    "visit_topic",
    "走访内容",
    ("income", "收入和支出", None, "收入核算"),
    ("work", "务工就业", None, "就业"),
    ("industry", "种养产业", None, "产业"),
    ("school", "孩子上学", None, "教育", "控辍保学"),
    ("health", "看病、参保", None, "医疗", "健康"),
    ("housing", "住房安全", None, "住房"),
    ("water", "饮水安全", None, "饮水"),
    ("dibao", "低保、特困、残疾补贴", None, "低保", "兜底"),
    ("measures", "政策宣讲、措施落实", None, "政策宣讲"),
    ("relapse", "防返贫监测", None, "监测"),
    ("exit", "脱贫退出程序", None, "脱贫退出"),
    ("relocation", "搬迁后续扶持", None, "搬迁"),
    ("environment", "卫生和人居环境", None, "人居环境"),
    ("safety", "灾害、安全隐患", None, "安全"),
    ("papers", "签字、资料核对", None, "资料核对"),
    ("other", "其他", None),
).dated(first={"relapse": date(2020, 3, 20)}, last={"exit": date(2020, 12, 31)})

#: The record was read to the family and signed: two go there together (domain 1.5).
READ_BACK = "papers"

#: What a family says it needs, in its own words' order.
FAMILY_NEED = CodeList.of(
    "family_need",
    "家里自己说的需要",
    ("health", "看病、吃药", None, "治病"),
    ("care", "老人、残疾人、孩子有人照料", None, "照料"),
    ("school", "孩子上学的费用", None, "上学"),
    ("work", "找活干、务工", None, "务工"),
    ("skill", "学技术", None, "培训"),
    ("industry", "发展种养", None, "产业"),
    ("sales", "东西卖得出去", None, "销路"),
    ("loan", "缺本钱、贷款", None, "资金"),
    ("housing", "修房子、住房", None, "住房"),
    ("water", "喝水、用水", None, "饮水"),
    ("road", "路、电、厕所", None, "基础设施"),
    ("living", "基本生活钱不够", None, "生活费"),
    ("debt", "欠债", None, "债务"),
    ("papers", "办证、办手续", None, "手续"),
    ("other", "其他", None),
)
