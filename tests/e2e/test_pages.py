"""Every page of the route table for somebody who may open it: no barrier, nothing too wide, and a light first view."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook
from PIL import Image
from playwright.sync_api import Browser, Page
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access import Permit, permits
from app.adapters.demo_workbooks import write_planned
from app.demo.county import generate
from app.demo.workbooks.county_books import workbooks
from app.domain.household_acts import ACTS
from app.domain.permissions import SYSTEM
from app.extensions import db
from app.models import (
    Asset,
    AssetIncome,
    BudgetLine,
    Finding,
    FundFlow,
    Household,
    ImportBatch,
    MeasureGrant,
    Person,
    Project,
    ProjectNotice,
    ProjectStep,
    RoleGrant,
    SupervisionCase,
    User,
    Visit,
)
from app.queries.accounts import actor_of
from app.queries.scope import unscoped
from app.services.supervision import watch_officials
from app.unit_of_work import unit_of_work
from tests.e2e.site import Site, person
from tests.support.browser import DESKTOP, PHONE, barriers, complaints_of, sideways

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

#: First view of an entry page over the wire: page, style, scripts, icons, as encoded.
MOST_BYTES = 150_000
#: Answers that are no page of their own: parts of a page, files, data.
NO_PAGES = {
    "households.attachment_content",
    "accounts.areas", "areas.options", "health.healthz", "imports.progress", "imports.waiting", "maps.picture",
    "maps.table", "maps.values", "boundaries.export", "papers.download", "papers.progress",
    "projects.photo", "reports.download", "reports.progress", "rules.trial_progress",
}  # fmt: skip
#: Pages about one act, version or problem that an address alone does not name; they are asked for and not found.
NO_RECORD = {"households.undo", "households.restore", "quality.explain", "rules.moved", "supervision.own"}
#: Rooms of the development only, with a test of their own.
NOT_HERE = {"gallery"}
#: Month of the list that waits; the county has been loaded with the bureau's list of the same month.
FURTHER = "2026-11"
MODELS: dict[str, Any] = {
    "findings": Finding,
    "grants": MeasureGrant,
    "projects": Project,
    "supervision": SupervisionCase,
}


@pytest.fixture(scope="module")
def records(site: Site, chromium: Browser) -> Iterator[dict[str, str]]:
    """Parts of addresses -> records that exist: `room.name` before `name`."""
    with site.app.app_context(), unscoped("tests"):
        found = _of_register(db.session()) | _batches(site, db.session())
        db.session.remove()
    with person(chromium, site, "xianban") as page:
        page.goto(f"{site.address}/reports")
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url(re.compile(r"/reports/[0-9a-f-]+"))
        found["reports.public_id"] = page.url.split("/reports/")[1][:36]
    with site.app.app_context(), unscoped("tests"):
        found |= _of_projects(db.session())
        db.session.remove()
    with person(chromium, site, "xitong") as page:
        found["boundaries.public_id"] = _boundary_file(page, site)
    with person(chromium, site, "xianban") as page:
        found |= _of_workshop(page, site)
        found |= _of_papers(page, site, found["household_id"], found["villages.code"])
    act = next(code for code, one in ACTS.items() if one.whom != "new")
    with person(chromium, site, "xianban") as page:
        page.goto(f"{site.address}/households?kind=poor")
        page.locator("summary", has_text="存下这个名单").click()
        page.fill("#title", "还没脱贫的")
        page.get_by_role("button", name="存下", exact=True).click()
        page.wait_for_url(re.compile("kept="))
        found["filters.public_id"] = page.url.split("kept=")[1][:36]
    with person(chromium, site, "xianban") as page:
        found["exports.public_id"] = _asked_export(page, site)
    with person(chromium, site, "xianban") as page:
        page.goto(f"{site.address}/surveys/new")
        page.fill("[name=title]", "自查")
        page.fill("[name=size_out_of_poverty]", "2")
        page.get_by_role("button", name="抽签").click()
        page.wait_for_url(re.compile(r"/surveys/[0-9a-f-]{36}$"))
        found["surveys.public_id"] = page.url.rpartition("/")[2]
        link = page.locator("main table a").first.get_attribute("href") or ""
        found["drawn_id"] = link.rpartition("/")[2]
    with person(chromium, site, "cungan") as page:
        page.goto(f"{site.address}/households/{found['household_id']}/files")
        small = BytesIO()
        Image.new("RGB", (40, 30), (90, 120, 60)).save(small, "JPEG")
        page.set_input_files(
            "[name=files]", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": small.getvalue()}
        )
        page.select_option("[name=topic]", "house")
        page.get_by_role("button", name="传上去").click()
        link = page.locator("a.bf-picture").first.get_attribute("href") or ""
        found["file_id"] = link.rpartition("/")[2]
    found |= {"act": act, "act_id": "x", "quality.public_id": found["household_id"]}
    yield found | {
        "code": "M26",
        "grants.code": "M15",
        "datasets.code": "B04",
        "reports.kind": "month",
        "datasets.office": "MZ",
        "whose": found["person_id"],
        "what": "id_no",
        "token": "x",
        "name": "x.docx",
    }


def _asked_export(page: Page, site: Site) -> str:
    """A list with clear numbers that waits for another person."""
    page.goto(f"{site.address}/exports/new?list=findings&group=open")
    page.locator("label", has_text="证件号码").click()
    page.locator("label", has_text="核对证件").click()
    page.fill("[name=reason]", "和公安局核对户口")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url(re.compile(r"/exports/[0-9a-f-]{36}$"))
    return page.url.rpartition("/")[2]


def _boundary_file(page: Page, site: Site) -> str:
    """A file of outlines that waits for somebody to look at it."""
    file = site.folder / "outlines.geojson"
    square = [[[106.0, 26.0], [106.1, 26.0], [106.1, 26.1], [106.0, 26.1], [106.0, 26.0]]]
    shape = {"type": "Polygon", "coordinates": square}
    feature = {"type": "Feature", "properties": {"code": "520199101"}, "geometry": shape}
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    page.goto(f"{site.address}/boundaries")
    page.set_input_files("[name=file]", file)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"/boundaries/[0-9a-f-]+"))
    return page.url.split("/boundaries/")[1][:36]


def _of_workshop(page: Page, site: Site) -> dict[str, str]:
    """A draft of a rule and a dry run of it."""
    page.goto(f"{site.address}/rules/M42")
    page.get_by_role("button", name="改这一条").click()
    page.wait_for_url("**/rules/drafts/*")
    draft = page.url.rpartition("/")[2]
    page.goto(f"{site.address}/rules/drafts/{draft}/trial")
    page.get_by_role("button", name="试算").click()
    page.wait_for_url("**/rules/trials/*")
    return {"rules.public_id": draft, "trial_id": page.url.rpartition("/")[2], "way": "gains"}


def _of_papers(page: Page, site: Site, household: str, village: str) -> dict[str, str]:
    """A form that is being printed, a blank sheet that waits to be filled, a village's workbook that came back."""
    page.goto(f"{site.address}/papers?household={household}")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"/papers/[0-9a-f-]{36}$"))
    found = {"papers.public_id": page.url.rpartition("/")[2]}
    blank, book = site.folder / "blank.xlsx", site.folder / "book.xlsx"
    sheet = Workbook()
    sheet.active.append(["户主姓名", "身份证号", "家庭人口", "心愿"])
    sheet.save(blank)
    page.goto(f"{site.address}/papers/fill")
    page.set_input_files("[name=file]", blank)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/columns")
    found["blank_id"] = page.url.split("/")[-2]
    page.goto(f"{site.address}/workbooks?village={village}")
    with page.expect_download() as download:
        page.locator("main form button[type=submit]").first.click()
    download.value.save_as(book)
    page.set_input_files("[name=file]", book)
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url(re.compile(r"/workbooks/[0-9a-f-]{36}$"))
    return found | {"workbooks.public_id": page.url.rpartition("/")[2]}


def _of_register(session: Session) -> dict[str, str]:
    """A family of the first cadre's village with more than one member, and one record of each further kind."""
    wanted = (
        select(Household.public_id, Person.public_id, Household.area_code)
        .join(Person, Person.household_id == Household.id)
        .join(RoleGrant, RoleGrant.area_code == Household.area_code)
        .join(User, User.id == RoleGrant.user_id)
        .where(User.login == "cungan", Person.relation == "spouse", Person.status == "present")
        .order_by(Household.id)
    )
    home, member, village = session.execute(wanted.limit(1)).one()
    found = {
        "households.public_id": home,
        "household_id": home,
        "person_id": member,
        "villages.code": village,
    }
    found["visit_id"] = _visit_of(session, home)
    watch_officials(session)  # nobody looks at an empty list of supervision
    for room, model in MODELS.items():
        found[f"{room}.public_id"] = session.scalars(select(model.public_id).order_by(model.id)).first() or ""
    return found


def _visit_of(session: Session, home: str) -> str:
    """A visit to the family, with something to show."""
    house = session.scalars(select(Household).where(Household.public_id == home)).one()
    with unit_of_work(session, SYSTEM, "test.rows") as work:
        row = Visit(
            household_id=house.id, area_code=house.area_code, on_day=date(2026, 10, 1), visitors="石维、罗秀英",
            second_visitor="罗秀英", mode="in_person", place="home", topics="water,school", food_ok=True,
        )  # fmt: skip
        work.session.add(row)
        work.session.flush()
        return row.public_id


def _of_projects(session: Session) -> dict[str, str]:
    """A step, a notice, an asset with income, and a budget line of the first project, which serves the family."""
    project = session.scalars(select(Project).order_by(Project.id)).first()
    assert project is not None
    day = date(2026, 10, 1)
    with unit_of_work(session, SYSTEM, "test.rows") as work:
        line = BudgetLine(
            area_code="520199000000", year=2026, document_no="测财农〔2026〕1号", name="衔接资金", source="central",
            amount_fen=10**9,
        )  # fmt: skip
        asset = Asset(project_id=project.id, area_code=project.area_code, name="加工厂", kind="operating")
        notice = ProjectNotice(
            project_id=project.id, kind="bank", level="village", place="村公示栏", from_on=day, until_on=day
        )
        step = ProjectStep(
            project_id=project.id, step="plan", before="in_bank", after="planned", on_day=day, evidence="文件",
            act_event_id=work.event_id,
        )  # fmt: skip
        work.session.add_all([line, asset, notice, step])
        work.session.flush()
        income = AssetIncome(asset_id=asset.id, year=2026, amount_fen=10**6, on_day=day)
        flow = FundFlow(
            project_id=project.id, kind="paid", source="central", amount_fen=10**8, budget_line_id=line.id
        )
        work.session.add_all([income, flow])
    return {
        "step": "apply", "step_id": step.public_id, "notice_id": notice.public_id, "asset_id": asset.public_id,
        "line_id": line.public_id, "which": "first",
    }  # fmt: skip


def _batches(site: Site, session: Session) -> dict[str, str]:
    """A list that waits for its clerk, sent by the office whose lists it is."""
    folder = site.folder / "further"
    folder.mkdir(exist_ok=True)
    books = [b for b in workbooks(generate(80, 23, date(2026, 11, 1))) if b.code == "B04"]
    file = write_planned(books[0], folder)
    line = ["imports", "run", str(file), "--profile", "B04", "--period", FURTHER, "--actor", "minzheng"]
    answer = site.app.test_cli_runner().invoke(args=line)
    assert answer.exit_code == 0, answer.output
    wanted = (
        select(ImportBatch.public_id).where(ImportBatch.period == FURTHER).order_by(ImportBatch.id.desc())
    )
    return {"imports.public_id": session.scalars(wanted).first() or ""}


def _address(permit: Permit, records: dict[str, str]) -> str:
    room = permit.endpoint.partition(".")[0]

    def fill(found: re.Match[str]) -> str:
        name = found[1].rpartition(":")[2]
        return records.get(f"{room}.{name}") or records[name]

    return re.sub(r"<([^>]+)>", fill, permit.rule)


def _visits(site: Site, records: dict[str, str]) -> dict[str, list[tuple[str, str]]]:
    """Who opens what: account -> (endpoint, address). Each page once, by the first who may; each home by its owner."""
    with site.app.app_context():
        session = db.session()
        people = {u.login: actor_of(session, u) for u in session.scalars(select(User).order_by(User.id))}
        db.session.remove()
    order = ["xianban", "cungan", *site.passwords]
    plan: dict[str, list[tuple[str, str]]] = {login: [("home.show", "/")] for login in site.passwords}
    for permit in permits(site.app):
        if "GET" not in permit.methods or permit.endpoint.partition(".")[0] in NOT_HERE:
            continue
        if permit.endpoint in ("home.show", "signin.show", "first.show"):
            continue  # everybody's own, and those for nobody signed in
        public = permit.permission == "public"
        login = next((one for one in order if public or people[one].may(permit.permission)), "")
        assert login, f"nobody of the demo may open {permit.rule}"
        plan[login].append((permit.endpoint, _address(permit, records)))
    return plan


def _faults(page: Page) -> list[object]:
    wide, found = sideways(page), list[object](barriers(page))
    page.set_viewport_size(PHONE)
    narrow = sideways(page)
    page.set_viewport_size(DESKTOP)
    return found + [f"{n} px too wide" for n in (wide, narrow) if n]


@dataclass
class Walk:
    """What was seen: faults by address, answers by endpoint, parts left out, bytes of first views by account."""

    faults: dict[str, list[object]] = field(default_factory=dict)
    answers: dict[str, int] = field(default_factory=dict)
    parts: set[str] = field(default_factory=set)
    weights: dict[str, dict[str, int]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def walk(site: Site, chromium: Browser, records: dict[str, str]) -> Walk:
    """Everybody opens the home of the role with an empty cache, then the pages that are theirs to look at."""
    seen = Walk()
    page = chromium.new_page(viewport=DESKTOP)
    seen.weights["sign-in"] = _weights(page, f"{site.address}/sign-in")
    _look(page, site, seen, "nobody", [("signin.show", "/sign-in"), ("first.show", "/first/x")])
    page.close()
    for login, visits in _visits(site, records).items():
        with person(chromium, site, login, strict=False) as page:
            seen.weights[login] = _weights(page, f"{site.address}/")
            _look(page, site, seen, login, visits)
    return seen


def _look(page: Page, site: Site, seen: Walk, login: str, visits: list[tuple[str, str]]) -> None:
    complaints = complaints_of(page)
    for endpoint, address in visits:
        if endpoint in NO_PAGES:
            seen.parts.add(endpoint)
            continue
        if endpoint in NO_RECORD:
            seen.answers[endpoint] = page.request.get(f"{site.address}{address}").status
            continue
        answer = page.goto(f"{site.address}{address}")
        seen.answers[endpoint] = answer.status if answer is not None else 0
        found = [*_faults(page), *complaints]
        complaints.clear()
        if found and endpoint != "first.show":  # a missing page is told by the browser, too
            seen.faults[f"{login} {address}"] = found


def _weights(page: Page, address: str) -> dict[str, int]:
    """What opening an address fetches with nothing kept from before, in bytes as they travel."""
    found: dict[str, int] = {}
    note = lambda request: found.__setitem__(request.url, request.sizes()["responseBodySize"])  # noqa: E731
    page.context.new_cdp_session(page).send("Network.clearBrowserCache")
    page.on("requestfinished", note)
    page.goto(address, wait_until="networkidle")
    page.remove_listener("requestfinished", note)
    return found


def test_every_page_opens_for_somebody_of_the_demo(walk: Walk) -> None:
    refused = {endpoint: status for endpoint, status in walk.answers.items() if status != 200}
    # the first administrator's link does not outlive the first account
    assert refused == dict.fromkeys({"first.show", *NO_RECORD}, 404)
    assert walk.parts == NO_PAGES
    assert len(walk.answers) > 40


def test_no_page_has_a_barrier_or_is_wider_than_its_window(walk: Walk) -> None:
    assert walk.faults == {}


def test_first_view_of_each_entry_page_is_light(walk: Walk) -> None:
    assert all({url.rpartition(".")[2] for url in one} >= {"css", "js"} for one in walk.weights.values())
    assert {who: one for who, one in walk.weights.items() if sum(one.values()) > MOST_BYTES} == {}
