"""Whose data is this? Every route x every role x own and other area, drawn from the table of permits itself."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.access import Permit, permits
from app.domain.clock import new_public_id, now
from app.domain.permissions import ROLES, SYSTEM
from app.extensions import db as database
from app.models import (
    Asset,
    BudgetLine,
    Clue,
    ExportRequest,
    Finding,
    FundFlow,
    ImportBatch,
    MeasureGrant,
    Project,
    ProjectNotice,
    ProjectStep,
    ReportRequest,
    ReportSchedule,
    SavedList,
    StoredFile,
    SupervisionCase,
    Survey,
    SurveyCase,
)
from app.queries.scope import unscoped
from app.services.secrets import seal_value
from app.unit_of_work import unit_of_work
from tests.support.people import OTHER_VILLAGE, TOWNSHIP, VILLAGE, World

#: Part of an address -> which of the planted records it names, by room.
ROOMS = {
    "households": "household",
    "findings": "finding",
    "grants": "grant",
    "projects": "project",
    "imports": "batch",
    "reports": "report",
    "papers": "report",
    "workbooks": "batch",
    "accounts": "user",
    "visits": "visit",
    "quality": "household",
    "clues": "clue",
    "supervision": "case",
    "villages": "village",
    "filters": "kept",
    "exports": "export",
    "surveys": "survey",
}
#: Accounts, jobs and the trail belong to the installation, not to a place; the token of the first link is unguessable.
WITHOUT_PLACE = {"accounts", "audit", "jobs", "first", "rules", "gallery", "boundaries", "datasets"}


@dataclass
class Planted:
    """Public ids of one village's records by kind."""

    ids: dict[str, str]
    name: str


@pytest.fixture
def clients(sqlite_app: Flask) -> Iterator[tuple[Flask, dict[str, FlaskClient], Planted, Planted]]:
    with unscoped("tests"):
        world = World(database.session())
        planted = [_plant(world, VILLAGE, "石阿妹"), _plant(world, OTHER_VILLAGE, "罗小山")]
        for role in ROLES:
            world.account(role.code, role.code, TOWNSHIP, "MZ" if role.code == "bureau_staff" else None)
    signed = {}
    for role in ROLES:
        signed[role.code] = sqlite_app.test_client()
        answer = signed[role.code].post("/sign-in", data={"login": role.code, "password": World.PASSWORD})
        assert answer.status_code == 302
    yield sqlite_app, signed, planted[0], planted[1]


def _plant(world: World, village: str, name: str) -> Planted:
    household = world.household(village, head_name=name)
    person = world.person(household, "520199195001010019", name=name, relation="head")
    ids = {"household": household.public_id, "person": person.public_id}
    ids["member"] = person.public_id
    owner = world.account(f"owner-{village}", "village_cadre", village)
    with unit_of_work(world.session, SYSTEM, "test.plant") as work:
        day = date(2026, 11, 1)
        finding = Finding(
            check_code="R03", household_id=household.id, person_id=person.id, area_code=village, severity="doubt",
            fact_key=f"R03:{person.id}", state="handed_out", found_on=day, last_seen_on=day, bureau="MZ",
        )  # fmt: skip
        grant = MeasureGrant(household_id=household.id, area_code=village, measure="M35", bureau="MZ")
        project = Project(
            project_no=f"X{village}",
            name=f"{name}项目",
            area_code=village,
            year=2026,
            category="industry",
            state="planned",
        )
        file = StoredFile(
            public_id=new_public_id(), digest="0" * 64, name="x.xlsx", media_type="x", size=1, purpose="import",
            created_at=now(),
        )  # fmt: skip
        work.session.add_all([finding, grant, project, file])
        work.session.flush()
        batch = ImportBatch(
            public_id=new_public_id(), area_code=village, profile="B04", bureau="MZ", dataset=4, period="2026-10",
            file_id=file.id, digest="0" * 64, created_at=now(),
        )  # fmt: skip
        report = ReportRequest(
            public_id=new_public_id(), kind="effectiveness", area_code=village, year=2026, formats="docx",
            created_by=1_000_000, created_at=now(),
        )  # fmt: skip
        secret = seal_value("clue", json.dumps({"name": name, "what": "测试"}))
        schedule = ReportSchedule(
            public_id=new_public_id(), kind="month", area_code=village, every="month", formats="docx", told="me",
            base_url="", created_by=1_000_000, created_at=now(),
        )  # fmt: skip
        work.session.add_all([batch, report, schedule, secret])
        work.session.flush()
        clue = Clue(
            public_id=new_public_id(), area_code=village, batch_id=batch.id, check_code="K1", secret_id=secret.id,
            legal_ground="测试", ends_on=date(2030, 1, 1), created_at=now(),
        )  # fmt: skip
        work.session.add(clue)
        kept = SavedList(
            public_id=new_public_id(), user_id=owner.id, title=name, subject="household", asked={},
            is_shared=True, area_code=village, created_at=now(),
        )  # fmt: skip
        work.session.add(kept)
        export = ExportRequest(
            public_id=new_public_id(), kind="grants", asked={"area": village}, numbers="id_no", purpose="check",
            reason=name, area_code=village, rows=1, fingerprint="0" * 64, created_by=owner.id, created_at=now(),
        )  # fmt: skip
        work.session.add(export)
        today_is = date(2026, 11, 1)
        parts = {
            "notice": ProjectNotice(
                project_id=project.id, kind="bank", level="village", place=name, from_on=today_is, until_on=today_is
            ),
            "asset": Asset(project_id=project.id, area_code=village, name=name, kind="public"),
            "line": BudgetLine(
                area_code=village, year=2026, document_no=name, name=name, source="central", amount_fen=1
            ),
            "flow": FundFlow(project_id=project.id, kind="paid", source="central", amount_fen=1),
            "step": ProjectStep(
                project_id=project.id, step="plan", before="in_bank", after="planned", on_day=today_is, evidence=name,
                act_event_id=work.event_id,
            ),
        }  # fmt: skip
        case = SupervisionCase(
            condition="S11", fact_key=f"S11:{village}", area_code=village, found_on=day, last_seen_on=day
        )
        survey = Survey(
            public_id=new_public_id(), title=name, area_code=village, frame_on=day, frame_event=1, seed="s",
            form="SV2021", sizes={"poor": 1}, strata=[[TOWNSHIP, "poor", 1, 1]], frame_digest="0" * 64,
            list_digest="0" * 64, drawn_on=day,
        )  # fmt: skip
        work.session.add_all([*parts.values(), case, survey])
        work.session.flush()
        drawn = SurveyCase(
            survey_id=survey.id,
            number=1,
            area_code=village,
            household_id=household.id,
            kind="poor",
            persons=1,
        )
        work.session.add(drawn)
        work.session.flush()
        rows = {
            "finding": finding, "grant": grant, "project": project, "batch": batch, "report": report, "clue": clue,
            "kept": kept, "case": case, "export": export,
            "schedule": schedule, "survey": survey, "drawn": drawn,
        }  # fmt: skip
        ids |= {kind: row.public_id for kind, row in (rows | parts).items()} | {"village": village}
    return Planted(ids, name)


def _address(permit: Permit, planted: Planted) -> str:
    """The route's address with the planted records in its places."""
    room = permit.endpoint.partition(".")[0]

    def fill(found: re.Match[str]) -> str:
        name = found[1].rpartition(":")[2]
        if name in ("public_id", "id"):
            return planted.ids.get(ROOMS[room], "1")
        if name == "code" and room in ROOMS:
            return planted.ids[ROOMS[room]]
        kind = name.removesuffix("_id")
        return planted.ids.get(kind) or {"name": "x.docx", "section": "members", "code": "M26"}.get(name, "1")

    return re.sub(r"<([^>]+)>", fill, permit.rule)


def _named(app: Flask) -> list[Permit]:
    """Routes that name a record of somebody's place."""
    return [
        p
        for p in permits(app)
        if "<" in p.rule and p.endpoint.partition(".")[0] not in WITHOUT_PLACE and p.permission != "public"
    ]


def _ask(client: FlaskClient, method: str, address: str) -> tuple[int, str]:
    answer = client.open(address, method=method, data={} if method == "POST" else None)
    return answer.status_code, answer.get_data().decode(errors="replace")


def test_other_peoples_records_are_404_on_every_route_for_every_role(
    clients: tuple[Flask, dict[str, FlaskClient], Planted, Planted],
) -> None:
    app, signed, _own, other = clients
    open_doors = []
    for permit in _named(app):
        for role, client in signed.items():
            for method in permit.methods:
                status, page = _ask(client, method, _address(permit, other))
                if status not in (403, 404) or other.name in page:
                    open_doors.append(f"{role} {method} {permit.rule}: {status}")
    assert open_doors == []


def test_own_records_open_exactly_where_the_role_allows(
    clients: tuple[Flask, dict[str, FlaskClient], Planted, Planted],
) -> None:
    app, signed, own, _other = clients
    from app.domain.permissions import Grant, make_actor

    wrong = []
    for permit in permits(app):
        room = permit.endpoint.partition(".")[0]
        if "GET" not in permit.methods or permit.permission == "public" or room in ("gallery",):
            continue
        if "<" in permit.rule and (room in WITHOUT_PLACE or ROOMS.get(room) in ("report", "user")):
            continue
        for role, client in signed.items():
            actor = make_actor(1, role, (Grant(role, TOWNSHIP, "MZ"),), date(2026, 11, 1))
            status, _page = _ask(client, "GET", _address(permit, own))
            fine = status in (200, 204, 302, 404, 410, 422) if actor.may(permit.permission) else status == 403
            if role == "officer" and "<" in permit.rule:
                fine = status in (403, 404)  # nothing is in this officer's charge
            if not fine:
                wrong.append(f"{role} {permit.rule}: {status}")
    assert wrong == []


def test_nobody_gets_in_without_signing_in(
    clients: tuple[Flask, dict[str, FlaskClient], Planted, Planted],
) -> None:
    app, _signed, own, _other = clients
    wrong = []
    for permit in permits(app):
        if permit.permission == "public" or "gallery" in permit.endpoint:
            continue
        for method in permit.methods:
            address = _address(permit, own) if permit.endpoint.partition(".")[0] in ROOMS else permit.rule
            if "<" in address:
                continue
            status, _page = _ask(app.test_client(), method, address)
            if status != (302 if method == "GET" else 401):
                wrong.append(f"{method} {permit.rule}: {status}")
    assert wrong == []


def test_few_routes_are_public(sqlite_app: Flask) -> None:
    public = [p for p in permits(sqlite_app) if p.permission == "public"]
    assert len(public) <= 15, public
