"""Kinds of background jobs. A kind keeps its name while such jobs may wait; a test holds them equal to the handlers."""

from app.domain.vocabulary.codes import Code, CodeList

SEAL_EVENTS = "seal_events"
SEAL_ALL_EVENTS = "seal_all_events"
PRUNE_JOBS = "prune_jobs"
BUILD_REPORT = "build_report"
MAKE_REPORTS = "make_reports"
PRINT_PAPERS = "print_papers"
PREPARE_IMPORT = "prepare_import"
APPLY_IMPORT = "apply_import"
PRUNE_IMPORTS = "prune_imports"
FREEZE_PERIODS = "freeze_periods"
COUNT_DAY = "count_day"
RUN_RULES = "run_rules"
RULES_OF_THE_DAY = "rules_of_the_day"
TRY_RULES = "try_rules"
WATCH_ORDERS = "watch_orders"
WATCH_OFFICIALS = "watch_officials"

JOB_KINDS = CodeList(
    "job_kind",
    "后台任务",
    (
        Code(SEAL_EVENTS, "封存操作记录"),
        Code(SEAL_ALL_EVENTS, "每夜补封操作记录"),
        Code(PRUNE_JOBS, "清理已完成的后台任务"),
        Code(BUILD_REPORT, "生成报告"),
        Code(MAKE_REPORTS, "出定期报告"),
        Code(PRINT_PAPERS, "打印表格和公示名单"),
        Code(PREPARE_IMPORT, "读取和比对导入的表"),
        Code(APPLY_IMPORT, "应用导入的表"),
        Code(PRUNE_IMPORTS, "清理过期的导入内容"),
        Code(FREEZE_PERIODS, "冻结上一期的指标"),
        Code(COUNT_DAY, "数出今天的合计"),
        Code(RUN_RULES, "按规则重新判断"),
        Code(RULES_OF_THE_DAY, "每夜按当天的规则判断"),
        Code(TRY_RULES, "试算规则改动"),
        Code(WATCH_ORDERS, "疑点到期和逾期"),
        Code(WATCH_OFFICIALS, "监督办理"),
    ),
)

JOB_STATES = CodeList(
    "job_state",
    "任务状态",
    (
        Code("queued", "排队中"),
        Code("running", "进行中"),
        Code("done", "已完成"),
        Code("failed", "未成功"),
        Code("cancelled", "已取消"),
    ),
)


def batch_job_key(verb: str, public_id: str, version: int) -> str:
    """The key of the one job that prepares or applies a batch of a workbook as it stands."""
    return f"{verb}:{public_id}:{version}"
