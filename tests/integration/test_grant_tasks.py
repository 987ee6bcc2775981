"""A missing measure is a task of its bureau: found once, taken up, asked about, delivered, refused, appealed."""

import re
from datetime import date, datetime
from html import unescape
from io import BytesIO

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.clock import LOCAL, now, today
from app.domain.errors import InvalidInputError
from app.domain.permissions import SYSTEM
from app.models import GrantAppeal, Household, MeasureGrant, RuleResult, User
from app.queries.accounts import actor_of
from app.queries.grant_tasks import boards, list_documents
from app.queries.scope import Scope
from app.services.appeals import decide_appeal, file_appeal
from app.services.catalogue import ship_catalogue, shipped_catalogue, work_calendar
from app.services.grant_rounds import take_steps
from app.services.grant_tasks import refresh_tasks
from app.services.grants import note_grant, take_grant_step
from app.unit_of_work import unit_of_work
from tests.support.people import COUNTY, VILLAGE, World
from tests.support.visitor import Visitor

PLACE = ("520199000000", "520200000000")
EVERYWHERE = Scope.everything()
MEASURES = list(shipped_catalogue().measures.values())


@pytest.fixture
def home(db: Session, world: World, monkeypatch: pytest.MonkeyPatch) -> Household:
    """A family whose answers are planted: the rules themselves would not find them missing."""
    for place in ("grants", "grant_rounds"):
        monkeypatch.setattr(f"app.services.{place}.run_household", lambda *_args: None)
    with unit_of_work(db, SYSTEM, "test.catalogue") as work:
        ship_catalogue(work)
    home = world.household(VILLAGE, head_name="石阿妹")
    missing(db, home, "M19")
    return home


def missing(db: Session, home: Household, measure: str, since: datetime | None = None) -> None:
    with unit_of_work(db, SYSTEM, "test.result") as work:
        work.session.add(
            RuleResult(
                rule=f"{measure}.verdict.missing", subject=home.id, household_id=home.id, area_code=VILLAGE, state=1,
                since_at=since or datetime(2026, 1, 1, tzinfo=LOCAL),
            )
        )  # fmt: skip


def no_longer(db: Session) -> None:
    with unit_of_work(db, SYSTEM, "test.result") as work:
        work.session.execute(update(RuleResult).where(RuleResult.until_at.is_(None)).values(until_at=now()))


def refresh(db: Session) -> dict[str, int]:
    with unit_of_work(db, SYSTEM, "test.run") as work:
        return refresh_tasks(work, MEASURES, *PLACE, today())


def tasks(db: Session) -> list[MeasureGrant]:
    db.rollback()
    return list(db.scalars(select(MeasureGrant).order_by(MeasureGrant.id)))


def step(db: Session, world: World, login: str, grant: MeasureGrant, act: str, **values: object) -> None:
    user = world.account(login, "county_office", COUNTY)
    with unit_of_work(db, actor_of(db, user), f"grant.{act}", subject=f"grant:{grant.public_id}") as work:
        take_grant_step(work, EVERYWHERE, grant.public_id, act, version=grant.version, **values)  # type: ignore[arg-type]


def test_what_is_missing_waits_once_for_its_bureau_and_goes_away_by_itself(
    db: Session, home: Household
) -> None:
    assert refresh(db) == {"owed": 1, "lapsed": 0}
    assert refresh(db) == {"owed": 0, "lapsed": 0}
    (task,) = tasks(db)
    assert (task.measure, task.bureau, task.state) == (
        "M19",
        shipped_catalogue().measures["M19"].bureau,
        "owed",
    )
    assert task.due_on == work_calendar().after(today(), 5)

    no_longer(db)

    assert refresh(db) == {"owed": 0, "lapsed": 1}
    assert tasks(db)[0].state == "lapsed"


def test_a_refusal_stands_until_it_goes_missing_anew(db: Session, world: World, home: Household) -> None:
    refresh(db)
    step(db, world, "office", tasks(db)[0], "refuse", refusal="unwilling")
    assert refresh(db) == {"owed": 0, "lapsed": 0}

    no_longer(db)
    missing(db, home, "M19", datetime(2030, 1, 1, tzinfo=LOCAL))

    assert refresh(db)["owed"] == 1


def test_documents_of_one_family_are_one_way_and_the_task_goes_on_where_it_was(
    db: Session, world: World, home: Household
) -> None:
    missing(db, home, "M20")
    refresh(db)
    first, second = tasks(db)
    step(db, world, "office", first, "accept")
    with pytest.raises(InvalidInputError, match="什么材料"):
        step(db, world, "c", tasks(db)[0], "ask", reason=" ")
    for login, grant in (("a", first), ("b", second)):
        step(db, world, login, grant, "ask", reason="户口簿复印件")
    (family,) = list_documents(db, EVERYWHERE)
    assert [grant.public_id for grant, _ in family.wanted] == [first.public_id, second.public_id]

    actor = actor_of(db, world.account("village", "village_cadre", VILLAGE))
    with unit_of_work(db, actor, "grant.bulk") as work:
        assert take_steps(work, EVERYWHERE, {first.public_id: None, second.public_id: None}, "bring") == []

    assert [one.state for one in tasks(db)] == ["approved", "owed"]


def test_many_are_delivered_at_once_and_those_that_moved_are_left_with_a_reason(
    db: Session, world: World, home: Household
) -> None:
    missing(db, home, "M20")
    refresh(db)
    first, second = tasks(db)
    step(db, world, "office", first, "accept")
    actor = actor_of(db, world.account("other", "county_office", COUNTY))
    seen = {first.public_id: first.version, second.public_id: second.version}
    values = {"reason": "补贴发放表 7 号", "amount_fen": 50_000, "period": "2026"}
    with unit_of_work(db, actor, "grant.bulk") as work:
        left = take_steps(work, EVERYWHERE, seen | {first.public_id: first.version}, "deliver", **values)
    assert [one for one, _ in left] == [second.public_id] and "待受理" in left[0][1]
    done = tasks(db)[0]
    assert (done.state, done.amount_fen, done.period, done.task_key) == ("delivered", 50_000, "2026", None)
    with unit_of_work(db, actor, "grant.bulk") as work:
        assert take_steps(work, EVERYWHERE, {first.public_id: 1}, "end") == [
            (first.public_id, "刚才被别人办过一步。")
        ]


def test_an_appeal_is_decided_by_another_person(db: Session, world: World, home: Household) -> None:
    refresh(db)
    task = tasks(db)[0]
    step(db, world, "office", task, "refuse", refusal="unwilling")
    third = actor_of(db, world.account("third", "county_office", COUNTY))
    with unit_of_work(db, third, "grant.note") as work:  # words of another after it are no refusal of theirs
        note_grant(work, EVERYWHERE, task.public_id, "家里没有人在")
    refuser = actor_of(db, db.merge(world.account("second", "county_office", COUNTY)))
    with unit_of_work(db, refuser, "grant.appeal") as work:
        appeal = file_appeal(work, EVERYWHERE, task.public_id, words="房子已经裂缝，住不得人了")
    with (
        unit_of_work(db, refuser, "grant.decide_appeal") as work,
        pytest.raises(InvalidInputError, match="自己"),
    ):
        decide_appeal(
            work, EVERYWHERE, task.public_id, version=1, changed=True, words="鉴定为 C 级，应当改造"
        )
    office = actor_of(db, db.scalars(select(User).where(User.login == "office")).one())
    with (
        unit_of_work(db, office, "grant.decide_appeal") as work,
        pytest.raises(InvalidInputError, match="自己"),
    ):
        decide_appeal(
            work, EVERYWHERE, task.public_id, version=1, changed=False, words="当时问过本人，确实不愿意"
        )
    with unit_of_work(db, third, "grant.decide_appeal") as work:
        decide_appeal(
            work, EVERYWHERE, task.public_id, version=1, changed=True, words="鉴定为 C 级，应当改造"
        )
    db.expire_all()
    assert (appeal.state, appeal.refused_by) == ("changed", office.id)
    assert (task.state, task.refusal) == ("owed", None)
    assert db.scalars(select(GrantAppeal)).one().decided_by == third.id


def test_boards_count_by_bureau_and_township(db: Session, home: Household) -> None:
    refresh(db)
    task = tasks(db)[0]
    with unit_of_work(db, SYSTEM, "test.late"):
        task.due_on = date(2026, 1, 5)
    (bureau,) = boards(db, EVERYWHERE, today())
    (township,) = boards(db, EVERYWHERE, today(), "township")
    assert (bureau.stages["owed"], bureau.late) == (1, 1)
    assert township.key == "520199101000"


def test_pages_of_tasks_work_from_the_list_to_the_delivery(
    app: Flask, db: Session, world: World, home: Household
) -> None:
    refresh(db)
    public_id = tasks(db)[0].public_id
    world.account("clerk", "county_office", COUNTY)
    clerk = Visitor(app, "clerk")
    assert "受理" in clerk.get("/grants?group=owed").text
    preview = clerk.post("/grants/bulk", {"act": "accept", "chosen": [public_id]})
    assert preview.status_code == 200 and "1 项一起办" in preview.text
    assert tasks(db)[0].state == "owed"  # a preview writes nothing
    assert (
        clerk.post("/grants/bulk", {"act": "accept", "chosen": [public_id], "ready": "yes"}).status_code
        == 302
    )
    assert tasks(db)[0].state == "approved"
    sent = {"act": "deliver", "chosen": [public_id], "ready": "yes"}
    told = clerk.post("/grants/bulk", sent, follow_redirects=True).text
    assert "凭证的名称和编号" in told and tasks(db)[0].state == "approved"  # no proof, no delivery
    for place in ("board", "board?by=township", "documents", "appeals", public_id):
        assert clerk.get(f"/grants/{place}").status_code == 200


def filled(body: bytes, rows: dict[str, dict[str, object]]) -> bytes:
    """The sheet as the bureau fills it: per task what stands in which column."""
    book = load_workbook(BytesIO(body))
    page = book["办理表"]
    heads = {str(cell.value): number for number, cell in enumerate(page[1], 1)}
    for line in range(2, page.max_row + 1):
        for name, value in rows.get(str(page.cell(line, 1).value), {}).items():
            page.cell(line, heads[name]).value = value
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_bureaus_own_sheet_goes_out_and_comes_back_row_by_row(
    app: Flask, db: Session, world: World, home: Household
) -> None:
    for measure in ("M40", "M46", "M18"):
        missing(db, home, measure)
    refresh(db)
    one, two, three, four = [task.public_id for task in tasks(db)]
    world.account("clerk", "county_office", COUNTY)
    clerk = Visitor(app, "clerk")
    body = clerk.post("/grants/sheet/download").data
    sheet = filled(
        body,
        {
            one: {"办理": "受理"},
            two: {"办理": "不予落实", "不予落实的原因": "本人不愿意", "凭据或说明": "本人签字"},
            three: {"办理": "受理"},
            four: {"办理": "不知道"},
        },
    )
    step(db, world, "faster", tasks(db)[2], "ask", reason="户口簿")

    sent = {"file": (BytesIO(sheet), "办理表.xlsx")}
    preview = clerk.post("/grants/sheet", sent, content_type="multipart/form-data").text
    assert "会办 2 项" in preview and "1 项别人办过了" in preview and "只能写：受理" in preview
    assert [task.state for task in tasks(db)] == ["owed", "owed", "waiting", "owed"]

    fields = {"step": [unescape(found) for found in re.findall(r'name="step" value="([^"]*)"', preview)]}
    assert "办好 2 项" in clerk.post("/grants/sheet/apply", fields, follow_redirects=True).text
    assert [task.state for task in tasks(db)] == ["approved", "refused", "waiting", "owed"]
    assert (
        "2 项没有办" in clerk.post("/grants/sheet/apply", fields, follow_redirects=True).text
    )  # they moved meanwhile

    other = {"file": (BytesIO(filled(body, {})), "办理表.xlsx")}
    assert "都是空的" in clerk.post("/grants/sheet", other, content_type="multipart/form-data").text
    app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)
    for wrong in (
        "", "[]", "[1,2,3]", '["x",1,"deliver",{"on_day":"x"}]', '["x",1,"deliver",5]', "[" * 100_000,
        r'["\ud800",1,"accept",{}]', f'["{four}",1,"refuse",{{"refusal":{{}}}}]',
    ):  # fmt: skip
        assert clerk.post("/grants/sheet/apply", {"step": wrong}).status_code in (302, 422), wrong[:40]
    assert tasks(db)[3].state == "owed"
    assert (
        clerk.post(
            "/grants/sheet", {"file": (BytesIO(b"x"), "a.xlsx")}, content_type="multipart/form-data"
        ).status_code
        == 422
    )
