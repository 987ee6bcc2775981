"""What stands on every sheet that goes out: who, when, how many rows, its serial, and whether numbers are clear."""

from datetime import datetime

from app.domain.clock import LOCAL
from app.domain.vocabulary.exports import EXPORT_NUMBER


def serial_text(event: int) -> str:
    """The serial of an export as printed: the number of its event in the trail, `D00000123`."""
    return f"D{event:08d}"


def mark_of(
    who: str, moment: datetime, rows: int, event: int, numbers: tuple[str, ...] = (), agreed: str = ""
) -> str:
    """The line below the rows and in the file's properties. `agreed` says for what and who agreed."""
    stamp = moment.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M")
    head = f"{who} {stamp} 导出，共 {rows:,} 行，编号 {serial_text(event)}。"
    if not numbers:
        return f"{head}证件号码、电话、银行账号没有或已遮盖。"
    clear = "、".join(EXPORT_NUMBER.label(one) for one in numbers)
    return f"{head}含完整的{clear}；{agreed}。只供本人使用，用完请删除，不得转发。"
