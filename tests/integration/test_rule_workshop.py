"""From a draft to a rule in force: boundary cases, dry run that leaves no trace, two persons, taking back."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.clock import today
from app.domain.permissions import SYSTEM
from app.domain.vocabulary.jobs import TRY_RULES
from app.extensions import db as database
from app.job_queue import claim
from app.jobs.rule_trials import try_rules
from app.jobs.tasks import Run
from app.models import Base, Event, Household, RuleDraft, RuleTrial, RuleVersion
from app.queries.rules_in_force import rules_in_force
from app.queries.scope import unscoped
from app.services.catalogue import ship_catalogue
from app.services.specimens import load
from app.unit_of_work import unit_of_work
from config import Settings
from tests.integration.test_rule_desk import sent
from tests.support.people import COUNTY, World
from tests.support.visitor import Visitor

AGE = 79


def _furnish(session: Session) -> None:
    """Two townships with people of 80 and 79, offices, and the shipped catalogue."""
    born = [f"{today().year - age}-01-01" for age in (86, 79)]
    homes: list[dict[str, Any]] = [
        {
            "area": "520199101201",
            "members": [{"born_on": b, "sex": "female", "nation": "miao"} for b in born],
        },
        {"area": "520199102201", "members": [{"born_on": born[1], "sex": "male", "nation": "han"}]},
    ]
    load(session.connection(execution_options={"write": True}), homes)
    session.commit()
    world = World(session)
    for login in ("office", "colleague"):
        world.account(login, "county_office", COUNTY)
    world.account("clerk", "township_clerk", COUNTY)
    world.areas("520198101201")
    world.account("neighbour", "county_office", "520198000000")
    with unit_of_work(session, SYSTEM, "rule.ship") as work:
        ship_catalogue(work)


@pytest.fixture
def office(sqlite_app: Flask) -> Iterator[Visitor]:
    with unscoped("tests"):
        _furnish(database.session())
    yield Visitor(sqlite_app, "office")


def _lower_the_age(office: Visitor, first: str = "") -> str:
    """A draft of the allowance of old age from 79 on; its address."""
    address = office.post("/rules/M42/draft").location
    fields = sent(office.get(address).text)
    fields["c.0.v"], fields["do"] = str(AGE), "save"
    if first:
        fields["first_day"] = first
    assert office.post(address, fields).status_code == 302
    return address


def _version(page: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found
    return found[1]


def _confirm_all(office: Visitor, address: str) -> None:
    page = office.get(f"{address}/examples").text
    fields: dict[str, str] = {}
    for name, body in re.findall(r'<select[^>]*name="(kept-\d+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'value="(\w+)" selected', body)
        fields[name] = chosen[1] if chosen else ""
        row = page[page.index(f'name="{name}"') :]
        if "对不上" in row[: row.index("</tr>")]:
            fields[name] = "pass"
    answer = office.post(f"{address}/examples", {**fields, "version": _version(page), "do": "all"})
    assert answer.status_code == 302


def _step(visitor: Visitor, address: str, step: str, **more: str) -> Any:
    version = database.session().scalars(select(RuleDraft.version)).one()
    database.session.remove()
    return visitor.post(f"{address}/{step}", {"version": str(version), **more})


def test_machine_tries_both_sides_of_the_threshold(office: Visitor) -> None:
    page = office.get(f"{_lower_the_age(office)}/examples").text

    for words in ("78 周岁", "79 周岁", "80 周岁", "年龄：没有填"):
        assert words in page


def test_draft_is_not_proposed_while_examples_disagree_or_wait(office: Visitor) -> None:
    address = _lower_the_age(office)
    assert "有例子对不上" in office.get(f"{address}/review").text

    answer = _step(office, address, "propose")

    assert answer.status_code == 409
    assert database.session().scalars(select(RuleDraft.state)).one() == "editing"


def test_author_may_not_approve_and_a_colleague_may(office: Visitor) -> None:
    first = today() + timedelta(days=2)
    address = _lower_the_age(office, first.isoformat())
    _confirm_all(office, address)
    assert _step(office, address, "propose").status_code == 302

    assert _step(office, address, "approve").status_code == 403
    assert _step(Visitor(office.app, "clerk"), address, "approve").status_code == 403
    assert _step(Visitor(office.app, "colleague"), address, "approve").status_code == 302

    numbers = [rules_in_force(database.session(), day).versions["M42"].number for day in (today(), first)]
    assert numbers == [1, 2]
    acts = database.session().scalars(select(Event.act).where(Event.act.like("rule.%"))).all()
    assert {"rule.begin", "rule.write", "rule.confirm", "rule.propose", "rule.publish"} <= set(acts)


def test_sent_back_draft_is_written_on_and_says_why(office: Visitor) -> None:
    address = _lower_the_age(office)
    _confirm_all(office, address)
    _step(office, address, "propose")
    other = Visitor(office.app, "colleague")

    assert _step(other, address, "return").status_code == 422
    assert _step(other, address, "return", words="年龄和文件不一样").status_code == 302

    assert "年龄和文件不一样" in office.get(address).text
    states = database.session().scalars(select(RuleVersion.state).where(RuleVersion.code == "M42")).all()
    assert states == ["live"]


def test_former_version_comes_back_as_a_new_one(office: Visitor) -> None:
    address = _lower_the_age(office, today().isoformat())
    _confirm_all(office, address)
    _step(office, address, "propose")
    _step(Visitor(office.app, "colleague"), address, "approve")

    again = office.post("/rules/M42/draft", {"number": "1"}).location

    assert "<b>年龄至少 80 周岁</b>" in office.get(again).text


def _everything(session: Session) -> dict[str, list[Any]]:
    """All rows of all tables but the trail, the queue and the dry runs themselves."""
    left_out = {"event", "event_link", "job", "rule_trial", "sign_in_attempt", "user"}
    with unscoped("tests"):
        found = {
            t.name: [tuple(row) for row in session.execute(select(t).order_by(*t.primary_key.columns))]
            for t in Base.metadata.sorted_tables
            if t.name not in left_out
        }
        session.commit()
    return found


def _work(settings_folder: Any) -> None:
    """What the worker does with the job that waits."""
    engine = database.engine
    held = claim(engine, [TRY_RULES], worker="test", lease_seconds=60)
    assert held is not None
    try_rules(Run(engine, held, settings_folder))


def test_dry_run_of_a_draft_and_of_a_line_leaves_everything_as_it_was(app: Flask) -> None:
    with unscoped("tests"):
        _furnish(database.session())
    office, settings = Visitor(app, "office"), app.extensions["bangfu"]
    assert isinstance(settings, Settings)
    address = _lower_the_age(office)
    before = _everything(database.session())

    trial = office.post(f"{address}/trial").location
    _work(settings)
    line = office.post("/rules/what-if", {"code": "monitoring_line", "value": "8000"}).location
    _work(settings)

    assert _everything(database.session()) == before
    page = office.get(trial).text
    assert "多 2，少 0" in page
    assert "太少，不列" in page
    assert office.get(line).status_code == 200
    with unscoped("tests"):
        found = database.session().scalars(select(RuleTrial).order_by(RuleTrial.id)).first()
        assert found is not None
        told = found.found["M42"]
        assert (told["gain"], told["townships"]["520199102000"][0]) == (2, 1)
        assert told["groups"]["nation"] == {"han": [1, 0, 60_000], "minority": [1, 0, 60_000]}
        assert told["groups"]["age"] == {"60": [2, 0, 120_000]}
        names = set(database.session().scalars(select(Household.household_no)))
    assert any(name in office.get(f"{trial}/M42/gains").text for name in names)


def test_names_of_a_dry_run_are_for_those_who_may_read_rules_and_families(office: Visitor) -> None:
    address = _lower_the_age(office)
    trial = office.post(f"{address}/trial").location
    clerk, neighbour = Visitor(office.app, "clerk"), Visitor(office.app, "neighbour")

    assert neighbour.get(trial).status_code == 404
    assert neighbour.get(f"{trial}/M42/gains").status_code == 404
    assert clerk.get(trial).status_code == 403
    assert clerk.get(f"{trial}/M42/gains").status_code == 403
    assert clerk.post("/rules/what-if", {"code": "monitoring_line", "value": "1"}).status_code == 403


def test_line_that_cannot_be_is_told(office: Visitor) -> None:
    for code, value in (("beauty", "1"), ("monitoring_line", "viel"), ("monitoring_line", "1e999")):
        assert office.post("/rules/what-if", {"code": code, "value": value}).status_code == 422
