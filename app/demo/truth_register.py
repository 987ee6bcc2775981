"""The truth of rules that look at the register itself: papers, dates of monitoring, projects, villages."""

from collections.abc import Callable
from datetime import date

import numpy as np

from app.demo.tables import Column, told, untold
from app.demo.threefold import UNKNOWN, all_of, among, answer, any_of, at_least, gather, known, opposite
from app.demo.truth_measures import has_labor, watched
from app.demo.windows import Rows, full_months, month_days
from app.demo.world import World

#: 开发式帮扶: industry, work, posts and loans.
DEVELOPMENT = tuple(f"M{number:02d}" for number in range(1, 16))
_MOVES_ENDED = date(2021, 1, 1).toordinal()


def monitored_on(world: World) -> Column:
    """The first day of the month of 识别监测 as an ordinal, 0 where not told, by household."""
    return month_days(world.homes["monitored_month"])


def monitored_for(world: World, months: int) -> Column:
    """Whether a household has been monitored for so many full months."""
    since = monitored_on(world)
    full = full_months(since, np.full(len(since), world.today))
    return np.where(since > 0, known(full >= months), UNKNOWN).astype(np.int8)


def on_relief_list(world: World) -> Column:
    """在低保或特困名册, by member."""
    dibao, tekun = Rows(world, "dibao"), Rows(world, "tekun")
    return any_of(dibao.any(dibao.live()), tekun.any(tekun.live()))


def r11(world: World) -> Column:
    """身份证号码缺失: registered with a citizen's paper, and no number."""
    people = world.people
    return all_of(among(people["certificate_kind"], ("resident",)), known(untold(people["id_number"])))


def r15(world: World) -> Column:
    """识别前拆户分户: split off less than twelve months before monitoring began."""
    rows = Rows(world, "police_move")
    split, began = world.records["starts_on"], monitored_on(world)[world.home_of][world.records["person"]]
    months = full_months(split, began)
    within = np.where((split > 0) & (began > 0), known((months >= 0) & (months < 12)), UNKNOWN).astype(
        np.int8
    )
    monitored = known(told(world.homes["monitoring_kind"]))
    return all_of(monitored, world.any_member(rows.any(rows.all, rows.among("kind", "split"), within)))


def r19(world: World) -> Column:
    """学籍和登记不一致."""
    rows = Rows(world, "pupil")
    listed, school = world.records["kind"], world.people["school"][world.records["person"]]
    differs = np.where(told(listed) & told(school), known(listed != school), UNKNOWN).astype(np.int8)
    return rows.any(rows.live(), differs)


def k08(world: World) -> Column:
    """有劳动力却没有开发式帮扶, half a year after it was found out."""
    return all_of(
        watched(world),
        monitored_for(world, 6),
        world.any_member(has_labor(world)),
        opposite(any_of(*(world.home_grant(measure) for measure in DEVELOPMENT))),
    )


def k09(world: World) -> Column:
    """监测满一个月没有任何措施."""
    relief = world.any_member(on_relief_list(world))
    return all_of(watched(world), monitored_for(world, 1), opposite(world.any_grant()), opposite(relief))


def k10(world: World) -> Column:
    """帮扶消除却没有措施记录."""
    homes = world.homes
    helped = world.any_grant(("approved", "delivering", "delivered", "ended"))
    return all_of(
        answer(homes["risk_cleared"]),
        among(homes["clear_mode"], ("by_help",)),
        opposite(helped),
        opposite(world.any_member(on_relief_list(world))),
    )


def k14(world: World) -> Column:
    """2021 年以后识别却有搬迁措施."""
    since = monitored_on(world)
    late = np.where(since > 0, known(since >= _MOVES_ENDED), UNKNOWN).astype(np.int8)
    return all_of(late, world.home_grant("M18", since=_MOVES_ENDED))


def m03(world: World) -> Column:
    """入股分红: a helped family has a share in a project of shares."""
    mechanism = world.projects["mechanism"][world.beneficiaries["project"].astype(int)]
    shares = known(mechanism == "shares")
    return all_of(
        world.target, gather(shares, world.beneficiaries["household"].astype(int), len(world.homes))
    )


def m18(world: World) -> Column:
    """易地扶贫搬迁: a registered family in the plan of 2016 to 2020."""
    homes = world.homes
    registered = among(homes["kind"], ("poor", "out_of_poverty", "returned"))
    return all_of(registered, among(homes["relocation"], ("concentrated", "scattered")))


def m47(world: World) -> Column:
    """产业路、通组路和水利: a village without road, bus or safe water."""
    villages = world.villages
    return any_of(
        opposite(answer(villages["road_to_township"])),
        opposite(answer(villages["has_bus"])),
        at_least(villages["unsafe_water_households"], 1),
    )


def has_village_project(world: World) -> Column:
    """A village that has got a project of rural construction."""
    projects, places = world.projects, world.places
    built = (projects["category"] == "rural_construction") & np.isin(
        projects["state"].astype(str), ["under_way", "accepted", "closed"]
    )
    codes = {*projects["area_code"][built].tolist()}
    codes |= {*places["area_code"][built[places["project"].astype(int)]].tolist()}
    return known(np.isin(world.villages["area_code"].astype(str), sorted(codes)))


REGISTER_SHOULD: dict[str, Callable[[World], Column]] = {"M03": m03, "M18": m18, "M47": m47}
REGISTER_FIRES: dict[str, Callable[[World], Column]] = {
    "R11": r11, "R15": r15, "R19": r19, "K08": k08, "K09": k09, "K10": k10, "K14": k14,
}  # fmt: skip
REGISTER_HOUSEHOLD_CHECKS = ("R15", "K08", "K09", "K10", "K14")
