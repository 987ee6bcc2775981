"""Supervision: every condition finds its planted case and leaves the near miss; its loop; nobody else sees."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app.domain.clock import LOCAL, new_public_id, now, today
from app.domain.errors import BangfuError, InvalidInputError, NotFoundError
from app.domain.permissions import SYSTEM, Actor
from app.domain.supervision import read_all, read_supervision
from app.domain.vocabulary.datasets import BY_KEY
from app.models import (
    Attachment,
    BureauRecord,
    Event,
    Exemption,
    Finding,
    FindingRecheck,
    FindingStep,
    Household,
    ImportBatch,
    MeasureGrant,
    RoleGrant,
    StoredFile,
    SupervisionCase,
    SupervisionStep,
    User,
    Visit,
)
from app.queries.accounts import actor_of
from app.queries.supervision_rows import BASE
from app.queries.supervision_views import FIELDS, VIEWS
from app.services.secrets import seal_value
from app.services.supervision import (
    close_case,
    conditions,
    explain_case,
    judge_case,
    supervision_scope,
    watch_officials,
)
from app.unit_of_work import unit_of_work
from tests.support.people import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE, World
from tests.support.visitor import Visitor

DAY = today()
LATELY = DAY - timedelta(days=5)


def at(day: date, hour: int = 10, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LOCAL)


class Scene:
    """Plants what each condition looks for, and beside it what only resembles it."""

    def __init__(self, db: Session, world: World) -> None:
        self.db, self.world = db, world
        self.expected: dict[str, set[object]] = defaultdict(set)
        self._people = 0

    def official(self) -> int:
        self._people += 1
        with unit_of_work(self.db, SYSTEM, "test.user") as work:
            user = User(
                public_id=new_public_id(), login=f"u{self._people}", display_name=f"某{self._people}", session_key="x",
                created_at=now(),
            )  # fmt: skip
            work.session.add(user)
            work.session.flush()
            work.session.add(
                RoleGrant(user_id=user.id, role="village_cadre", area_code=VILLAGE, created_at=now())
            )
        return user.id

    def home(self, **values: Any) -> Household:
        return self.world.household(VILLAGE, **values)

    def finding(self, home: Household | None = None, *, by: int | None = None, **values: Any) -> Finding:
        home = home or self.home()
        with unit_of_work(self.db, SYSTEM if by is None else Actor(by, ""), "test.finding") as work:
            row = Finding(
                **{
                    "check_code": "R03", "household_id": home.id, "area_code": VILLAGE, "severity": "doubt",
                    "fact_key": new_public_id(), "state": "handed_out", "found_on": LATELY - timedelta(days=30),
                    "last_seen_on": DAY, **values,
                }
            )  # fmt: skip
            work.session.add(row)
        return row

    def step(self, finding: Finding, was: str, becomes: str, actor: int, when: datetime) -> None:
        with unit_of_work(self.db, SYSTEM, "test.step") as work:
            work.session.add(
                FindingStep(
                    finding_id=finding.id, at=when, actor_id=actor, from_state=was, to_state=becomes,
                    event_id=work.event_id,
                )
            )  # fmt: skip

    def closed(self, answered: int, closed: int, home: Household | None = None, **values: Any) -> Finding:
        row = self.finding(home, state="closed", closed_on=LATELY, conclusion="remove", **values)
        self.step(row, "handed_out", "answered", answered, at(LATELY, 9))
        self.step(row, "answered", "closed", closed, at(LATELY, 11))
        return row

    def events(self, actor: int, act: str, count: int, when: datetime, subject: str = "household:x") -> None:
        rows = [
            {
                "at": when + timedelta(seconds=n),
                "actor_id": actor,
                "act": act,
                "subject": subject if count == 1 else f"{subject}{n}",
                "payload": {},
            }
            for n in range(count)
        ]
        self.db.commit()
        self.db.connection(execution_options={"write": True})
        self.db.execute(insert(Event), rows)
        self.db.commit()


def plant(scene: Scene) -> None:
    hit, person = scene.expected, [scene.official() for _ in range(6)]
    one, other = person[:2]

    hit["S01"].add(f"finding:{scene.finding(due_on=DAY - timedelta(days=10)).public_id}")
    scene.finding(due_on=DAY - timedelta(days=9))
    scene.finding(due_on=DAY - timedelta(days=40), state="closed", closed_on=DAY)

    for minutes, planted in ((29, True), (30, False)):
        row = scene.finding(state="answered")
        scene.step(row, "new", "handed_out", other, at(LATELY, 9))
        scene.step(row, "handed_out", "answered", one, at(LATELY, 9) + timedelta(minutes=minutes))
        hit["S02"] |= {f"finding:{row.public_id}"} if planted else set()

    hit["S03"].add(f"finding:{scene.closed(one, other).public_id}")
    scene.closed(one, other, checkers="甲、乙")
    visited = scene.home()
    with unit_of_work(scene.db, SYSTEM, "test.visit") as work:
        work.session.add(Visit(household_id=visited.id, area_code=VILLAGE, on_day=LATELY))
    scene.closed(one, other, visited)

    hit["S04"].add(f"finding:{scene.closed(one, one, checkers='甲').public_id}")
    scene.closed(one, other, checkers="甲")

    for deliverer, planted in ((one, True), (other, False)):
        grant = MeasureGrant(
            household_id=scene.home().id, area_code=VILLAGE, measure="M19", bureau="ZJ", state="approved"
        )
        with unit_of_work(scene.db, Actor(one, ""), "grant.approve") as work:
            work.session.add(grant)
        with unit_of_work(scene.db, Actor(deliverer, ""), "grant.deliver"):
            grant.state, grant.delivered_on = "delivered", LATELY
        hit["S05"] |= {f"grant:{grant.public_id}"} if planted else set()

    for kind, ends, planted in (("civil", None, True), ("temporary", None, False), ("civil", LATELY, False)):
        home = scene.home()
        relative = scene.world.person(home)
        with unit_of_work(scene.db, SYSTEM, "test.kin") as work:
            work.session.add_all([
                MeasureGrant(
                    household_id=home.id, area_code=VILLAGE, measure="M26", bureau="MZ", state="approved",
                    starts_on=date(2026, 1, 1),
                ),
                BureauRecord(
                    dataset=BY_KEY["payroll"].number, person_id=relative.id, period="2026-10", kind=kind,
                    status="normal", ends_on=ends,
                ),
            ])  # fmt: skip
        hit["S06"] |= {home.id} if planted else set()

    for condition, column, kind, size in (("S07", "phone_ref", "phone", 3), ("S08", "bank_ref", "bank", 2)):
        for homes in (size, size - 1):
            text = f"1380000{size}{homes:03d}" if kind == "phone" else f"62220000000000{size}{homes:02d}"
            for _ in range(homes):
                secret = seal_value(kind, text)
                with unit_of_work(scene.db, SYSTEM, "test.secret") as work:
                    work.session.add(secret)
                    work.session.flush()
                home = scene.home(**{column: secret.id})
                hit[condition] |= {home.id} if homes == size else set()

    for count, right, planted in ((20, 1, True), (20, 2, False), (19, 0, False)):
        who = scene.official()
        for number in range(count):
            row = scene.finding(state="answered", conclusion="remove" if number < right else "keep")
            scene.step(row, "handed_out", "answered", who, at(LATELY, 9))
        hit["S09"] |= {who} if planted else set()

    for days_after, planted in ((1, True), (-1, False)):
        home = scene.home()
        row = scene.finding(home, state="closed", closed_on=LATELY)
        drawn = LATELY - timedelta(days=1)
        with unit_of_work(scene.db, SYSTEM, "test.look") as work:
            work.session.add(
                FindingRecheck(finding_id=row.id, household_id=home.id, area_code=VILLAGE, drawn_on=drawn)
            )
        scene.events(
            one, "household.edit", 1, at(drawn + timedelta(days=days_after)), f"household:{home.public_id}"
        )
        hit["S10"] |= {f"finding:{row.public_id}"} if planted else set()

    plans = (
        ("S11", "household.edit", 200, 10), ("S12", "grant.approve", 20, 23), ("S13", "secret.reveal", 10, 10)
    )  # fmt: skip
    for condition, act, limit, hour in plans:
        for count in (limit, limit - 1):
            who = scene.official()
            scene.events(who, act, count, at(LATELY, hour))
            hit[condition] |= {who} if count == limit else set()
    evening = scene.official()
    scene.events(evening, "grant.approve", 20, at(LATELY, 21, 59) - timedelta(minutes=1))
    followed = scene.official()
    scene.events(followed, "secret.reveal", 10, at(LATELY))
    scene.events(followed, "visit.record", 1, at(LATELY + timedelta(days=3)), "household:x7")

    for condition, limit in (("S14", 30), ("S15", 3)):
        for count in (limit, limit - 1):
            who = scene.official()
            home, row = scene.home(), scene.finding(state="exempted")
            with unit_of_work(scene.db, Actor(who, ""), "test.many") as work:
                file = StoredFile(
                    public_id=new_public_id(), digest="0" * 64, name="x.xlsx", media_type="x", size=1, purpose="import",
                    created_at=now(),
                )  # fmt: skip
                work.session.add(file)
                work.session.flush()
                for number in range(count):
                    work.session.add(
                        Exemption(
                            finding_id=row.id, check_code=f"R{number}", household_id=home.id, reason="other",
                            until_on=DAY,
                        )
                        if condition == "S14"
                        else ImportBatch(
                            public_id=new_public_id(), area_code=VILLAGE, file_id=file.id, digest="0" * 64,
                            created_by=who, created_at=now(), undone_at=at(LATELY),
                        )
                    )  # fmt: skip
            hit[condition] |= {who} if count == limit else set()

    for last_has_one in (False, True):
        who = scene.official()
        homes = [scene.closed(other, who, checkers="甲").household_id for _ in range(10)]
        if last_has_one:
            _photo(scene, homes[-1])
        hit["S16"] |= set() if last_has_one else {who}


def _photo(scene: Scene, home: int) -> None:
    """Taken between the finding and its closing."""
    with unit_of_work(scene.db, SYSTEM, "test.photo") as work:
        file = StoredFile(
            public_id=new_public_id(), digest="1" * 64, name="x.jpg", media_type="image/jpeg", size=1, purpose="photo",
            created_at=now(),
        )  # fmt: skip
        work.session.add(file)
        work.session.flush()
        work.session.add(
            Attachment(
                household_id=home, area_code=VILLAGE, kind="photo", topic="visit", file_id=file.id, taken_on=LATELY,
                added_at=now(),
            )
        )  # fmt: skip


def test_every_condition_finds_its_case_and_leaves_the_near_miss(db: Session, world: World) -> None:
    scene = Scene(db, world)
    plant(scene)
    watch_officials(db, as_of=DAY)

    found: dict[str, set[object]] = defaultdict(set)
    for case in db.scalars(select(SupervisionCase).order_by(SupervisionCase.id)):
        by = conditions()[case.condition].by
        found[case.condition].add(
            case.subject if by == "row" else case.household_id if by == "household" else case.user_id
        )
    assert set(scene.expected) == set(conditions())
    assert dict(found) == dict(scene.expected)


def test_a_second_look_opens_nothing_twice(db: Session, world: World) -> None:
    scene = Scene(db, world)
    for _one in range(2):  # several facts are written in one statement
        scene.finding(due_on=DAY - timedelta(days=10))
    assert watch_officials(db, as_of=DAY)["S01"] == 2
    assert watch_officials(db, as_of=DAY + timedelta(days=1))["S01"] == 0
    cases = db.scalars(select(SupervisionCase).order_by(SupervisionCase.id)).all()
    assert [(c.found_on, c.last_seen_on) for c in cases] == [(DAY, DAY + timedelta(days=1))] * 2
    assert {(c.seen, c.allowed) for c in cases} == {(10, 10)}


def test_conditions_are_checked_when_they_are_read() -> None:
    assert len(conditions()) >= 12
    good = {
        "code": "S99", "title": "试", "family": "work", "over": "open_orders", "by": "row", "shows": "days",
        "unit": "天",
        "where": [{"field": "days", "op": "ge", "standard": "x"}], "severity": "doubt", "first_day": date(2020, 1, 1),
        "advice": "看", "source": {"document": "试", "confidence": "placeholder"},
    }  # fmt: skip
    assert read_supervision(good, FIELDS, frozenset({"x"})).code == "S99"
    limits = (
        {"field": "minutes", "op": "ge", "value": 1}, {"field": "days", "op": "ge", "standard": "y"},
        {"field": "days", "op": "like", "value": 1}, {"field": "days", "op": "ge"},
    )  # fmt: skip
    faults: list[dict[str, Any]] = [{"over": "nowhere"}, {"shows": "minutes"}, {"by": "moon"}, {"count": 3}]
    for wrong in [*faults, *({"where": [limit]} for limit in limits)]:
        with pytest.raises(BangfuError):
            read_all([good | wrong], FIELDS, frozenset({"x"}))


def test_views_have_the_columns_that_they_promise() -> None:
    for name, (view, fields) in VIEWS.items():
        assert set(view(DAY, LATELY).selected_columns.keys()) == set(BASE) | fields, name


def _case(db: Session, user: int | None, area: str = VILLAGE) -> SupervisionCase:
    with unit_of_work(db, SYSTEM, "test.case") as work:
        case = SupervisionCase(
            condition="S11", fact_key=new_public_id(), area_code=area, user_id=user, seen=230, allowed=200,
            found_on=DAY, last_seen_on=DAY,
        )  # fmt: skip
        work.session.add(case)
    return case


def test_the_loop_is_explained_judged_and_closed_by_different_people(db: Session, world: World) -> None:
    cadre, other = (
        actor_of(db, world.account(name, "village_cadre", VILLAGE)) for name in ("cadre", "other")
    )
    judge = actor_of(db, world.account("judge", "discipline_officer", COUNTY))
    case, words = _case(db, cadre.id), "那天补录了全村的老档案，有原始表"
    scope = supervision_scope(judge)

    with unit_of_work(db, other, "supervision.explain") as work, pytest.raises(NotFoundError):
        explain_case(work, case.public_id, version=1, words=words)
    with (
        unit_of_work(db, cadre, "supervision.explain") as work,
        pytest.raises(InvalidInputError, match="太短"),
    ):
        explain_case(work, case.public_id, version=1, words="忙")
    with unit_of_work(db, cadre, "supervision.explain") as work:
        explain_case(work, case.public_id, version=case.version, words=words)
    with unit_of_work(db, judge, "supervision.judge") as work:
        judge_case(
            work,
            scope,
            case.public_id,
            version=case.version,
            judgement="mend",
            words="原始表缺两组，补来再看",
        )
    assert (case.state, case.judgement) == ("mending", "mend")
    with (
        unit_of_work(db, cadre, "supervision.explain") as work,
        pytest.raises(InvalidInputError, match="判断过"),
    ):
        explain_case(work, case.public_id, version=case.version, words=words)
    with unit_of_work(db, judge, "supervision.close") as work:
        close_case(work, scope, case.public_id, version=case.version, words="两组的原始表补来了，对得上")
    assert case.state == "closed"
    steps = db.scalars(select(SupervisionStep.to_state).order_by(SupervisionStep.id)).all()
    assert steps == ["explained", "mending", "closed"]

    own = _case(db, judge.id)
    with (
        unit_of_work(db, judge, "supervision.judge") as work,
        pytest.raises(InvalidInputError, match="您自己"),
    ):
        judge_case(work, scope, own.public_id, version=1, judgement="fine", words="我自己的事，没有问题的")


def test_only_watchers_of_the_place_and_the_official_see_a_case(
    app: Flask, db: Session, world: World
) -> None:
    accounts = {
        "cadre": ("village_cadre", VILLAGE), "fellow": ("village_cadre", VILLAGE),
        "clerk": ("township_clerk", TOWNSHIP), "office": ("county_office", COUNTY),
        "leader": ("leader", COUNTY), "auditor": ("auditor", COUNTY),
        "judge": ("discipline_officer", COUNTY), "away": ("discipline_officer", OTHER_VILLAGE),
        "system": ("system_admin", COUNTY),
    }  # fmt: skip
    users = {login: world.account(login, role, area) for login, (role, area) in accounts.items()}
    case = _case(db, users["cadre"].id)
    watch, mine = f"/supervision/cases/{case.public_id}", f"/supervision/mine/{case.public_id}"

    seen = {}
    for login in accounts:
        visitor = Visitor(app, login)
        seen[login] = (visitor.get(watch).status_code, visitor.get(mine).status_code)
        for place in ("/supervision", "/supervision/cases", "/supervision/mine"):
            assert visitor.get(place).status_code in (200, 403)
    assert {login for login, (status, _) in seen.items() if status == 200} == {"auditor", "judge"}
    assert {login for login, (_, status) in seen.items() if status == 200} == {"cadre"}
    assert seen["away"][0] == 404 and seen["clerk"][0] == 403

    cadre, judge = Visitor(app, "cadre"), Visitor(app, "judge")
    assert "1 件等您说明" in cadre.get("/supervision/mine").text
    sent = {"version": case.version, "words": "那天补录了全村的老档案，有原始表"}
    assert cadre.post(mine, sent).status_code == 302
    assert "没有等您说明的" in cadre.get("/supervision/mine").text
    sent = {"version": 2, "judgement": "fine", "words": "原始表看过，对得上，没有问题"}
    assert Visitor(app, "auditor").post(f"{watch}/judge", sent).status_code == 403
    assert judge.post(f"{watch}/judge", sent).status_code == 302
    assert "了结了" in judge.get("/supervision").text
    assert db.scalar(select(func.count()).select_from(SupervisionStep)) == 2
