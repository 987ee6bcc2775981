"""A map as a file that stands by itself: title, unit, day, source, classes, scale bar and 审图号 in the picture."""

from app.adapters.map_sheet import MapWords, draw_sheet, paper_for
from app.queries.map_compare import MapPair
from app.queries.maps import MapPage

#: Kinds of files by their ending.
KINDS = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}


def map_file(page: MapPage, kind: str, paper: str, font_folder: str | None = None) -> bytes:
    """The map as png, svg or pdf on A4 or A3."""
    words = MapWords(
        page.title,
        page.indicator.unit,
        f"{page.values.words}，数据日期 {page.as_of.isoformat()}",
        page.sources(),
        page.review_no,
        page.classes_words,
    )
    svg = draw_sheet(page.shapes, page.items, page.scale, words, paper_for(paper, page.shapes))
    return _made(svg, kind, font_folder)


def pair_file(pair: MapPair, kind: str, paper: str, font_folder: str | None = None) -> bytes:
    """The difference map as png, svg or pdf on A4 or A3."""
    after = pair.after
    words = MapWords(
        f"{after.title}的变化",
        after.indicator.unit,
        f"{pair.before.values.words}（{pair.before.as_of.isoformat()}）到{after.values.words}（{after.as_of.isoformat()}）",
        after.sources(),
        after.review_no,
        "绿色是减少，橙色竖纹是增加",
    )
    svg = draw_sheet(after.shapes, pair.changes, pair.scale, words, paper_for(paper, after.shapes))
    return _made(svg, kind, font_folder)


def _made(svg: str, kind: str, font_folder: str | None) -> bytes:
    if kind == "svg":
        return svg.encode()
    # the setter of papers costs a moment of every start; pages are drawn without it
    from app.adapters.map_picture import sheet_file

    return sheet_file(svg, "pdf" if kind == "pdf" else "png", font_folder)
