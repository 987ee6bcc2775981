"""Printing from the register: a household or a village, masked unless a purpose is told, public lists scanned first."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import docx
import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.clock import today
from app.domain.names import name_keys
from app.domain.permissions import SYSTEM
from app.extensions import db as database
from app.jobs import load_tasks
from app.jobs.tasks import Run
from app.jobs.worker import Worker
from app.models import (
    Assignment,
    Event,
    Household,
    IncomeEntry,
    LivingCondition,
    MeasureGrant,
    NameGram,
    ReportRequest,
    User,
)
from app.queries.scope import unscoped
from app.unit_of_work import unit_of_work
from tests.support.people import OTHER_VILLAGE, VILLAGE, World

ID = "520199195001010019"
MASK = "520199********0019"
ClientOf = Callable[[str], FlaskClient]


@pytest.fixture
def village(world: World) -> World:
    """Three households of the cadre's village, one of them monitored with a child, and one elsewhere."""
    first = world.household(
        head_name="石阿妹",
        group_name="一组",
        monitoring_kind="unstable",
        monitored_month=today().strftime("%Y-%m"),
    )
    world.person(first, ID, name="石阿妹", relation="head", sex="female")
    born = date(today().year - 9, 1, 1)
    world.person(first, name="石小山", relation="son", born_on=born)
    for name in ("杨明福", "罗玉珍"):
        world.person(world.household(head_name=name, group_name="二组"), name=name, relation="head")
    world.household(OTHER_VILLAGE, head_name="外村人")
    with unscoped("tests"), unit_of_work(world.session, SYSTEM, "test.rows") as work:
        work.session.add_all(
            [
                LivingCondition(household_id=first.id, house_level="C"),
                IncomeEntry(household_id=first.id, year=today().year, kind="wage_work", amount_fen=1_000_000),
                MeasureGrant(
                    household_id=first.id, area_code=VILLAGE, measure="M35", bureau="MZ", state="delivered",
                    amount_fen=120_000, starts_on=today(),
                ),
            ]
        )  # fmt: skip
    world.account("cadre", "village_cadre")
    return world


def _ask(client: FlaskClient, **values: object) -> str:
    form = {"form": "register", "fill": "filled", "formats": ["pdf", "docx"], "village": VILLAGE, **values}
    answer = client.post("/papers", data=form)
    assert answer.status_code == 302, answer.get_data(as_text=True)[-3000:]
    return answer.headers["Location"]


def _work(app: Flask) -> None:
    database.session.remove()
    for name in list(g):
        g.pop(name)
    Worker(database.engine, app.extensions["bangfu"], load_tasks()).run_due()


def _pdf(client: FlaskClient, page: str) -> str:
    body = client.get(f"{page}/files/pdf").data
    return (
        "".join(p.extract_text() for p in PdfReader(BytesIO(body)).pages).replace(" ", "").replace("\n", "")
    )


def _word(client: FlaskClient, page: str) -> str:
    word = docx.Document(BytesIO(client.get(f"{page}/files/docx").data))
    return "\n".join(cell.text for table in word.tables for row in table.rows for cell in row.cells)


def test_a_village_is_printed_with_masked_numbers_and_only_its_own_households(
    app: Flask, village: World, client_of: ClientOf
) -> None:
    client = client_of("cadre")
    page = _ask(client)
    assert "排队中" in client.get(page).get_data(as_text=True)
    _work(app)
    assert "下载 Word" in client.get(page).get_data(as_text=True)
    for text in (_pdf(client, page), _word(client, page)):
        assert MASK in text and ID not in text
        assert all(name in text for name in ("石阿妹", "杨明福", "罗玉珍")) and "外村人" not in text


def test_no_part_of_a_masked_paper_or_workbook_holds_a_number_an_account_or_a_hidden_word(
    app: Flask, village: World, client_of: ClientOf, db: Session
) -> None:
    client = client_of("cadre")
    pages = [_ask(client, form=form) for form in ("register", "file")]
    book = client.post("/workbooks/download", data={"village": VILLAGE}).data
    _work(app)
    files = [book, *(client.get(f"{page}/files/docx").data for page in pages)]
    parts = [
        (name, package.read(name).decode()) for package in map(_package, files) for name in package.namelist()
    ]
    for page in pages:
        read = PdfReader(BytesIO(client.get(f"{page}/files/pdf").data))
        assert (
            set(read.metadata or {}) <= {"/Title", "/Author", "/Creator", "/Producer"}
            and not read.attachments
        )
        assert not any("/Annots" in one for one in read.pages)
        parts += [("pdf", "".join(one.extract_text() for one in read.pages) + str(read.metadata))]
    whole = "".join(text for _name, text in parts)
    assert ID not in whole and MASK in whole
    assert not any(
        word in name for name, _text in parts for word in ("comment", "thumbnail", "custom", "vba")
    )
    cores = [text for name, text in parts if name == "docProps/core.xml"]
    assert len(cores) == 3 and not any("cadre" in text for text in cores)


def _package(body: bytes) -> ZipFile:
    return ZipFile(BytesIO(body))


def test_who_waits_sees_households_done_and_may_stop_the_run(
    app: Flask, village: World, client_of: ClientOf, db: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.adapters.print_run.PIECE", 1)
    client, seen = client_of("cadre"), []
    page, stopped, other = _ask(client, formats=["pdf"]), _ask(client), _ask(client)
    assert client.post(f"{stopped}/stop").status_code == 302
    step = Run.step

    def watched(run: Run, message: str | None = None, *, total: int | None = None) -> Any:
        seen.append((message, total))
        if len(seen) == 6:  # the other run is under way: somebody takes it back
            assert client.post(f"{other}/stop").status_code == 302
        return step(run, message, total=total)

    monkeypatch.setattr(Run, "step", watched)
    _work(app)
    assert (
        seen[:4] == [("正在排版", 5), *((f"排好 {n} 户，一共 3 户", 5) for n in (1, 2, 3))] and len(seen) == 6
    )
    assert all(name in _pdf(client, page) for name in ("石阿妹", "杨明福", "罗玉珍"))
    for taken_back in (stopped, other):
        assert "您取消了这一份" in client.get(taken_back).get_data(as_text=True)
        assert client.get(f"{taken_back}/files/pdf").status_code == 404
    late = client.post(f"{page}/stop")
    assert late.status_code == 422 and "已经做完了" in late.get_data(as_text=True)


def test_a_household_is_printed_with_full_numbers_for_a_purpose_and_the_trail_says_so(
    app: Flask, village: World, client_of: ClientOf, db: Session
) -> None:
    client, home = client_of("cadre"), _public_id(db, "石阿妹")
    refused = client.post(
        "/papers", data={"form": "register", "formats": "pdf", "household": home, "with_numbers": "y"}
    )
    assert refused.status_code == 422 and "要先选用途" in refused.get_data(as_text=True)
    page = _ask(client, household=home, with_numbers="y", purpose="paper", formats=["pdf"])
    _work(app)
    text = _pdf(client, page)
    assert ID in text and "石阿妹" in text and "杨明福" not in text and "含完整号码" in text
    act = db.scalars(
        select(Event).where(Event.act == "paper.numbers", Event.subject.like("household:%"))
    ).one()
    assert act.payload["purpose"] == "paper" and ID not in str(act.payload)


def _public_id(db: Session, head: str) -> str:
    from app.models import Household

    with unscoped("tests"):
        return db.scalars(select(Household.public_id).where(Household.head_name == head)).one()


def test_every_form_is_filled_from_the_register_and_every_blank_is_empty(
    app: Flask, village: World, client_of: ClientOf, db: Session
) -> None:
    client, home = client_of("cadre"), _public_id(db, "石阿妹")
    told = {"survey": "石小山", "plan": "住房", "handbook": "1200", "card": "10000", "file": "一户一档目录"}
    filled = {code: _ask(client, form=code, household=home, formats=["docx"]) for code in told}
    blank = _ask(client, form="survey", fill="blank", formats=["docx"])
    _work(app)
    for code, words in told.items():
        text = _word(client, filled[code]) if code != "file" else _all_words(client, filled[code])
        assert words in text, code
    assert "石阿妹" not in _word(client, blank) and "□是　□否" in _word(client, blank)


def _all_words(client: FlaskClient, page: str) -> str:
    return "".join(docx.Document(BytesIO(client.get(f"{page}/files/docx").data)).element.itertext())


def test_a_paper_is_for_who_asked_for_it_and_for_a_day(
    app: Flask, village: World, client_of: ClientOf, db: Session
) -> None:
    village.account("other", "village_cadre")
    page = _ask(client_of("cadre"), formats=["pdf"])
    _work(app)
    assert client_of("other").get(f"{page}/files/pdf").status_code == 404
    with unscoped("tests"):
        asked = db.scalars(select(ReportRequest)).one()
        old = {**asked.document, "ends": "2020-01-01T00:00:00+00:00"}
        db.execute(update(ReportRequest).values(document=old))
        db.commit()
    answer = client_of("cadre").get(f"{page}/files/pdf")
    assert answer.status_code == 400 and "过了下载期限" in answer.get_data(as_text=True)
    assert "过了下载期限" in client_of("cadre").get(page).get_data(as_text=True)


def test_an_officer_prints_what_is_in_the_own_charge_and_nobody_else_anything(
    app: Flask, village: World, client_of: ClientOf, db: Session
) -> None:
    home = _public_id(db, "石阿妹")
    for role in ("officer", "leader"):
        village.account(role, role)
    assert "没有分给您的户" in client_of("officer").get("/papers").get_data(as_text=True)
    with unscoped("tests"), unit_of_work(village.session, SYSTEM, "test.charge") as work:
        user = work.session.scalars(select(User).where(User.login == "officer")).one()
        for name in ("杨明福", "外村人"):
            own = work.session.scalars(select(Household).where(Household.head_name == name)).one()
            work.session.add(Assignment(user_id=user.id, household_id=own.id, from_on=date(2020, 1, 1)))
    officer = client_of("officer")
    assert "分给我的 2 户" in officer.get("/papers").get_data(as_text=True)
    page = _ask(officer, village="mine", form="card", formats=["pdf"])
    _work(app)
    text = _pdf(officer, page)
    assert "杨明福" in text and "外村人" in text and "罗玉珍" not in text and "石阿妹" not in text
    assert (
        officer.post("/papers", data={"form": "card", "formats": "pdf", "village": VILLAGE}).status_code
        == 404
    )
    assert (
        client_of("cadre")
        .post("/papers", data={"form": "card", "formats": "pdf", "village": "mine"})
        .status_code
        == 404
    )  # nothing is in the charge of a cadre
    assert client_of("leader").get("/papers").status_code == 403
    assert client_of("officer").get(f"/papers?household={home}").status_code == 404
    away = client_of("cadre").post(
        "/papers", data={"form": "card", "formats": "pdf", "village": OTHER_VILLAGE}
    )
    assert away.status_code == 404


def _notice(**values: object) -> dict[str, object]:
    return {
        "village": VILLAGE, "matter": "monitored", "since": today().strftime("%Y-%m"), "channel": "web",
        "from_on": today().isoformat(), "until_on": (today() + timedelta(days=14)).isoformat(),
        "issuer": "试村村民委员会", "phone": "0851-86712345", "remark": "", "formats": ["pdf"], **values,
    }  # fmt: skip


def test_a_public_list_names_the_head_masked_on_the_web_and_no_child(
    app: Flask, village: World, client_of: ClientOf
) -> None:
    client = client_of("cadre")
    assert client.get("/papers/notice").status_code == 200
    answer = client.post("/papers/notice", data=_notice())
    assert answer.status_code == 302, answer.get_data(as_text=True)[-2000:]
    _work(app)
    text = _pdf(client, answer.headers["Location"])
    assert (
        "石**" in text
        and "共1户" in text
        and "石阿妹" not in text
        and "石小山" not in text
        and MASK not in text
    )


def test_nobody_of_the_county_stands_on_the_web_in_full(
    village: World, client_of: ClientOf, db: Session
) -> None:
    for name in ("覃小明", "平安"):
        person = village.person(village.household(OTHER_VILLAGE), name=name)
        with unscoped("tests"), unit_of_work(db, SYSTEM, "test.grams") as work:
            work.session.add_all(
                NameGram(person_id=person.id, gram=gram, area_code=OTHER_VILLAGE)
                for gram in name_keys(name).grams
            )
    client = client_of("cadre")
    for remark, channel, status in (
        ("有疑问找覃 小明", "web", 422),
        ("有疑问找覃小明", "board", 302),
        ("祝大家平安", "web", 302),
        ("有疑问找村委会", "web", 302),
    ):
        answer = client.post("/papers/notice", data=_notice(remark=remark, channel=channel))
        assert answer.status_code == status, (remark, channel)
        assert ("E-LEAK-NAME" in answer.get_data(as_text=True)) == (status == 422)


def test_a_child_of_the_village_stands_on_no_list_though_a_grown_up_elsewhere_is_called_the_same(
    village: World, client_of: ClientOf, db: Session
) -> None:
    person = village.person(village.household(OTHER_VILLAGE), name="石小山", born_on=date(1970, 1, 1))
    with unscoped("tests"), unit_of_work(db, SYSTEM, "test.grams") as work:
        work.session.add_all(
            NameGram(person_id=person.id, gram=gram, area_code=OTHER_VILLAGE)
            for gram in name_keys("石小山").grams
        )
    answer = client_of("cadre").post("/papers/notice", data=_notice(remark="找石小山", channel="board"))
    assert answer.status_code == 422 and "E-LEAK" in answer.get_data(as_text=True)


def test_a_leak_or_a_wrong_day_stops_the_list_and_says_the_way_out(
    village: World, client_of: ClientOf, db: Session
) -> None:
    client = client_of("cadre")
    for wrong, words in (
        ({"remark": "联系石阿妹"}, "E-LEAK-NAME"),
        ({"remark": "联系石小山的家长"}, "E-LEAK-CHILD"),
        ({"phone": "13800001234"}, "E-LEAK-PHONE"),
        ({"remark": f"证件 {ID}"}, "E-LEAK-ID"),
        ({"until_on": today().isoformat()}, "公示要满 5 个工作日"),
        ({"matter": "cleared"}, "没有符合的户"),
        ({"since": "2026-13"}, "月"),
        ({"matter": "nonsense"}, "请选公示什么事"),
    ):
        answer = client.post("/papers/notice", data=_notice(**wrong))
        assert answer.status_code == 422 and words in answer.get_data(as_text=True), wrong
    with unscoped("tests"):
        assert db.scalars(select(ReportRequest)).all() == []
