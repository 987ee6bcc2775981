"""Work orders by themselves: late ones are told above, exemptions end, wolf-crying rules weigh less, second looks."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.clock import LOCAL, today
from app.domain.errors import InvalidInputError
from app.domain.permissions import SYSTEM
from app.domain.work_orders import OPEN_STATES, TURNS
from app.models import CheckDemotion, Exemption, Finding, FindingRecheck, FindingStep, RuleResult
from app.queries.accounts import actor_of
from app.queries.check_shares import check_shares
from app.queries.finding_money import sum_money
from app.queries.scope import Scope, unscoped
from app.services.catalogue import ship_catalogue, work_calendar
from app.services.check_weights import restore_weight
from app.services.finding_money import record_receipt
from app.services.finding_rechecks import judge_recheck
from app.services.finding_refresh import CheckKind, refresh_findings
from app.services.finding_watch import watch_orders
from app.services.findings import take_step
from app.unit_of_work import Work, unit_of_work
from tests.support.people import COUNTY, VILLAGE, World
from tests.support.visitor import Visitor

#: A Monday without holidays before it.
DAY = date(2026, 11, 16)
EVERYWHERE = Scope.everything()


def plant(db: Session, world: World, count: int = 1, **values: Any) -> list[Finding]:
    """Work orders of one family; each with a result of the rules that still holds, unless `gone`."""
    home, gone = world.household(VILLAGE), values.pop("gone", False)
    made = []
    with unit_of_work(db, SYSTEM, "test.findings") as work:
        for number in range(count):
            row = Finding(
                **{
                    "check_code": "R03", "household_id": home.id, "area_code": VILLAGE, "severity": "doubt",
                    "fact_key": f"{home.id}:{number}", "state": "handed_out", "found_on": DAY, "last_seen_on": DAY,
                    **values,
                }
            )  # fmt: skip
            work.session.add(row)
            made.append(row)
        if not gone:
            since = datetime(2026, 1, 1, tzinfo=LOCAL)
            work.session.add(
                RuleResult(
                    rule=values.get("check_code", "R03"), subject=home.id, household_id=home.id, area_code=VILLAGE,
                    state=1, since_at=since,
                )
            )  # fmt: skip
    return made


def act_of(db: Session, world: World, login: str, role: str = "county_office") -> Work:
    return unit_of_work(db, actor_of(db, world.account(login, role, COUNTY)), "test.act")  # type: ignore[return-value]


def test_every_open_state_is_somebodys_turn() -> None:
    assert sorted(s for states in TURNS.values() for s in states) == sorted(OPEN_STATES)


def test_late_orders_are_told_above_once_a_rung(db: Session, world: World) -> None:
    calendar = work_calendar()
    due = {spans: calendar.before(DAY, 3 * spans) for spans in (1, 2, 3)}
    village = {spans: plant(db, world, due_on=day)[0] for spans, day in due.items()}
    near = plant(db, world, due_on=due[1] + timedelta(days=1))[0]
    reviewed = plant(db, world, state="answered", due_on=due[2])[0]
    done = plant(db, world, state="closed", due_on=due[3], closed_on=DAY)[0]

    assert watch_orders(db, as_of=DAY)["escalated"] == 4
    assert watch_orders(db, as_of=DAY)["escalated"] == 0

    db.expire_all()
    assert [village[n].escalated_to for n in (1, 2, 3)] == ["township", "county", "discipline"]
    assert reviewed.escalated_to == "discipline"  # the township itself is late
    assert near.escalated_to is None and done.escalated_to is None
    words = db.scalars(select(FindingStep.words).where(FindingStep.finding_id == village[2].id)).all()
    assert words == ["逾期，已告诉县帮扶办"]


def test_a_step_ends_the_escalation_and_begins_a_new_deadline(db: Session, world: World) -> None:
    order = plant(db, world, state="new", due_on=DAY, escalated_to="county", escalated_on=DAY)[0]
    with act_of(db, world, "office") as work:
        take_step(work, EVERYWHERE, order.public_id, "hand_out", version=order.version)
    assert order.escalated_to is None
    assert order.due_on == work_calendar().after(today(), 5)


def test_an_exemption_ends_by_itself_on_its_day(db: Session, world: World) -> None:
    kept = {
        name: plant(
            db, world, state="exempted", conclusion="keep", closed_on=date(2026, 1, 5), gone=name == "gone"
        )[0]
        for name in ("over", "running", "gone")
    }
    with unit_of_work(db, SYSTEM, "test.exempt") as work:
        for name, row in kept.items():
            until = DAY if name == "running" else DAY - timedelta(days=1)
            work.session.add(
                Exemption(
                    finding_id=row.id, check_code="R03", household_id=row.household_id, reason="other", until_on=until
                )
            )  # fmt: skip

    assert watch_orders(db, as_of=DAY)["exemptions_ended"] == 1

    db.expire_all()
    assert {name: row.state for name, row in kept.items()} == {
        "over": "returned", "running": "exempted", "gone": "closed"
    }  # fmt: skip
    assert kept["over"].due_on == work_calendar().after(DAY, 5)


def test_a_rule_that_cries_wolf_weighs_less_until_a_person_says_otherwise(db: Session, world: World) -> None:
    with unit_of_work(db, SYSTEM, "test.catalogue") as work:
        ship_catalogue(work)
    closed = {"state": "closed", "closed_on": DAY}
    plant(db, world, 39, conclusion="wrong_details", **closed)
    plant(db, world, 1, conclusion="remove", **closed)
    for conclusion, count in (("wrong_details", 30), ("remove", 10)):  # a quarter right: 14 % to 40 %
        plant(db, world, count, check_code="R04", conclusion=conclusion, **closed)
    plant(db, world, 29, check_code="R06", conclusion="namesake", **closed)  # too few answers
    waiting = plant(db, world)[0]

    assert watch_orders(db, as_of=DAY)["lightened"] == 1
    assert watch_orders(db, as_of=DAY)["lightened"] == 0
    row = db.scalars(select(CheckDemotion)).one()
    assert (row.check_code, row.from_severity, row.to_severity) == ("R03", "doubt", "hint")
    assert (row.answered, row.confirmed) == (40, 1)
    db.refresh(waiting)
    assert waiting.severity == "hint"

    with act_of(db, world, "office") as work:
        restore_weight(work, "R03", reason="本月换了口径")
    db.refresh(waiting)
    assert waiting.severity == "doubt"
    assert watch_orders(db, as_of=DAY)["lightened"] == 0  # old answers do not count again
    assert check_shares(db, EVERYWHERE)["R03"].answered == 40


def test_money_comes_back_receipt_by_receipt_and_keeps_the_order_open(db: Session, world: World) -> None:
    order = plant(db, world, state="township_reviewed", conclusion="remove", to_return_fen=100_000)[0]
    day = today()

    def receive(fen: int, number: str) -> None:
        with act_of(db, world, f"clerk{fen}{number}") as work:
            record_receipt(
                work, EVERYWHERE, order.public_id,
                version=order.version, amount_fen=fen, returned_on=day, receipt_no=number,
            )  # fmt: skip

    receive(60_000, "A1")
    for fen, number in ((40_001, "A2"), (10_000, "A1")):  # more than remains; the same receipt again
        with pytest.raises(InvalidInputError, match="没有记上"):
            receive(fen, number)
    with act_of(db, world, "office") as work, pytest.raises(InvalidInputError, match=r"还有 400\.00 元"):
        take_step(work, EVERYWHERE, order.public_id, "close", version=order.version)
    receive(40_000, "A2")
    with act_of(db, world, "office2") as work:
        take_step(work, EVERYWHERE, order.public_id, "close", version=order.version)

    assert order.state == "closed"
    total = sum_money(db, EVERYWHERE)
    assert (total.to_return_fen, total.returned_fen, total.remaining_fen) == (100_000, 100_000, 0)


def test_a_sample_of_closed_orders_is_looked_at_again_by_somebody_else(db: Session, world: World) -> None:
    orders = plant(db, world, 21, state="closed", conclusion="wrong_details", closed_on=date(2026, 10, 30))
    plant(db, world, 30, state="closed", conclusion="wrong_details", closed_on=date(2026, 9, 30), gone=True)
    plant(db, world, 30, state="closed", conclusion=None, closed_on=date(2026, 10, 30))  # closed by nobody
    office = world.account("office", "county_office", COUNTY)
    with unit_of_work(db, actor_of(db, office), "test.steps") as work:
        for order in orders:
            for state, was in (("answered", "handed_out"), ("closed", "answered")):
                work.session.add(
                    FindingStep(
                        finding_id=order.id, at=datetime(2026, 10, 30, tzinfo=LOCAL), actor_id=office.id,
                        from_state=was, to_state=state, event_id=work.event_id,
                    )
                )  # fmt: skip

    assert watch_orders(db, as_of=DAY)["rechecks"] == 2  # 5 % of 21, rounded up
    assert watch_orders(db, as_of=DAY + timedelta(days=1))["rechecks"] == 0
    looks = db.scalars(select(FindingRecheck).order_by(FindingRecheck.id)).all()
    chosen = {look.finding_id: look for look in looks}
    assert set(chosen) <= {order.id for order in orders}
    assert {(look.closed_by, look.answered_by) for look in looks} == {(office.id, office.id)}

    first, second = (next(o for o in orders if o.id == look.finding_id) for look in looks)
    with (
        unit_of_work(db, actor_of(db, office), "test.look") as work,
        pytest.raises(InvalidInputError, match="自己"),
    ):
        judge_recheck(
            work, EVERYWHERE, first.public_id, version=1, upheld=True, words="去看了，车确实卖了半年"
        )
    for order, upheld in ((first, True), (second, False)):
        with act_of(db, world, f"other{upheld}".lower()) as work:
            judge_recheck(
                work, EVERYWHERE, order.public_id, version=1, upheld=upheld, words="去看了，车还停在院子里面"
            )
    assert (first.state, second.state) == ("closed", "returned")
    assert second.closed_on is None and second.due_on is not None


def test_what_is_seen_anew_comes_back_whatever_was_answered(db: Session, world: World) -> None:
    kinds = [CheckKind("R03", "household", "GA", "doubt")]
    closed = {"state": "closed", "conclusion": "wrong_details"}
    anew = plant(db, world, closed_on=date(2025, 12, 1), **closed)[0]  # its result is of January
    known = plant(db, world, closed_on=date(2026, 2, 1), **closed)[0]
    for row in (anew, known):
        row_key = f"R03:{row.household_id}"
        with unit_of_work(db, SYSTEM, "test.key"):
            row.fact_key = row_key

    with unit_of_work(db, SYSTEM, "test.run") as work:
        counts = refresh_findings(work, kinds, "520199000000", "520200000000", DAY)

    db.expire_all()
    assert (counts["new"], counts["back"]) == (0, 1)
    assert (anew.state, known.state) == ("returned", "closed")
    story = db.scalars(select(FindingStep).where(FindingStep.finding_id == anew.id)).one()
    assert (story.from_state, story.to_state) == ("closed", "returned")


def test_a_rule_that_keeps_a_list_sends_nobody_and_closes_what_waits(db: Session, world: World) -> None:
    waiting, kept = plant(db, world)[0], plant(db, world, state="exempted", closed_on=DAY)[0]
    listed = [CheckKind("R03", "household", "GA", "hint", opens=False)]
    with unit_of_work(db, SYSTEM, "test.run") as work:
        counts = refresh_findings(work, listed, "520199000000", "520200000000", DAY)
    db.expire_all()
    assert counts == {"new": 0, "refreshed": 0, "back": 0, "gone": 1}
    assert (waiting.state, kept.state) == ("closed", "exempted")


def test_pages_show_money_second_looks_and_rules(app: Flask, db: Session, world: World) -> None:
    with unscoped("tests"):
        owed = plant(db, world, state="township_reviewed", conclusion="remove", to_return_fen=123_400)[0]
        late = plant(db, world, escalated_to="county", escalated_on=DAY)[0]
        address, version, late_address = owed.public_id, owed.version, late.public_id
    world.account("clerk", "county_office", COUNTY)
    clerk = Visitor(app, "clerk")

    assert "1,234 元" in clerk.get("/findings/money").text
    assert "没有等复核的" in clerk.get("/findings/rechecks").text
    assert "没有降级的规则" in clerk.get("/findings/checks").text
    assert "已报县帮扶办" in clerk.get("/findings?group=escalated").text
    assert late_address in clerk.get("/findings?group=escalated").text
    page = clerk.get(f"/findings/{address}")
    assert "登记退款" in page.text
    sent = {
        "version": version,
        "amount": "1234",
        "returned_on": today().isoformat(),
        "receipt_no": "T-9",
    }
    answer = clerk.post(f"/findings/{address}/receipt", sent)
    assert answer.status_code == 302, answer.text
    assert "退清了" in clerk.get(f"/findings/{address}").text
