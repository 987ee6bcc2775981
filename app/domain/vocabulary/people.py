"""Code lists of a person: labels of the national export, national numbers where they are confirmed.

Numbers are those of the poverty system's own dictionary (domain reference 2.3, 2.9-2.12), not of GB
standards; where a number is uncertain it is left out and the label alone is mapped.
"""

from app.domain.vocabulary.codes import CodeList

SEX = CodeList.of("sex", "性别", ("male", "男", "1", "男性"), ("female", "女", "2", "女性"))

YES_NO = CodeList.of(
    "yes_no",
    "是否",
    ("yes", "是", "1", "有", "√", "Y", "y", "对"),
    ("no", "否", "0", "无", "×", "N", "n", "没有"),
)

PERSON_STATUS = CodeList.of(
    "person_status",
    "人员状态",
    ("present", "在册", "1", "正常", "4"),
    ("gone", "已减少", "0", "减少", "注销"),
)

CERTIFICATE_KIND = CodeList.of(
    "certificate_kind",
    "证件类型",
    ("resident", "居民身份证(户口簿)", "1", "居民身份证", "身份证", "户口簿", "居民身份证（户口簿）"),
    ("disability_card", "残疾人证", "2", "残疾证"),
    ("none", "无证件", None, "无身份证号"),
)

NO_ID_REASON = CodeList.of(
    "no_id_reason",
    "无证件原因",
    ("newborn", "新生儿未登记", None),
    ("unregistered", "未落户", None),
    ("foreign_spouse", "外籍配偶", None),
    ("other", "其他", None),
)

EDUCATION = CodeList.of(
    "education",
    "文化程度",
    ("illiterate", "文盲或半文盲", "01", "文盲", "半文盲", "文盲半文盲"),
    ("primary", "小学", "02"),
    ("junior", "初中", "03"),
    ("senior", "高中", "04", "中专", "高中（中专）", "普通高中", "技师"),
    ("college", "大专", "05", "大专及以上", "高职高专", "专科"),
    ("bachelor", "本科及以上", None, "本科", "大学", "大学本科", "研究生"),
    ("preschool_child", "学龄前儿童", "06"),
)

LABOR = CodeList.of(
    "labor",
    "劳动技能",
    ("ordinary", "普通劳动力", "01", "普通", "有劳动力"),
    ("skilled", "技能劳动力", "02", "技能"),
    ("weak", "弱劳动力或半劳动力", None, "弱劳动力", "半劳动力", "弱(半)劳动力", "弱（半）劳动力"),
    ("lost", "丧失劳动力", "03", "丧失劳动能力"),
    ("none", "无劳动力", "04", "无劳动能力"),
)

#: A multiple choice; stored as three answers (chronic, serious, disabled), 健康 being a no to all of them.
HEALTH = CodeList.of(
    "health",
    "健康状况",
    ("healthy", "健康", "01", "健康或良好", "良好"),
    ("chronic", "长期慢性病", "02", "慢性病", "慢病"),
    ("serious", "患有大病", "03", "大病", "重病"),
    ("disabled", "残疾", "04", "残疾人"),
)

POLITICS = CodeList.of(
    "politics",
    "政治面貌",
    ("party_member", "中共党员", "01", "党员"),
    ("probationary_member", "中共预备党员", "02", "预备党员"),
    ("youth_league", "共青团员", "03", "团员"),
    ("democratic_party", "民主党派", None),
    ("masses", "群众", "13"),
)

WORK_REGION = CodeList.of(
    "work_region",
    "务工区域",
    ("township", "乡(镇)内", "01", "乡镇内", "乡（镇）内"),
    ("county", "乡(镇)外县内", "02", "乡外县内", "县内", "乡（镇）外县内"),
    ("province", "县外省内", "03", "省内"),
    ("other_province", "省外", "04", "外省"),
    ("other", "其他", "05"),
)

PUBLIC_POST = CodeList.of(
    "public_post",
    "公益性岗位",
    ("forest_ranger", "生态护林员", None, "护林员"),
    ("cleaner", "保洁员", None, "保洁", "乡村保洁员"),
    ("water_keeper", "水管员", None, "水管"),
    ("road_keeper", "护路员", None, "护路", "养路员"),
    ("care_worker", "护理员", None, "养老护理", "托管照料"),
    ("coordinator", "协管员", None, "公共服务协管"),
    ("other", "其他", None),
)

DROPOUT_REASON = CodeList.of(
    "dropout_reason",
    "义务教育阶段未上学原因",
    ("none", "无", None, "未填写"),
    ("illness", "因病", None),
    ("disability", "因残", None),
    ("home_teaching", "送教上门", None, "送教"),
    ("school_weary", "厌学", None),
    ("poverty", "因贫", None),
    ("elsewhere", "外地就读", None, "省外就读"),
    ("late_entry", "缓学", None, "延缓入学"),
    ("other", "其他", None),
)

DISABILITY_CATEGORY = CodeList.of(
    "disability_category",
    "残疾类别",
    ("vision", "视力残疾", "1", "视力"),
    ("hearing", "听力残疾", "2", "听力"),
    ("speech", "言语残疾", "3", "言语"),
    ("limb", "肢体残疾", "4", "肢体"),
    ("intellectual", "智力残疾", "5", "智力"),
    ("mental", "精神残疾", "6", "精神"),
    ("multiple", "多重残疾", "7", "多重"),
    ("none", "无残疾", "0", "无"),
)

#: 1 is the most severe; 1 and 2 are 重度.
DISABILITY_LEVEL = CodeList.of(
    "disability_level",
    "残疾等级",
    ("1", "一级", "1", "壹级", "Ⅰ级"),
    ("2", "二级", "2", "贰级", "Ⅱ级"),
    ("3", "三级", "3", "叁级", "Ⅲ级"),
    ("4", "四级", "4", "肆级", "Ⅳ级"),
)

DIBAO = CodeList.of(
    "dibao",
    "享受低保政策情况",
    ("none", "未享受", "0", "不享受", "否", "未享受低保"),
    ("rural", "农村低保", "1", "是", "享受"),
    ("urban", "城市低保", "2", "城镇低保"),
)

TEKUN = CodeList.of(
    "tekun",
    "享受特困供养政策情况",
    ("none", "不享受", "0", "未享受", "否"),
    ("rural", "农村特困", "1", "农村特困供养", "是"),
    ("urban", "城市特困", "2", "城市特困供养"),
)

CHANGE_REASON = CodeList.of(
    "change_reason",
    "人员增减原因",
    ("death", "死亡", "01"),
    ("married_out", "嫁出", "02", "婚出"),
    ("settled_abroad", "出国定居", "03"),
    ("imprisoned", "判刑收监", "04", "服刑"),
    ("married_in", "嫁入", "05", "婚入"),
    ("newborn", "新生儿", "06", "出生"),
    ("moved_in", "其他转入", "07", "户籍迁入"),
    ("moved_out", "其他转出", "08", "户籍迁出"),
    ("split", "分户", None, "拆户"),
    ("military_service", "服兵役", None, "参军"),
    ("adopted", "收养", None),
    ("released", "刑满释放", None),
    ("lost_contact", "失联", None),
    ("merged", "并户", None, "合户"),
)

#: Reasons that take a member away; all others bring one in.
LEAVING_REASONS = frozenset(
    (
        "death",
        "married_out",
        "settled_abroad",
        "imprisoned",
        "moved_out",
        "split",
        "military_service",
        "lost_contact",
        "merged",
    )
)
