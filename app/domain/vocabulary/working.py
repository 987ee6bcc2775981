"""Code lists of work: industries, channels, wanted help, why a graduate has no work (domain 2.3, 2.11).

The national lists carry labels whose numbers are not confirmed: they are exchanged by label.
"""

from app.domain.vocabulary.codes import CodeList

WORK_INDUSTRY = CodeList.of(
    "work_industry",
    "所属行业",
    ("farming", "农、林、牧、渔业", None, "农业", "种养殖"),
    ("mining", "采矿业", None),
    ("manufacturing", "制造业", None, "工厂", "加工制造"),
    ("construction", "建筑业", None, "建筑", "工地"),
    ("trade", "批发和零售业", None, "批发零售"),
    ("transport", "交通运输、仓储和邮政业", None, "运输", "快递", "物流"),
    ("catering", "住宿和餐饮业", None, "餐饮"),
    ("service", "居民服务、修理和其他服务业", None, "居民服务", "家政", "服务业"),
    ("public", "公共管理和社会组织", None, "公共管理"),
    ("other", "其他", None),
)

WORK_CHANNEL = CodeList.of(
    "work_channel",
    "就业渠道",
    ("alone", "自主外出", None, "自主就业", "自己找的"),
    ("acquaintance", "亲友介绍", None, "亲戚朋友介绍"),
    ("government", "政府组织劳务输出", None, "有组织劳务输出", "劳务输出"),
    ("east_west", "东西部劳务协作", None, "东西部协作"),
    ("workshop", "就业帮扶车间", None, "扶贫车间", "帮扶车间"),
    ("public_post", "公益性岗位", None),
    ("recruitment", "企业招聘", None, "招聘会"),
    ("agent", "劳务经纪人、中介", None, "中介"),
    ("own_business", "自主创业", None, "创业"),
    ("other", "其他", None),
)

SERVICE_NEED = CodeList.of(
    "service_need",
    "就业服务需求",
    ("none", "没有需求", None, "无"),
    ("post", "岗位信息", None, "介绍工作"),
    ("training", "技能培训", None, "培训"),
    ("transport", "交通补助", None),
    ("point_to_point", "点对点输送", None),
    ("business", "创业指导", None),
    ("rights", "劳动维权", None, "维权"),
    ("other", "其他", None),
)

GRADUATE_UNEMPLOYED = CodeList.of(
    "graduate_unemployed",
    "大专或本科毕业生未就业原因",
    ("seeking", "正在找工作", None, "求职中"),
    ("exam", "准备考试或继续读书", None, "备考", "升学"),
    ("illness", "因病", None),
    ("disability", "因残", None),
    ("care", "照料家人", None),
    ("unwilling", "暂时不想就业", None, "无就业意愿"),
    ("other", "其他", None),
)
