"""Levels of data quality problems: the first digit of the official rule number (domain 8.3)."""

from app.domain.vocabulary.codes import CodeList

#: 1 is the most serious, 5 is advice; the numbers are official, the words are ours.
QUALITY_LEVEL = CodeList.of(
    "quality_level",
    "问题级别",
    ("1", "严重（一级）", None),
    ("2", "较重（二级）", None),
    ("3", "缺项（三级）", None),
    ("4", "可疑（四级）", None),
    ("5", "提示（五级）", None),
)
