"""What stands still around projects and assets: kinds of alarms with their words and the dated standard behind each."""

from dataclasses import dataclass

#: Kind -> (what it is called, the standard that says from how many days; None = from the first day).
ALARMS: dict[str, tuple[str, str | None]] = {
    "late_start": ("到期没有开工", "project_start_days"),
    "late_finish": ("过了计划完工日", None),
    "stalled": ("实施中没有动静", "project_stall_days"),
    "unpaid": ("资金到位没有支付", "project_pay_days"),
    "overpaid": ("支付超过到位，没有说明", None),
    "notice_over": ("公示期满没有收回", None),
    "idle": ("资产闲置", None),
    "unchecked": ("资产没有按期清查", "asset_check_days"),
    "undivided": ("资产收益没有分配完", "asset_income_days"),
}
STANDARDS = tuple(dict.fromkeys(code for _, code in ALARMS.values() if code))


@dataclass(frozen=True, slots=True)
class Alarm:
    """One thing that stands still: which, at which project, for how many days, and what exactly."""

    kind: str
    project_id: int
    public_id: str
    project: str
    days: int
    what: str = ""

    @property
    def words(self) -> str:
        """The alarm in one sentence."""
        title = ALARMS[self.kind][0]
        named = f"{title}：{self.what}" if self.what else title
        return f"{named}，{self.days} 天" if self.days > 0 else named
