"""Problems of rows that only the register can tell; their rows are rejected."""

from app.domain.importing.problems import MUST, ProblemKind

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
            "person_unknown",
            MUST,
            "人不在登记库",
            "第 {row} 行的人不在登记库里（{cell}）。",
            "请先导入成员信息；号码抄错的请改正。",
        ),
        ProblemKind(
            "project_unknown",
            MUST,
            "项目不在项目库",
            "第 {row} 行的项目不在项目库里（{cell}）。",
            "请先导入项目库；编号抄错的请改正，只有名称的请写和项目库一样的名称。",
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
