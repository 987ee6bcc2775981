"""在校生状况: one list of stages and years, as the later national export writes them."""

from app.domain.vocabulary.codes import CodeList

SCHOOL = CodeList.of(
    "school",
    "在校生状况",
    ("not_in_school", "非在校生", "01", "非在校", "不在校"),
    ("preschool_age", "学龄前儿童", None, "学龄前"),
    ("preschool", "学前教育", "02", "幼儿园", "在园"),
    ("primary", "小学", "03", "小学在读"),
    ("grade_7", "七年级", "04", "初一", "初中一年级"),
    ("grade_8", "八年级", "05", "初二", "初中二年级"),
    ("grade_9", "九年级", "06", "初三", "初中三年级"),
    ("senior_1", "普通高中一年级", "07", "高中一年级", "高一"),
    ("senior_2", "普通高中二年级", "08", "高中二年级", "高二"),
    ("senior_3", "普通高中三年级", "09", "高中三年级", "高三"),
    ("vocational_1", "中职一年级", "10", "中职一"),
    ("vocational_2", "中职二年级", "11", "中职二"),
    ("vocational_3", "中职三年级", "12", "中职三"),
    ("higher_vocational_1", "高职高专一年级", "13", "高职一年级", "大专一年级"),
    ("higher_vocational_2", "高职高专二年级", "14", "高职二年级", "大专二年级"),
    ("higher_vocational_3", "高职高专三年级", "15", "高职三年级", "大专三年级"),
    ("technician_1", "技师学院一年级", None),
    ("technician_2", "技师学院二年级", None),
    ("technician_3", "技师学院三年级", None),
    ("technician_4", "技师学院四年级", None),
    ("undergraduate_1", "本科一年级", None, "大学一年级"),
    ("undergraduate_2", "本科二年级", None, "大学二年级"),
    ("undergraduate_3", "本科三年级", None, "大学三年级"),
    ("undergraduate_4", "本科四年级", None, "大学四年级"),
    ("undergraduate_5", "本科五年级", None),
    ("master", "硕士研究生及以上", None, "硕士研究生", "研究生"),
)

#: No pupil: the first generation of forms has a code for it, and children below the age of school another.
NOT_AT_SCHOOL = frozenset(("not_in_school", "preschool_age"))
#: Compulsory schooling, grades 1-9 (小学 is one code for six grades).
COMPULSORY = frozenset(("primary", "grade_7", "grade_8", "grade_9"))
SENIOR = frozenset(("senior_1", "senior_2", "senior_3"))
VOCATIONAL = frozenset(("vocational_1", "vocational_2", "vocational_3"))
HIGHER_VOCATIONAL = frozenset(("higher_vocational_1", "higher_vocational_2", "higher_vocational_3"))
TECHNICIAN = frozenset(("technician_1", "technician_2", "technician_3", "technician_4"))
UNDERGRADUATE = frozenset(
    ("undergraduate_1", "undergraduate_2", "undergraduate_3", "undergraduate_4", "undergraduate_5")
)

#: 就读状态 of a pupil record.
PUPIL_STATUS = CodeList.of(
    "pupil_status",
    "就读状态",
    ("normal", "在读", None, "在校", "正常", "就读"),
    ("suspended", "休学", None),
    ("dropped", "退学", None, "辍学"),
    ("transferred", "转出", None, "转学"),
    ("graduated", "毕业", None, "已毕业"),
)
