"""Invented data for the gallery: a small map, rows of a sheet, points of a line."""

from typing import Any

from markupsafe import Markup

LINE = [
    ("25-12", 692),
    ("26-01", 671),
    ("26-02", 655),
    ("26-03", None),
    ("26-04", 611),
    ("26-05", 597),
    ("26-06", 560),
    ("26-07", 552),
    ("26-08", 531),
    ("26-09", 507),
    ("26-10", 484),
    ("26-11", 426),
]

SHEET_COLUMNS = ["A", "B", "C", "D", "E", "F"]
SHEET_ROWS: list[dict[str, Any]] = [
    {"no": 1, "kind": "skip", "cells": [{"text": "云岫县 2026 年 10 月残疾人两项补贴发放表", "span": 6}]},
    {
        "no": 3,
        "kind": "hd",
        "cells": ["姓  名", "身份证号码", "补贴等级", "乡镇", "护理补贴（元/月）", "发放年月"],
    },
    {"no": 4, "kind": "", "cells": ["杨明福", "520199********0011", "一级", "岚溪镇", "110", "2026-10"]},
    {
        "no": 5,
        "kind": "",
        "cells": [
            "石阿妹",
            {"text": "5.20199E+17", "state": "bad"},
            "二级",
            {"text": "蓝溪镇", "state": "fix"},
            "110",
            {"text": "2026.10.", "state": "fix"},
        ],
    },
    {"no": 7, "kind": "skip", "cells": [{"text": "岚溪镇 小计", "span": 4}, "41,360", None]},
]

LEGEND = [
    ("zero", "0"),
    ("c-1", "0.1～0.9"),
    ("c-2", "1.0～1.9"),
    ("c-3", "2.0～2.9"),
    ("c-4", "3.0～4.4"),
    ("c-5", "4.5 及以上"),
    ("nodata", "未上报"),
    ("suppressed", "少于 5 户，不公布"),
]
DIFFERENCE_LEGEND = [
    ("d2d", "少 1.0 以上"),
    ("d1d", "少 0.3～1.0"),
    ("d0", "变化不到 0.3"),
    ("d1u", "多 0.3～1.0"),
    ("d2u", "多 1.0 以上"),
]

TOWNSHIPS = [
    ("520199101000", "花厂坝镇", "5.6", "c-5", 0, 0),
    ("520199102000", "石鼓坪镇", "3.9", "c-4", 340, 0),
    ("520199103000", "岚溪镇", "1.8", "c-2", 680, 0),
    ("520199104000", "桐子湾镇", "0", "c-zero", 0, 250),
    ("520199105000", "雾落坡乡", "未上报", "c-nodata", 340, 250),
    ("520199106000", "白水垭乡", "少于 5", "c-supp", 680, 250),
]


def sample_map() -> Markup:
    """Six square townships: each class of the legend that is not a plain colour is among them."""
    shapes = Markup("").join(
        Markup(
            '<path class="t {}" data-area="{}" fill="{}" d="M{} {}h334v244h-334z"/>'
            '<text class="l{}" x="{}" y="{}">{}</text><text class="v{}" x="{}" y="{}">{}</text>'
        ).format(
            shade,
            code,
            {"c-nodata": "url(#g-h)", "c-supp": "url(#g-d)"}.get(shade, "currentColor"),
            x,
            y,
            dark,
            x + 167,
            y + 110,
            name,
            dark,
            x + 167,
            y + 142,
            value,
        )
        for code, name, value, shade, x, y in TOWNSHIPS
        for dark in (" on-dark" if shade in ("c-4", "c-5") else "",)
    )
    return Markup(
        '<svg class="bf-map-svg" viewBox="-4 -4 1024 504" role="img" aria-label="每百户应享未享：花厂坝镇最高">'
        '<defs><pattern id="g-h" width="14" height="14" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect width="14" height="14" class="p-bg"/><rect width="4" height="14" class="p-ln"/></pattern>'
        '<pattern id="g-d" width="16" height="16" patternUnits="userSpaceOnUse">'
        '<rect width="16" height="16" class="p-bg"/><circle cx="5" cy="5" r="2.6" class="p-dt"/></pattern></defs>'
        "{}</svg>"
    ).format(shapes)


def township_rows() -> list[dict[str, Any]]:
    """The same numbers as the map, for the table beside it."""
    return [
        {"code": code, "name": name, "url": f"#{code}", "value": value, "parts": ["1,198"]}
        for code, name, value, *_rest in TOWNSHIPS
    ]


def areas_like(words: str) -> list[dict[str, str]]:
    """Townships whose name holds what was typed."""
    return [{"code": code, "name": name} for code, name, *_rest in TOWNSHIPS if words.strip() in name]
