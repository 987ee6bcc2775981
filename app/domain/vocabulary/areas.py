"""Levels of administrative areas."""

from app.domain.vocabulary.codes import CodeList

AREA_LEVEL = CodeList.of(
    "area_level",
    "区划级别",
    ("province", "省", "1"),
    ("city", "市州", "2", "市"),
    ("county", "县区", "3", "县", "区"),
    ("township", "乡镇街道", "4", "乡镇", "街道", "乡", "镇"),
    ("village", "村居", "5", "村", "社区", "行政村"),
)
