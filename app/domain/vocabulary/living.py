"""Code lists of living conditions (domain reference 2.4 and the Guizhou form)."""

from app.domain.vocabulary.codes import CodeList

HOUSE_LEVEL = CodeList.of(
    "house_level",
    "住房安全等级",
    ("A", "A级", "1", "Ａ级", "a", "安全"),
    ("B", "B级", "2", "Ｂ级", "b", "基本安全"),
    ("C", "C级", "3", "Ｃ级", "c", "局部危险"),
    ("D", "D级", "4", "Ｄ级", "d", "整体危险"),
)

HOUSE_STRUCTURE = CodeList.of(
    "house_structure",
    "房屋主要结构",
    ("reinforced_concrete", "钢筋混凝土", "01", "框架"),
    ("brick_concrete", "砖混", "02"),
    ("brick_timber", "砖瓦砖木、砖石窑洞", "03", "砖木", "砖瓦砖木"),
    ("earth", "竹草土坯、土窑洞", "04", "土坯", "土木"),
    ("other", "其他", "05"),
)

ROAD = CodeList.of(
    "road",
    "入户路类型",
    ("earth", "泥土路", "01", "土路"),
    ("gravel", "砂石路", "02", "砂石"),
    ("cement", "水泥路", "03", "水泥", "硬化路"),
    ("asphalt", "沥青路", "04", "柏油路", "沥青"),
)

#: Fuels of Guizhou's own form, up to three of them (2.4).
FUEL_DETAIL = CodeList.of(
    "fuel_detail",
    "燃料",
    ("firewood", "柴草", None),
    ("coal", "煤炭", None),
    ("bottled_gas", "罐装液化石油气", None, "液化气"),
    ("pipe_gas", "管道气", None, "天然气"),
    ("power", "电", None),
    ("biogas", "沼气", None),
    ("dung", "干畜粪", None),
    ("other", "其他", None),
)

HOUSE_TENURE = CodeList.of(
    "house_tenure",
    "住房来源",
    ("own", "自有住房", None, "自有"),
    ("children", "住子女的安全住房", None, "随子女居住"),
    ("rented", "租住", None, "租房"),
    ("public", "公租房、周转房", None, "公租房"),
    ("borrowed", "借住", None),
    ("none", "无房", None),
)

HOUSE_REPAIR = CodeList.of(
    "house_repair",
    "危房改造情况",
    ("none", "没有改造", None, "未改造"),
    ("approved", "已批准未开工", None),
    ("building", "正在改造", None, "在建"),
    ("finished", "已竣工未验收", None),
    ("accepted", "已验收", None, "已改造"),
)

#: The grades of the four water items (5.1).
WATER_GRADE = CodeList.of(
    "water_grade",
    "达标情况",
    ("met", "达标", None, "是"),
    ("basic", "基本达标", None),
    ("unmet", "不达标", None, "否"),
)

SURROUNDINGS = CodeList.of(
    "surroundings",
    "环境卫生",
    ("clean", "整洁", None, "好"),
    ("fair", "一般", None),
    ("dirty", "脏乱", None, "差"),
)

PLANTING = CodeList.of(
    "planting",
    "种植结构",
    ("none", "没有种植", None, "无"),
    ("ration", "只种口粮", None, "仅口粮"),
    ("ration_and_cash", "口粮加少量经济作物", None),
    ("cash", "经济作物为主", None),
    ("scale", "规模种植或订单", None, "规模化"),
)

HOME_INDUSTRY = CodeList.of(
    "home_industry",
    "产业类型",
    ("none", "没有产业", None, "无"),
    ("planting", "种植业", None, "种植"),
    ("breeding", "养殖业", None, "养殖"),
    ("forestry", "林业和林下经济", None, "林业"),
    ("processing", "加工业", None, "加工"),
    ("service", "服务业（餐饮、运输、旅游）", None, "服务业"),
    ("trade", "商贸、电商", None, "电商"),
    ("other", "其他", None),
)

INDUSTRY_ORGANISATION = CodeList.of(
    "industry_organisation",
    "产业组织类型",
    ("cooperative", "合作社", None, "农民专业合作社"),
    ("firm", "龙头企业", None),
    ("association", "协会", None),
    ("family", "自家经营", None, "家庭经营"),
    ("other", "其他", None),
)

FUEL = CodeList.of(
    "fuel",
    "主要燃料类型",
    ("firewood", "柴草", "01"),
    ("dung", "干畜粪", "02"),
    ("coal", "煤炭", "03", "煤"),
    ("clean", "清洁能源", "04", "电", "沼气", "罐装液化石油气", "管道气", "天然气"),
    ("other", "其他", "05"),
)

WATER = CodeList.of(
    "water",
    "饮水情况",
    ("treated_tap", "经过净化处理的自来水", "01", "自来水"),
    ("protected_well", "受保护的井水和泉水", "02"),
    ("unprotected_well", "不受保护的井水和泉水", "03"),
    ("surface", "江河湖泊水", "04"),
    ("rain", "收集雨水", "05"),
    ("bottled", "桶装水", "06"),
    ("other", "其他", "07"),
)

TOILET = CodeList.of(
    "toilet",
    "卫生厕所",
    ("usable", "有且能正常使用", None, "有", "是"),
    ("broken", "有但不能正常使用", None),
    ("none", "无", None, "否", "没有"),
)

MOVE_MODE = CodeList.of(
    "move_mode",
    "搬迁方式",
    ("whole_village", "行政村整体搬迁", "01"),
    ("natural_village", "自然村整体搬迁", "02"),
    ("single", "个别搬迁", "03"),
)

SETTLE_MODE = CodeList.of(
    "settle_mode",
    "安置方式",
    ("concentrated", "集中安置", None, "集中"),
    ("scattered", "分散安置", None, "分散"),
)

SETTLE_PLACE = CodeList.of(
    "settle_place",
    "安置地",
    ("county_town", "县城", None),
    ("township", "乡镇", None),
    ("outside_county", "县外", None),
    ("outside_village", "村外", None),
    ("inside_village", "村内", None),
)

#: Which relocation a household had, as living conditions store it.
RELOCATION = CodeList.of(
    "relocation",
    "易地搬迁",
    ("none", "未搬迁", None, "否"),
    ("concentrated", "集中安置", None, "集中"),
    ("scattered", "分散安置", None, "分散"),
)
