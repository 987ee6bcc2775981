"""What photos and papers of a household show (the proofs of 两不愁三保障 and of each step, domain 5.1, 2.15)."""

from app.domain.vocabulary.codes import CodeList

ATTACHMENT_TOPIC = CodeList.of(
    "attachment_topic",
    "照片和材料是什么",
    ("house", "住房", None),
    ("kitchen", "厨房和餐食", None),
    ("water", "饮水", None),
    ("toilet", "厕所和环境", None),
    ("industry", "产业", None),
    ("visit", "入户走访", None),
    ("card", "明白卡、公示", None),
    ("certificate", "证件、证明", None),
    ("signed", "签字的材料", None),
    ("other", "其他", None),
    ("proof", "抽查举证", None),
)
#: Brought for a drawn check and shown there; in the household's gallery only once somebody names it otherwise.
PROOF = "proof"
ATTACHMENT_KIND = CodeList.of(
    "attachment_kind", "照片或材料", ("photo", "照片", None), ("paper", "材料", None)
)
