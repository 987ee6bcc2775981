"""Why a file as a whole is not taken."""

from app.domain.importing.problem_kinds import MUST, kinds

_RESAVE = "请用 Excel 或 WPS 打开，另存为 .xlsx 后再交。"

FILE_REFUSALS = kinds(
    MUST,
    [
        ("file_empty", "空文件", "文件是空的，里面没有内容。", "请确认传的是填好的那一份。"),
        ("file_too_large", "文件太大", "文件有 {size}，超过了 {limit} 的上限。", "请按乡镇分成几份再交。"),
        (
            "file_too_wide",
            "列数太多",
            "表里有 {columns} 列，超过了 {limit} 列的上限。",
            "请删去右边多余的列后再交。",
        ),
        (
            "file_unknown_kind",
            "不是表格",
            "这不是表格文件，读不了。",
            "请交 .xlsx、.xls、.xlsb、.ods、.et、.csv 或 .txt 文件。",
        ),
        ("file_kind_differs", "扩展名不符", "文件名是 {suffix}，里面却是{found}。", _RESAVE),
        ("file_html", "网页冒充表格", "这个文件其实是网页，只是名字像表格。", _RESAVE),
        (
            "file_encrypted",
            "有密码",
            "表设了打开密码。",
            "请输入打开密码；或在 Excel、WPS 里去掉密码，另存后再交。",
        ),
        (
            "file_password_wrong",
            "密码不对",
            "密码不对，表没有打开。",
            "请分清大小写再输一次；问一下交表的单位。",
        ),
        (
            "file_locked_otherwise",
            "锁法认不得",
            "表是用别的办法锁的，这里打不开。",
            "请在 Excel 或 WPS 里打开，去掉密码，另存为 .xlsx 后再交。",
        ),
        ("file_macro", "带宏", "表里带有宏，不能收。", "请另存为不带宏的 .xlsx 后再交。"),
        (
            "file_external_links",
            "带外部链接或嵌入对象",
            "表里有外部链接或嵌入的对象，不能收。",
            "请断开链接、删去嵌入的对象，另存后再交。",
        ),
        ("file_dtd", "文件结构可疑", "表的内部带有不该有的声明，不能收。", _RESAVE),
        (
            "file_bomb",
            "文件结构可疑",
            "表声明的大小和内容对不上（{reason}），不能收。",
            "多半是最右下角有个多余的格子：请把数据复制到新表，另存后再交。",
        ),
        (
            "file_broken",
            "文件坏了",
            "文件不完整或已损坏，打不开。",
            "请重新导出或重新传一次；能打开的话另存为 .xlsx 再交。",
        ),
        ("file_timeout", "读得太久", "读这个文件用的时间超过了上限，先停下了。", "请按乡镇分成几份再交。"),
        (
            "file_memory",
            "内存不够",
            "读这个文件要用的内存超过了上限，先停下了。",
            "请按乡镇分成几份，或另存为 .csv 再交。",
        ),
        ("file_reader_died", "读不了", "读这个文件时读取程序中断了，文件没有收下。", _RESAVE),
        ("profile_unknown", "没有这种表", "没有编号是 {profile} 的表样。", "请从列表里选一种表样。"),
        (
            "profile_not_recognised",
            "没认出是什么表",
            "前 20 行里没有找到认得的表头，不知道这是哪一种表。",
            "请选定表样再读；或下载模板，把数据贴进去。",
        ),
        (
            "period_unknown",
            "不知道是哪个月的",
            "“{profile}”是按期交的，标题、工作表名、列和文件名里都没写是哪一期的。",
            "请写明所属期，例如 2026-10；下次请把年月写进标题。",
        ),
    ],
)
