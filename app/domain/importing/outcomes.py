"""What becomes of the rows of a batch when they meet the register: words, problems, guards."""

from app.domain.importing.problems import MUST, ProblemKind

NEW, CHANGED, SAME, CONFLICT, ENDED = "new", "changed", "same", "conflict", "ended"

#: Problems that only the register can tell; their rows are rejected.
REGISTER_PROBLEMS = {
    k.code: k
    for k in (
        ProblemKind(
            "village_unknown",
            MUST,
            "村对不上区划",
            "第 {row} 行的村不在区划名单里（{cell}）。",
            "请核对村名或 12 位区划代码；新设的村请先装区划。",
        ),
        ProblemKind(
            "outside_area",
            MUST,
            "不在本批的范围",
            "第 {row} 行属于别的地方，不在这一批的范围里（{cell}）。",
            "请交给当地办，或换一个范围再交。",
        ),
        ProblemKind(
            "household_unknown",
            MUST,
            "户编号不在登记库",
            "第 {row} 行的户编号不在登记库里（{cell}）。",
            "请先导入户信息，再导入成员信息；编号抄错的请改正。",
        ),
        ProblemKind(
            "number_taken",
            MUST,
            "编号出现两次",
            "第 {row} 行的编号和前面的行重复（{cell}）。",
            "请核对后只留一行。",
        ),
    )
}

#: A batch that would change more than this share of the persons (or households) of its area is suspicious.
MAX_CHANGED_SHARE = 0.30
#: Below this number nobody is alarmed: a hamlet may well change as a whole.
SMALL_AREA = 50
#: So many times more ends than last time are suspicious, from `MIN_ENDS` on.
ENDS_FACTOR, MIN_ENDS = 10, 20


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
