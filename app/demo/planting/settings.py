"""How a household is made to be what a planted case needs."""

from collections.abc import Callable

import numpy as np

from app.demo.draft import Draft
from app.demo.standards import MONITORING_LINE, drawn_line


def members_of(draft: Draft, home: int) -> list[int]:
    """Positions of all members of a household."""
    low, high = np.searchsorted(draft.home_of, [home, home + 1])
    return list(range(int(low), int(high)))


def heads(draft: Draft, home: int) -> int:
    """How many members count."""
    return int(draft.present[members_of(draft, home)].sum())


def set_target(draft: Draft, home: int, value: int) -> None:
    """帮扶对象: 1 yes (a registered household), 0 no, 2 unknown (monitored, clearance not told)."""
    homes = draft.homes
    if value == 1:
        if homes["kind"][home] == "ordinary":
            homes["kind"][home], homes["attribute"][home] = "out_of_poverty", "general"
            homes["standard"][home], homes["exit_year"][home] = "national", 2019
            homes["identified_month"][home], homes["cause_main"][home] = "2014-12", "illness"
        if homes["monitoring_kind"][home] == "marginal":
            set_unmonitored(draft, home)
        return
    homes["kind"][home], homes["attribute"][home], homes["standard"][home] = "ordinary", "ordinary", None
    homes["exit_year"][home] = homes["identified_month"][home] = homes["cause_main"][home] = None
    homes["cause_other_1"][home] = None
    set_unmonitored(draft, home)
    if value == 2:
        homes["monitoring_kind"][home], homes["risk_main"][home] = "marginal", "illness"
        homes["monitored_month"][home] = f"{draft.as_of.year - 1}-06"


def set_unmonitored(draft: Draft, home: int) -> None:
    """No monitoring at all."""
    for name in (
        "monitoring_kind",
        "monitored_month",
        "risk_main",
        "risk_2",
        "risk_cleared",
        "cleared_month",
        "clear_mode",
    ):
        draft.homes[name][home] = None


def set_monitored(draft: Draft, home: int, kind: str) -> None:
    """Monitored, and the risk stays."""
    set_unmonitored(draft, home)
    draft.homes["monitoring_kind"][home], draft.homes["risk_main"][home] = kind, "illness"
    draft.homes["monitored_month"][home] = f"{draft.as_of.year - 1}-09"
    draft.homes["risk_cleared"][home] = False


def set_dibao(draft: Draft, home: int, value: int) -> None:
    """低保: 1 the whole family, 0 or 9 nobody (9: the case goes on from there)."""
    people, homes = draft.people, draft.homes
    line, count = drawn_line(MONITORING_LINE, draft.year), heads(draft, home)
    for i in members_of(draft, home):
        on = value == 1 and bool(draft.present[i]) and people["no_id_reason"][i] is None
        people["rec_dibao"][i], people["dibao"][i] = ("normal", "rural") if on else (None, "none")
        if on:
            people["tekun"][i] = "none"
    if value == 1:
        set_vehicles(draft, home, 0)
        set_sums(draft, home, 4000 * count, 3900 * count)
        homes["dibao_y"][home], homes["dibao_p"][home] = (
            (line - 3900) * count * 100,
            (line - 4300) * count * 100,
        )
    elif homes["dibao_y"][home] > 0 or homes["net_y"][home] < (line + 300) * count * 100:
        set_sums(draft, home, (line + 2200) * count, (line + 1900) * count)
    if value != 1:
        homes["dibao_y"][home] = homes["dibao_p"][home] = 0
        if homes["attribute"][home] == "dibao":
            homes["attribute"][home] = "general"


def set_vehicles(draft: Draft, home: int, value: int) -> None:
    """No vehicle in the family (9: the case adds its own)."""
    for i in members_of(draft, home):
        for name in ("rec_veh", "rec_veh_kind", "rec_veh_fen"):
            draft.people[name][i] = None


def set_sums(draft: Draft, home: int, this_year: int, last_year: int) -> None:
    """Net income without 低保 of both years, in yuan for the whole family."""
    draft.homes["net_y"][home], draft.homes["net_p"][home] = this_year * 100, last_year * 100


def leave(draft: Draft, home: int, value: int) -> None:
    """The case sets everything itself."""


SETTERS: dict[str, Callable[[Draft, int, int], None]] = {
    "t": set_target,
    "dibao": set_dibao,
    "veh": set_vehicles,
    "income": leave,
    "house": leave,
}
