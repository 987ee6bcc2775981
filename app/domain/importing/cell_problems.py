"""What can be wrong with cells, rows, columns and sheets."""

from app.domain.importing.problem_kinds import HINT, LOOK, MUST, kinds

#: The cell could not be read: the row is rejected where the column is required, else the cell stays "not told".
HARD = frozenset(
    (
        "id_missing",
        "id_lost_digits",
        "id_length",
        "id_characters",
        "id_birth_date",
        "id_check_digit",
        "id_placeholder",
        "required_missing",
        "name_unreadable",
        "date_unreadable",
        "date_minguo",
        "number_unreadable",
        "amount_unreadable",
        "word_unknown",
        "yes_no_unknown",
        "formula_no_value",
        "cell_error",
        "number_lost_digits",
        "date_future",
        "amount_negative",
        "text_too_long",
        "phone_invalid",
    )
)


PROBLEMS = (
    kinds(
        MUST,
        [
            ("id_missing", "没有填证件号码", "第 {row} 行没有填{header}（{cell}）。", "请补上证件号码。"),
            (
                "id_lost_digits",
                "证件号码丢了末几位",
                "第 {row} 行的{header}以数字存储，末几位已丢失（{cell}），找不回来，系统不会猜。",
                "请把该列设为文本，从原来的系统重新导出或重填。",
            ),
            (
                "id_length",
                "证件号码位数不对",
                "第 {row} 行的{header}位数不对（{cell}），应为 18 位。",
                "请对照户口簿补全。",
            ),
            (
                "id_characters",
                "证件号码有不该有的字",
                "第 {row} 行的{header}里有数字和末位 X 以外的字（{cell}）。",
                "请对照户口簿改正。",
            ),
            (
                "id_birth_date",
                "证件号码里的出生日期不存在",
                "第 {row} 行的{header}里的出生日期不存在（{cell}）。",
                "多半抄错了一位，请对一下户口簿。",
            ),
            (
                "id_check_digit",
                "证件号码最后一位算不对",
                "第 {row} 行的{header}最后一位算不对（{cell}）。",
                "多半抄错了一位，请对一下户口簿。",
            ),
            ("required_missing", "必填的没有填", "第 {row} 行没有填{header}（{cell}）。", "请补上。"),
            (
                "name_unreadable",
                "姓名读不懂",
                "第 {row} 行的{header}不像姓名（{cell}）。",
                "请改成证件上的姓名。",
            ),
            (
                "duplicate_key",
                "同一项出现两次，内容不同",
                "第 {row} 行和前面的行是同一项，内容却不同（{cell}）。",
                "请核对后只留一行。",
            ),
            (
                "header_missing",
                "没找到表头",
                "工作表“{shown}”的前 20 行里没有找到表头。",
                "请确认表头和模板一致；不是这种表的工作表可以删去。",
            ),
            (
                "column_missing",
                "少了必要的列",
                "没有找到“{header}”这一列。",
                "请补上这一列，或在认表时指定是哪一列。",
            ),
        ],
    )
    | kinds(
        LOOK,
        [
            (
                "id_old15",
                "15 位旧号",
                "第 {row} 行的{header}是 15 位旧号（{cell}），已换算成 18 位。",
                "请对照户口簿确认。",
            ),
            (
                "id_placeholder",
                "没有证件号码",
                "第 {row} 行的{header}是占位的号码（{cell}），按没有证件号码处理。",
                "请补上真实号码，或写明没有号码的原因。",
            ),
            (
                "id_sex_mismatch",
                "性别和证件号码对不上",
                "第 {row} 行填的{header}和证件号码对不上（{cell}）。",
                "请看是性别填错了，还是证件号码错了。",
            ),
            (
                "id_birth_mismatch",
                "出生日期和证件号码对不上",
                "第 {row} 行填的{header}和证件号码对不上（{cell}）。",
                "请看是日期填错了，还是证件号码错了。",
            ),
            (
                "certificate_mismatch",
                "残疾类别或等级和证号对不上",
                "第 {row} 行填的{header}和残疾证号对不上（{cell}）。",
                "请对照残疾证改正。",
            ),
            (
                "date_unreadable",
                "日期读不懂",
                "第 {row} 行的{header}“{shown}”不是能读的日期（{cell}）。",
                "请写成 2023-01-05 这样。",
            ),
            (
                "date_minguo",
                "用了民国年",
                "第 {row} 行的{header}“{shown}”用了民国年（{cell}）。",
                "请改成公元年。",
            ),
            ("date_future", "日期在将来", "第 {row} 行的{header}“{shown}”在将来（{cell}）。", "请核对年份。"),
            (
                "number_unreadable",
                "数字读不懂",
                "第 {row} 行的{header}“{shown}”不是数字（{cell}）。",
                "请只填数字。",
            ),
            (
                "number_range",
                "数字不合常理",
                "第 {row} 行的{header}“{shown}”不在常理的范围内（{cell}）。",
                "请核对，确实如此可以保留。",
            ),
            (
                "amount_unreadable",
                "金额读不懂",
                "第 {row} 行的{header}“{shown}”不是金额（{cell}）。",
                "请只填金额，单位写元或万元。",
            ),
            (
                "amount_negative",
                "金额是负数",
                "第 {row} 行的{header}“{shown}”是负数（{cell}）。",
                "请核对，确实是退回的可以保留。",
            ),
            (
                "word_unknown",
                "不认得的说法",
                "第 {row} 行的{header}“{shown}”不在可选的说法里（{cell}）。",
                "请改成模板里列出的说法，或为这个说法选定含义。",
            ),
            (
                "yes_no_unknown",
                "不是“是”或“否”",
                "第 {row} 行的{header}“{shown}”看不出是还是否（{cell}）。",
                "请填“是”或“否”。",
            ),
            (
                "formula_no_value",
                "公式没有结果",
                "第 {row} 行的{header}是公式，没有存下结果（{cell}）。",
                "请用 Excel 打开，等算完后保存再交。",
            ),
            (
                "cell_error",
                "格子里是错误值",
                "第 {row} 行的{header}是错误值“{shown}”（{cell}）。",
                "请改好公式，或直接填结果。",
            ),
            (
                "number_lost_digits",
                "长号码丢了末几位",
                "第 {row} 行的{header}以数字存储，末几位可能已丢失（{cell}）。",
                "请把该列设为文本后重新导出或重填。",
            ),
            (
                "phone_invalid",
                "电话号码不对",
                "第 {row} 行的{header}不是 11 位手机号码或带区号的座机（{cell}）。",
                "请核对。",
            ),
            (
                "text_too_long",
                "文字太长",
                "第 {row} 行的{header}超过了 {limit} 个字（{cell}）。",
                "请写短一些。",
            ),
            (
                "duplicate_row",
                "重复的行",
                "第 {row} 行和前面的一行完全一样，跳过了。",
                "不用处理；请看是不是复制时多了一份。",
            ),
            (
                "column_doubtful",
                "不确定是不是这一列",
                "“{shown}”这一列当作“{header}”来读。",
                "请看一眼，不对就另选。",
            ),
            (
                "column_split",
                "一格里写了几样",
                "“{shown}”这一列一格里写了几样，拆成{header}来读了。",
                "请看一眼拆得对不对；最好一样一列。",
            ),
            (
                "column_crowded",
                "几样混在一列，分不开",
                "“{shown}”这一列里混了几样，分不开，没有读。",
                "请一样一列，再交一次。",
            ),
            (
                "hidden_rows",
                "含隐藏行",
                "工作表“{shown}”里有隐藏的行，也读进来了。",
                "请看隐藏的行是否该交。",
            ),
            (
                "text_damaged",
                "有读不出的字",
                "文件里有几个字坏了、读不出，那里显示成“�”，其余照样读了。",
                "请在原来的系统里重新导出；只坏了一两行的，改好那几格再交。",
            ),
            (
                "side_by_side",
                "并排两张表",
                "工作表“{shown}”里并排放了两张表，只读了左边的。",
                "请把右边的表剪切到下面，或放到另一张工作表。",
            ),
            (
                "percent_mixed",
                "百分数和小数混用",
                "“{header}”这一列既有百分数又有普通数字。",
                "请统一成一种写法。",
            ),
        ],
    )
    | kinds(
        HINT,
        [
            (
                "text_cleaned",
                "去掉了看不见的字符",
                "第 {row} 行的{header}里有看不见的字符，已去掉（{cell}）。",
                "不用处理。",
            ),
            ("column_unknown", "没用到的列", "“{shown}”这一列没有用到。", "不用处理；需要时在认表时指定。"),
            (
                "hidden_sheet",
                "隐藏的工作表",
                "工作表“{shown}”是隐藏的，没有读。",
                "需要读的话请取消隐藏后再交。",
            ),
            (
                "formulas_unproven",
                "有公式，看不出算没算",
                "工作表“{shown}”里有公式；.xls 和 .xlsb 总存着一个结果，看不出是不是最新算的。",
                "拿不准就在 Excel 里按 F9 重算，保存后再交。",
            ),
            ("sheet_empty", "空工作表", "工作表“{shown}”是空的。", "不用处理。"),
            (
                "sheet_other",
                "不是这种表",
                "工作表“{shown}”不是这种表，没有读。",
                "不用处理；需要读的话请单独再交一次。",
            ),
            (
                "kind_differs",
                "扩展名和内容不同",
                "文件的扩展名和内容不同，按内容（{shown}）读了。",
                "不用处理。",
            ),
        ],
    )
)
