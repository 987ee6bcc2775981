"""What becomes of the rows of a batch when they meet the register: words and guards."""

NEW, CHANGED, SAME, CONFLICT, ENDED = "new", "changed", "same", "conflict", "ended"

#: A batch that would change more than this share of the persons (or households) of its area is suspicious.
MAX_CHANGED_SHARE = 0.30
#: Below this number nobody is alarmed: a hamlet may well change as a whole.
SMALL_AREA = 50
#: So many times more ends than last time are suspicious, from `MIN_ENDS` on.
ENDS_FACTOR, MIN_ENDS = 10, 20


#: An empty list would end everybody who stands in a complete one: nobody applies it by a slip.
NOTHING_READ = "一行都没有读到，先停在这里。多半是少了必要的列、选错了表样，或交了空表。"


def suspicion(changed: int, known: int, ended: int, ended_last_time: int | None, current: int) -> str | None:
    """Why the batch must be looked at before it is applied, in words; None where nothing is unusual.

    `known`: persons or households of the area; `current`: live records of the list before this delivery.
    """
    if known >= SMALL_AREA and changed > MAX_CHANGED_SHARE * known:
        return (
            f"要改 {changed:,} 项，占本地 {known:,} 的 {changed * 100 // known}%，先停在这里。"
            "多半是选错了表样或所属期，或者列认错了。"
        )
    usual = max(ENDS_FACTOR * (ended_last_time or 0), MIN_ENDS)
    if ended_last_time is not None and ended > usual:
        return f"停发 {ended:,} 人，上次是 {ended_last_time:,} 人，先停在这里。多半是少交了一个乡镇或一张工作表。"
    if ended_last_time is None and ended >= MIN_ENDS and ended * 2 > current:
        return f"现有 {current:,} 条里有 {ended:,} 条不在这张表里，先停在这里。多半是少交了一个乡镇或一张工作表。"
    return None
