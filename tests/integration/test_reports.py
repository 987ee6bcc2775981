"""A paper from asking to fetching: built by a job with the requester's rights, the same in three formats."""

import json
import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import docx
import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.clock import today
from app.domain.permissions import SYSTEM
from app.extensions import db as database
from app.jobs import load_tasks
from app.jobs.worker import Worker
from app.models import FundFlow, IncomeEntry, Project, ProjectBeneficiary, ReportRequest, RoleGrant, User
from app.queries import scope as scope_room
from app.queries.scope import unscoped
from app.unit_of_work import unit_of_work
from tests.support.people import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE, World

OTHER_TOWNSHIP = "520199102000"
ClientOf = Callable[[str], FlaskClient]
YEAR = today().year
ALL_FORMATS = ["docx", "pdf", "xlsx"]


@pytest.fixture(autouse=True)
def guard_on(db: Session) -> Iterator[None]:
    """Reads are watched here as they are outside of tests; builders lift the watch by themselves."""
    token = scope_room._reason.set(None)
    yield
    scope_room._reason.reset(token)


def _add(session: Session, *rows: object) -> None:
    with unscoped("tests"), unit_of_work(session, SYSTEM, "test.rows") as work:
        work.session.add_all(rows)


def _register(world: World) -> None:
    """Twelve households with two members and ledgers of two years, two projects, one served by half of them."""
    homes = [world.household(VILLAGE if n % 2 else OTHER_VILLAGE) for n in range(12)]
    for home in homes:
        world.person(home)
        world.person(home)
    for n, home in enumerate(homes):
        for year, yuan in ((YEAR - 1, 20_000 + n * 100), (YEAR, 22_000 + n * 300)):
            _add(
                world.session,
                IncomeEntry(household_id=home.id, year=year, kind="wage_work", amount_fen=yuan * 100),
                IncomeEntry(household_id=home.id, year=year, kind="business_cost", amount_fen=500_00),
            )
    projects = [
        Project(
            project_no=f"P{n}",
            name=f"产业路{n}",
            area_code=VILLAGE,
            year=YEAR,
            category="industry",
            state="accepted",
        )
        for n in range(2)
    ]
    _add(world.session, *projects)
    _add(
        world.session,
        FundFlow(project_id=projects[0].id, kind="arrived", source="central", amount_fen=50_000_000),
        FundFlow(project_id=projects[0].id, kind="paid", source="central", amount_fen=40_000_000),
        *[ProjectBeneficiary(project_id=projects[0].id, household_id=home.id) for home in homes[:6]],
    )


def _ask(client: FlaskClient, **values: object) -> str:
    form = {"kind": "effectiveness", "area": COUNTY, "year": YEAR, "formats": ALL_FORMATS, **values}
    answer = client.post("/reports", data=form)
    assert answer.status_code == 302, answer.get_data(as_text=True)[-3000:]
    return answer.headers["Location"].rsplit("/", 1)[1]


def _work(app: Flask) -> None:
    _next_request()
    Worker(database.engine, app.extensions["bangfu"], load_tasks()).run_due()


def _next_request() -> None:
    """What the end of a request does: reads end, and nobody is signed in any more."""
    database.session.remove()
    for name in list(g):
        g.pop(name)


def _request(db: Session, public_id: str) -> ReportRequest:
    db.expire_all()
    with unscoped("tests"):
        return db.scalars(select(ReportRequest).where(ReportRequest.public_id == public_id)).one()


def test_a_paper_is_asked_for_built_and_fetched(app: Flask, world: World, client_of: ClientOf) -> None:
    _register(world)
    world.account("leader", "leader", COUNTY)
    client = client_of("leader")
    public_id = _ask(client)
    assert "排队中" in client.get(f"/reports/{public_id}").get_data(as_text=True)
    _work(app)
    page = client.get(f"/reports/{public_id}").get_data(as_text=True)
    assert "里面的每一个数" in page and "指纹" in page
    bodies = {name: client.get(f"/reports/{public_id}/files/{name}").data for name in ALL_FORMATS}
    word = "\n".join(p.text for p in docx.Document(BytesIO(bodies["docx"])).paragraphs)
    pdf = "".join(page.extract_text() for page in PdfReader(BytesIO(bodies["pdf"])).pages).replace("\n", "")
    book = load_workbook(BytesIO(bodies["xlsx"]))
    assert "登记在册12户、24人" in word
    assert "登记在册12户、24人" in pdf.replace(" ", "")
    assert {"说明", "指标口径", "数字出处", "项目明细"} <= set(book.sheetnames)


def test_every_part_stands_in_order_and_every_number_has_an_origin(
    app: Flask, world: World, client_of: ClientOf, db: Session
) -> None:
    _register(world)
    world.account("leader", "leader", COUNTY)
    client = client_of("leader")
    public_id = _ask(client, formats=["docx"])
    _work(app)
    word = docx.Document(BytesIO(client.get(f"/reports/{public_id}/files/docx").data))
    heads = [p.text for p in word.paragraphs if p.style.name == "Heading 1"]
    assert [head[:2] for head in heads] == ["一、", "二、", "三、", "四、", "五、", "六、", "七、", "八、"]
    numbers = (_request(db, public_id).document or {})["numbers"]
    assert len(numbers) > 60
    assert all(
        number["code"] or number["text"].endswith("%") or number["place"] == "人均纯收入结构"
        for number in numbers
    )


def test_the_figures_are_those_of_the_register(
    app: Flask, world: World, client_of: ClientOf, db: Session
) -> None:
    _register(world)
    world.account("leader", "leader", COUNTY)
    public_id = _ask(client_of("leader"), formats=["xlsx"])
    _work(app)
    by_code: dict[str, str] = {}
    for number in (_request(db, public_id).document or {})["numbers"]:
        by_code.setdefault(number["code"], number["text"])
    # mean of (22,000 + 300n - 500) / 2 over n = 0..11; served are n = 0..5
    assert (by_code["I05"], by_code["I29"], by_code["I40"]) == ("11575元", "6户", "66667元")
    assert by_code["I39"] == "1250元"
    assert (by_code["I27"], by_code["I17"]) == ("50.00万元", "80.00%")


def test_links_of_numbers_open_the_rows(app: Flask, world: World, client_of: ClientOf, db: Session) -> None:
    _register(world)
    world.account("office", "county_office", COUNTY)
    client = client_of("office")
    public_id = _ask(client, formats=["xlsx"])
    _work(app)
    links = {
        number["link"] for number in (_request(db, public_id).document or {})["numbers"] if number["link"]
    }
    rules = {str(rule) for rule in app.url_map.iter_rules()}
    for link in sorted(links):
        if link.split("?")[0] in rules:
            assert client.get(link).status_code == 200, link


def test_a_clerk_gets_the_own_township_only(app: Flask, world: World, client_of: ClientOf) -> None:
    _register(world)
    world.account("clerk", "township_clerk", TOWNSHIP)
    client = client_of("clerk")
    for area in (COUNTY, OTHER_TOWNSHIP):
        form = {"kind": "effectiveness", "area": area, "year": YEAR, "formats": ["pdf"]}
        assert client.post("/reports", data=form).status_code == 422
    public_id = _ask(client, area=TOWNSHIP, formats=["docx"])
    _work(app)
    word = docx.Document(BytesIO(client.get(f"/reports/{public_id}/files/docx").data))
    assert any("登记在册6户" in p.text for p in word.paragraphs)


def test_somebody_of_another_township_finds_no_such_paper(
    app: Flask, world: World, client_of: ClientOf
) -> None:
    world.account("clerk", "township_clerk", TOWNSHIP)
    world.account("other", "township_clerk", OTHER_TOWNSHIP)
    public_id = _ask(client_of("clerk"), area=TOWNSHIP, formats=["docx"])
    _work(app)
    other = client_of("other")
    _next_request()
    for tail in ("", "/progress", "/files/docx"):
        assert other.get(f"/reports/{public_id}{tail}").status_code == 404
    assert public_id not in other.get("/reports").get_data(as_text=True)


def test_who_lost_the_role_meanwhile_gets_no_paper(
    app: Flask, world: World, client_of: ClientOf, db: Session
) -> None:
    user = world.account("leader", "leader", COUNTY)
    client = client_of("leader")
    public_id = _ask(client)
    with unit_of_work(db, SYSTEM, "test.role") as work:
        work.session.execute(update(RoleGrant).where(RoleGrant.user_id == user.id).values(role="auditor"))
    _work(app)
    assert _request(db, public_id).state == "failed"


def test_a_switched_off_account_gets_no_paper(
    app: Flask, world: World, client_of: ClientOf, db: Session
) -> None:
    user = world.account("leader", "leader", COUNTY)
    public_id = _ask(client_of("leader"))
    with unit_of_work(db, SYSTEM, "test.off") as work:
        work.session.execute(update(User).where(User.id == user.id).values(is_active=False))
    _work(app)
    assert _request(db, public_id).state == "failed"


@pytest.mark.parametrize(
    "wrong", [{"year": 1999}, {"formats": []}, {"formats": ["exe"]}, {"area": "x"}, {"kind": "x"}]
)
def test_wishes_that_cannot_be_met_are_said_beside_the_field(
    world: World, client_of: ClientOf, wrong: dict[str, object]
) -> None:
    world.account("leader", "leader", COUNTY)
    form = {"kind": "effectiveness", "area": COUNTY, "year": YEAR, "formats": ["pdf"], **wrong}
    assert client_of("leader").post("/reports", data=form).status_code == 422


def test_an_empty_area_gives_a_correct_paper_without_figures(
    app: Flask, world: World, client_of: ClientOf
) -> None:
    world.account("leader", "leader", COUNTY)
    client = client_of("leader")
    public_id = _ask(client, formats=["docx", "pdf", "xlsx"])
    _work(app)
    word = docx.Document(BytesIO(client.get(f"/reports/{public_id}/files/docx").data))
    text = "\n".join(p.text for p in word.paragraphs)
    assert "登记在册0户" in text and "没有足够的收入台账" in text
    assert not re.search(r"nan|None|inf", text)


@pytest.mark.parametrize("area", [TOWNSHIP, VILLAGE])
def test_smaller_areas_have_papers_too(app: Flask, world: World, tmp_path: Path, area: str) -> None:
    _register(world)
    line = [
        "reports",
        "build",
        "--kind",
        "effectiveness",
        "--area",
        area,
        "--year",
        str(YEAR),
        "--out",
        str(tmp_path),
    ]
    said = app.test_cli_runner().invoke(args=[*line, "--json"])
    assert said.exit_code == 0, said.output
    made = json.loads(said.output)
    assert sorted(Path(file).suffix for file in made["files"]) == [".docx", ".pdf", ".xlsx"]
    assert all(Path(file).stat().st_size > 5000 for file in made["files"])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"--area": "999999"}, "没有区划"),
        ({"--year": "1900"}, "年份"),
        ({"--format": "exe"}, "格式"),
        ({"--area": "1x"}, "区划"),
    ],
)
def test_the_command_refuses_plainly(
    app: Flask, world: World, tmp_path: Path, change: dict[str, str], words: str
) -> None:
    line = {
        "--kind": "effectiveness",
        "--area": COUNTY,
        "--year": str(YEAR),
        "--out": str(tmp_path),
        **change,
    }
    said = app.test_cli_runner().invoke(
        args=["reports", "build", *[part for pair in line.items() for part in pair]]
    )
    assert said.exit_code == 1
    assert words in said.output
    assert list(tmp_path.iterdir()) == [] or not list(tmp_path.glob("*.docx"))
