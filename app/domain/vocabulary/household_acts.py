"""Named acts on members and households (domain 2.12, 2.15, 5.2)."""

from app.domain.vocabulary.codes import CodeList

HOUSEHOLD_ACT = CodeList.of(
    "household_act",
    "变动事项",
    ("newborn", "出生", "06", "新生儿"),
    ("married_in", "嫁入", "05"),
    ("adopted", "收养", None),
    ("moved_in", "迁入", "07", "其他转入"),
    ("released", "刑满释放", None),
    ("death", "死亡", "01"),
    ("married_out", "嫁出", "02"),
    ("moved_out", "迁出", "08", "其他转出"),
    ("settled_abroad", "出国定居", "03"),
    ("imprisoned", "判刑收监", "04"),
    ("military_service", "服兵役", None, "参军"),
    ("lost_contact", "失联", None),
    ("change_head", "换户主", None),
    ("split", "分户", None),
    ("merged", "并户", None),
    ("moved_home", "整户迁到别的村", None),
    ("closed", "销户", None),
    ("recognise", "识别为贫困户", None),
    ("exit", "脱贫退出", None),
    ("return", "返贫", None),
    ("exit_again", "再次脱贫退出", None),
    ("remove_wrong", "错评清退", None),
    ("monitor", "纳入监测", None),
    ("clear", "风险消除", None),
    ("correct_monitoring", "更正监测登记", None),
)

ACT_STATE = CodeList.of("act_state", "办理情况", ("done", "已办", None), ("undone", "已撤回", None))
