"""The truth of the checks over bureau lists: where each fires. Plain code from the text of the rules, over columns."""

from calendar import monthrange
from collections.abc import Callable

import numpy as np

from app.demo.standards import DIBAO_LINE, LEAST_AGES, LIMITS, income_year, line_of
from app.demo.tables import Column, is_one_of, untold
from app.demo.threefold import UNKNOWN, YES, all_of, among, any_of, known, opposite, where_told
from app.demo.truth_measures import has_labor, modest, relief, self_paid
from app.demo.windows import Rows
from app.demo.world import World
from app.domain.vocabulary.schooling import HIGHER_VOCATIONAL, SENIOR, TECHNICIAN, UNDERGRADUATE, VOCATIONAL

_ASIDE = ("resettlement", "returned", "subsidised")
_MARRIED_IN = ("daughter_in_law", "son_in_law", "spouse", "brothers_wife")


def _not_among(rows: Rows, field: str, *words: str) -> Column:
    return opposite(rows.among(field, *words))


def _half(rows: Rows) -> Column:
    """At least half of it is his; a share that was not told is the whole."""
    share = rows.number("share")
    return known((share < 0) | (share >= 50))


def _not_said(rows: Rows, detail: str) -> Column:
    """Nobody said yes to the detail."""
    return known(rows.details(detail) != "true")


def r01(world: World) -> Column:
    """死亡仍在册: a death told thirty days ago or more."""
    parts = []
    for key in ("police_death", "funeral", "death_certificate"):
        rows = Rows(world, key)
        parts.append(rows.any(rows.all, rows.since(30)))
    pension = Rows(world, "pension_payment")
    return any_of(*parts, pension.any(pension.all & (world.records["status"] == "died")))


def r04(world: World) -> Column:
    """有商品房: a residence that was bought, or a sale on file."""
    rows, sales = Rows(world, "real_estate"), Rows(world, "house_sale")
    own = _not_among(rows, "level", *_ASIDE)
    bought = rows.any(rows.live(), rows.among("kind", "residence"), own, _half(rows))
    return all_of(world.targeted, any_of(bought, sales.any(sales.live(), sales.among("kind", "residence"))))


def r05(world: World) -> Column:
    """有商铺或多套房: of its own sources, half of it or more."""
    rows = Rows(world, "real_estate")
    own = all_of(_not_among(rows, "level", *_ASIDE), _half(rows))
    shop = rows.any(rows.live(), rows.among("kind", "shop"), own)
    return all_of(world.targeted, any_of(shop, rows.twice(rows.live(), rows.among("kind", "residence"), own)))


def r06(world: World) -> Column:
    """有工商登记: a standing business with capital, or without but taxed; no village shop, none begun with aid."""
    rows, tax = Rows(world, "business_entity"), Rows(world, "tax")
    role = rows.among("level", "legal_person", "shareholder", "manager")
    own = all_of(role, _not_said(rows, "small_shop"), _not_said(rows, "with_aid"))
    amount = world.records["amount_fen"]
    worth = known(untold(amount) | (np.where(untold(amount), 1, amount).astype(np.int64) > 0))
    taxed = tax.any(tax.all, tax.recent(12), tax.among("kind", "business"))
    found = any_of(rows.any(rows.live(), own, worth), all_of(rows.any(rows.live(), own), taxed))
    return all_of(world.targeted, opposite(world.grant("M13", once=True)), found)


def r07(world: World) -> Column:
    """财政供养: on the payroll, or hired for a year."""
    rows = Rows(world, "payroll")
    hired = all_of(rows.among("kind", "temporary"), rows.months(12))
    kind = any_of(rows.among("kind", "civil", "institution", "retired"), hired)
    return all_of(world.targeted, rows.any(rows.live(), kind))


def r08(world: World) -> Column:
    """职工社保或公积金在缴，登记没有务工."""
    pension, fund = Rows(world, "pension_insurance"), Rows(world, "housing_fund")
    insured = any_of(pension.any(pension.live(), pension.among("kind", "employee")), fund.any(fund.live()))
    months = world.people["work_months"]
    wage, is_told = world.wages()
    idle = any_of(
        where_told(months, months == 0),
        np.where(is_told, known(wage == 0), UNKNOWN).astype(np.int8)[world.home_of],
    )
    return all_of(world.targeted, insured, idle)


def r09(world: World) -> Column:
    """个税工资高于登记: half as much again, and ten thousand yuan more."""
    rows = Rows(world, "tax")
    kind, recent = rows.among("kind", "wage"), rows.recent(12)
    fits = all_of(kind, recent)
    total, whole = rows.sums(rows.all & (fits == YES))
    doubtful = np.bincount(world.records["person"][rows.all & (fits == UNKNOWN)], minlength=rows.size) > 0
    wage, is_told = world.wages()
    known_both = whole & ~doubtful & is_told[world.home_of]
    wage = wage[world.home_of]
    more = (2 * total > 3 * wage) & (total > wage + LIMITS["wage_difference_line"] * 100)
    return all_of(world.targeted, np.where(known_both, known(more), UNKNOWN).astype(np.int8))


def r10(world: World) -> Column:
    """姓名和身份证不一致."""
    rows = Rows(world, "police_register")
    return rows.any(rows.live(), rows.detail("name_agrees", "false"))


def r13(world: World) -> Column:
    """户口不符或空挂."""
    rows = Rows(world, "police_register")
    people, homes = world.people, world.homes
    stranger = where_told(people["relation"], ~is_one_of(people["relation"], _MARRIED_IN))
    settled = among(homes["relocation"], ("none",))[world.home_of]
    nowhere = opposite(rows.any(rows.live()))
    return all_of(
        stranger, settled, any_of(nowhere, rows.any(rows.live(), rows.among("level", "apart", "empty")))
    )


def r14(world: World) -> Column:
    """漏登成员: more people in the police book of the head than in the register."""
    rows = Rows(world, "police_register")
    head = among(world.people["relation"], ("head",))
    inside = rows.number("house_persons")
    here = world.members[world.home_of][world.records["person"]]
    more = np.where(inside >= 0, known(inside > here), UNKNOWN).astype(np.int8)
    return world.any_member(all_of(head, rows.any(rows.live(), more)))


def r16(world: World) -> Column:
    """服刑人员在领补贴."""
    rows, card = Rows(world, "custody"), Rows(world, "benefit_card")
    held = rows.any(rows.live(), rows.among("kind", "prison", "rehab"))
    paid = card.any(card.all & (world.records["status"] == "normal"), card.recent(2))
    return all_of(held, any_of(paid, world.record("dibao", world.live())))


def r20(world: World) -> Column:
    """应享未享教育资助: in a school beyond grade 9 whose pupils M24 to M27 pay for."""
    rows = Rows(world, "education_aid")
    paid = rows.any(
        rows.all & (world.records["status"] == "normal"),
        rows.recent(12),
        rows.among("kind", "senior", "vocational", "yulu", "college"),
    )
    stages = SENIOR | VOCATIONAL | HIGHER_VOCATIONAL | TECHNICIAN | UNDERGRADUATE
    pupil = all_of(world.age(LEAST_AGES["senior"]), among(world.people["school"], stages))
    return all_of(world.targeted, pupil, opposite(paid))


def r21(world: World) -> Column:
    """未参加基本医保."""
    rows, custody = Rows(world, "medical_insurance"), Rows(world, "custody")
    people = world.people
    soldier = known(people["is_soldier"] == True)  # noqa: E712 (a column)
    born = people["born"]
    grown = np.where(born > 0, known(world.today - born >= 90), UNKNOWN).astype(np.int8)
    return all_of(
        opposite(rows.any(rows.live())), opposite(soldier), opposite(custody.any(custody.live())), grown
    )


def r22(world: World) -> Column:
    """重复参加医保, not in the month in which one of the two began."""
    rows, records = Rows(world, "medical_insurance"), world.records
    both = (rows.any(rows.live(), rows.among("kind", kind)) for kind in ("resident", "employee"))
    first = world.as_of.replace(day=1).toordinal()
    begun = (records["starts_on"] >= first) & (
        records["starts_on"] < first + monthrange(world.as_of.year, world.as_of.month)[1]
    )
    changed = rows.all & (records["status"] == "normal") & begun
    return all_of(*both, opposite(rows.any(changed, rows.among("kind", "resident", "employee"))))


def r23(world: World) -> Column:
    """应享未享缴费资助: of the categories of M30."""
    rows = Rows(world, "medical_insurance")
    amount = world.records["amount_fen"]
    fen = np.where(untold(amount), 0, amount).astype(np.int64)
    nothing = rows.any(rows.live(), rows.among("kind", "resident"), where_told(amount, fen == 0))
    something = rows.any(rows.live(), where_told(amount, fen > 0))
    return all_of(any_of(world.targeted, relief(world)), nothing, opposite(something))


def stay_paid(world: World, least_yuan: int) -> Column:
    """One stay in hospital of twelve months whose self-paid bill reaches a limit, by member."""
    rows = Rows(world, "medical_settlement")
    counted = rows.all & (world.records["status"] == "normal")
    return rows.any(counted, rows.recent(12), rows.among("kind", "inpatient"), world.worth(least_yuan * 100))


def r24(world: World) -> Column:
    """医疗自付过大."""
    helped = any_of(
        self_paid(world, LIMITS["self_paid_year_helped"]), stay_paid(world, LIMITS["self_paid_stay_helped"])
    )
    others = any_of(
        self_paid(world, LIMITS["self_paid_year_rural"]), stay_paid(world, LIMITS["self_paid_stay_rural"])
    )
    return any_of(all_of(world.targeted, helped), others)


def r25(world: World) -> Column:
    """住危房: by the register or the newest appraisal."""
    rows, repair = Rows(world, "dangerous_house"), Rows(world, "house_repair")
    level = world.homes["house_level"]
    dangerous = where_told(level, is_one_of(level, ("C", "D")))
    dated = known(rows.live() & (world.records["starts_on"] > 0))
    unsafe = rows.any(rows.live(), rows.among("kind", "C", "D"))
    appraised = world.any_member(all_of(unsafe, opposite(rows.newest(dated, rows.among("kind", "A", "B")))))
    return all_of(any_of(dangerous, appraised), opposite(world.any_member(repair.any(repair.live()))))


def r26(world: World) -> Column:
    """危改与搬迁重复: also where the new house was handed over and nobody moved in."""
    moved, repair = Rows(world, "relocation"), Rows(world, "house_repair")
    has_key = moved.all & (world.records["status"] == "key_given")
    return all_of(
        any_of(world.home_grant("M18"), world.any_member(moved.any(moved.live() | has_key))),
        any_of(world.home_grant("M19"), world.any_member(repair.any(repair.live()))),
    )


def r27(world: World) -> Column:
    """搬迁未入住或旧房未拆."""
    rows = Rows(world, "relocation")
    status = world.records["status"]
    waiting = rows.any(rows.all & (status == "key_given"), rows.months(3))
    standing = rows.any(rows.all & (status == "normal"), rows.among("level", "standing"))
    return world.any_member(any_of(waiting, standing))


def r30(world: World) -> Column:
    """应保未保: somebody could still apply, since who is in 特困 care may not."""
    return all_of(
        opposite(world.any_member(has_labor(world))),
        modest(world, line_of(DIBAO_LINE, income_year(world.as_of))),
        opposite(world.any_member(world.record("dibao", world.live()))),
        world.any_member(among(world.people["tekun"], ("none",))),
    )


LISTED: dict[str, Callable[[World], Column]] = {
    "R01": r01, "R04": r04, "R05": r05, "R06": r06, "R07": r07, "R08": r08, "R09": r09, "R10": r10, "R13": r13,
    "R14": r14, "R16": r16, "R20": r20, "R21": r21, "R22": r22, "R23": r23, "R24": r24, "R25": r25,
    "R26": r26, "R27": r27, "R30": r30,
}  # fmt: skip
LISTED_HOUSEHOLD_CHECKS = ("R14", "R25", "R26", "R27", "R30")
