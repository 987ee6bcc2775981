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
