"""The hidden sheet of a village's workbook: for which village, when, and which version of each row was handed out."""

from app.adapters.village_workbook import STAMP
from app.domain.errors import InvalidInputError
from app.domain.importing.raw import RawWorkbook
from app.services.importing.village_book import LAYOUT, STAMP_HEAD, signature

_WAY_OUT = "请重新下载我村的工作簿，在新的那份里改。"


def refused(why: str) -> InvalidInputError:
    """E-BOOK with the way out."""
    return InvalidInputError("E-BOOK", f"这不是从这里下载的工作簿，或已经改坏了：{why}", way_out=_WAY_OUT)


def read_stamp(book: RawWorkbook) -> tuple[str, str, dict[str, dict[str, int]]]:
    """Village, moment, and the version of each row by table and key."""
    sheet = next((s for s in book.sheets if s.name == STAMP), None)
    if sheet is None or sheet.height < STAMP_HEAD or sheet.width < 1:
        raise refused("没有版本记录。")
    head = [text or "" for text in sheet.text(0).head(STAMP_HEAD)]
    columns = [sheet.text(n).slice(STAMP_HEAD).fill_null("").to_list() for n in range(min(sheet.width, 3))]
    rows = list(zip(*columns, strict=True)) if len(columns) == 3 else []
    if head[0] != LAYOUT or signature(head[:3], rows) != head[3]:
        raise refused("版本记录对不上。")
    versions: dict[str, dict[str, int]] = {}
    for table, key, version in rows:
        versions.setdefault(table, {})[key] = int(version)
    return head[1], head[2], versions
