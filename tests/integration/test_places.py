"""Measures with fewer places than people: who stands where, and proposing along the ranking or with a reason."""

from copy import deepcopy
from typing import NamedTuple

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.clock import now, today
from app.domain.permissions import SYSTEM
from app.models import IncomeEntry, MeasureGrant, RuleResult, RuleVersion
from app.queries.grants import proposers_of
from app.queries.places import Pool, limited_measures, read_pool
from app.queries.scope import Scope
from app.services.catalogue import ship_catalogue
from app.unit_of_work import unit_of_work
from tests.integration.test_rule_desk import sent
from tests.support.people import COUNTY, TOWNSHIP, VILLAGE, World
from tests.support.visitor import Visitor

#: Income a head of four families, in yuan, and whether somebody there can work: the second has no labour at all.
FAMILIES = ((9000, "ordinary"), (20000, "none"), (7000, "ordinary"), (8000, "ordinary"))
#: For what cannot differ between engines.
one_engine = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
EVERYWHERE = Scope.everything()
ADDRESS = f"/grants/places/M03?area={COUNTY}"


class Home(NamedTuple):
    """A family by its numbers, which outlive the session."""

    id: int
    public_id: str


@pytest.fixture
def homes(db: Session, world: World, monkeypatch: pytest.MonkeyPatch) -> list[Home]:
    """Four families that fit and lack a share, and two places."""
    for place in ("grants", "grant_rounds"):
        monkeypatch.setattr(f"app.services.{place}.run_household", lambda *_args: None)
    with unit_of_work(db, SYSTEM, "test.catalogue") as work:
        ship_catalogue(work)
    found = [world.household(VILLAGE, head_name=f"石{n}") for n in "甲乙丙丁"]
    for home, (_yuan, labour) in zip(found, FAMILIES, strict=True):
        world.person(home, labor=labour)
    with unit_of_work(db, SYSTEM, "test.register") as work:
        for home, (yuan, _labour) in zip(found, FAMILIES, strict=True):
            work.session.add(
                IncomeEntry(household_id=home.id, year=today().year, kind="wage_work", amount_fen=yuan * 100)
            )
            work.session.add(
                RuleResult(
                    rule="M03.verdict.may_apply", subject=home.id, household_id=home.id, area_code=VILLAGE,
                    state=1, since_at=now(),
                )
            )  # fmt: skip
    quota(db, COUNTY, 2)
    return [Home(home.id, home.public_id) for home in found]


def quota(db: Session, area: str, value: int) -> None:
    with unit_of_work(db, SYSTEM, "test.quota") as work:
        old = work.session.scalars(
            select(RuleVersion).where(RuleVersion.code == "share_places").order_by(RuleVersion.version.desc())
        ).first()
        assert old is not None
        entry = deepcopy(old.entry)
        region = area.rstrip("0")
        lines = [line for line in entry["lines"] if line["region"] != region]
        entry["lines"] = [*lines, {**entry["lines"][0], "region": region, "value": value}]
        work.session.add(
            RuleVersion(
                kind="standard", code=old.code, version=old.version + 1, title=old.title, entry=entry, state="live",
                first_on=old.first_on, created_at=now(),
            )
        )  # fmt: skip


def pool(db: Session, area: str = VILLAGE) -> Pool:
    db.rollback()
    measure = next(m for m in limited_measures(db, EVERYWHERE, today()) if m.code == "M03")
    return read_pool(db, EVERYWHERE, measure, area, today())


def told(db: Session, homes: list[Home]) -> list[tuple[int, int, str]]:
    numbers = {home.id: n for n, home in enumerate(homes)}
    return [(numbers[r.candidate.subject], r.rank, r.standing) for r in pool(db).found]


def grants(db: Session) -> list[MeasureGrant]:
    db.rollback()
    return list(db.scalars(select(MeasureGrant).order_by(MeasureGrant.id)))


def propose(who: Visitor, homes: list[Home], reason: str = "") -> int:
    sent = {"chosen": [home.public_id for home in homes], "out_of_turn": reason}
    return who.post(ADDRESS, who.fields(ADDRESS) | sent).status_code


@pytest.fixture
def county(app: Flask, world: World) -> Visitor:
    world.account("county", "county_office", COUNTY)
    return Visitor(app, "county")


def test_no_labour_comes_first_then_the_poorer_and_the_line_falls_behind_the_second(
    db: Session, homes: list[Home]
) -> None:
    assert told(db, homes) == [(1, 1, "inside"), (2, 2, "inside"), (3, 3, "outside"), (0, 4, "outside")]
    assert (pool(db).quota, pool(db).used, pool(db).free) == (2, 0, 2)


@one_engine
def test_the_ranking_follows_what_is_told_today(db: Session, homes: list[Home]) -> None:
    with unit_of_work(db, SYSTEM, "test.income") as work:
        entry = work.session.scalars(select(IncomeEntry).where(IncomeEntry.household_id == homes[0].id)).one()
        entry.amount_fen = 600000
    assert [one[0] for one in told(db, homes)] == [1, 0, 2, 3]


@one_engine
def test_who_has_a_place_or_is_kept_out_waits_for_none(db: Session, homes: list[Home]) -> None:
    with unit_of_work(db, SYSTEM, "test.had") as work:
        result = work.session.scalars(select(RuleResult).where(RuleResult.subject == homes[1].id)).one()
        result.rule = "M03.verdict.having"
        work.session.add(
            MeasureGrant(
                household_id=homes[2].id, area_code=VILLAGE, measure="M03", bureau="NY", state="refused",
                refusal="unwilling", found_on=today(),
            )
        )  # fmt: skip
    assert told(db, homes) == [(3, 1, "inside"), (0, 2, "outside"), (2, 0, "refused")]
    assert pool(db).free == 1


@one_engine
def test_a_township_with_places_of_its_own_is_its_own_pool(db: Session, homes: list[Home]) -> None:
    assert pool(db).area == COUNTY
    quota(db, TOWNSHIP, 1)
    assert (pool(db).area, pool(db).quota) == (TOWNSHIP, 1)


@one_engine
def test_without_a_figure_people_are_ranked_and_proposed_freely(
    db: Session, homes: list[Home], world: World, county: Visitor
) -> None:
    with unit_of_work(db, SYSTEM, "test.quota") as work:
        for version in work.session.scalars(select(RuleVersion).where(RuleVersion.code == "share_places")):
            version.entry = {**version.entry, "lines": [{**version.entry["lines"][0], "region": "99"}]}
            version.created_at = now()
    assert pool(db).quota is None
    assert "还没有人定这里的名额" in county.get(ADDRESS).text
    assert propose(county, homes[:1]) == 302
    assert grants(db)[0].ranked is None


@one_engine
def test_the_page_shows_reasons_the_line_and_who_just_missed(homes: list[Home], county: Visitor) -> None:
    page = county.get(ADDRESS).text
    assert "还空 2 个名额" in page
    assert page.index("石丙") < page.index("名额线") < page.index("石丁")
    assert "差一点" in page and "本年度人均纯收入 8,000 元" in page
    assert "比线内最后一名靠后：对方本年度人均纯收入 7,000 元" in page


def test_proposals_in_turn_keep_their_rank_and_wait_for_somebody_else(
    db: Session, homes: list[Home], county: Visitor
) -> None:
    assert propose(county, [homes[1], homes[2]]) == 302
    made = grants(db)
    assert [(g.household_id, g.state, g.out_of_turn) for g in made] == [
        (homes[1].id, "proposed", None),
        (homes[2].id, "proposed", None),
    ]
    assert "第 1 名，名额 2 个，还空 2 个" in (made[0].ranked or "")
    found = proposers_of(db, EVERYWHERE, [g.public_id for g in made])
    assert len(set(found.values())) == 1 and len(found) == 2


@one_engine
def test_leaving_the_ranking_needs_a_reason_that_is_kept(
    db: Session, homes: list[Home], county: Visitor
) -> None:
    assert propose(county, [homes[2]]) == 422
    assert propose(county, [homes[0]], "太短") == 422
    assert grants(db) == []
    assert propose(county, [homes[2]], "村里评议先安排这一户，公示没有异议") == 302
    made = grants(db)[0]
    assert made.out_of_turn == "村里评议先安排这一户，公示没有异议"
    assert "为什么没按名次" in county.get(f"/grants/{made.public_id}").text


@one_engine
def test_proposing_from_the_household_meets_the_same_ranking(
    db: Session, homes: list[Home], county: Visitor
) -> None:
    address = f"/grants/new/{homes[0].public_id}"
    sent = county.fields(address) | {"measure": "M03", "who": "h"}
    refused = county.post(address, sent)
    assert refused.status_code == 422 and "请写明为什么不按名次" in refused.text
    assert county.post(address, sent | {"out_of_turn": "家里刚遭了火灾，村里先安排"}).status_code == 302
    assert "第 4 名" in (grants(db)[0].ranked or "")


@one_engine
def test_a_village_sees_its_own_people_only(db: Session, homes: list[Home], app: Flask, world: World) -> None:
    other = f"{TOWNSHIP[:9]}999"
    world.areas(other)
    world.account("elsewhere", "village_cadre", other)
    page = Visitor(app, "elsewhere").get(ADDRESS).text
    assert "石甲" not in page and "别的乡镇的人" in page


@one_engine
def test_another_order_is_tried_before_it_is_in_force(
    db: Session, homes: list[Home], county: Visitor
) -> None:
    address = county.post("/rules/M03/draft", {}).location
    assert "谁的名次都不变" in county.get(f"{address}/order").text
    moved = sent(county.get(address).text)
    moved["do"] = "down-order:0"
    moved = sent(county.post(address, moved).text)
    moved["do"] = "save"
    assert county.post(address, moved).status_code == 302

    page = county.get(f"{address}/order").text

    assert "1 个进到线内，1 个落到线外" in page
    assert page.index("石丁") < page.index("石乙") < page.index("石丙"), (
        "who is taken, who falls out, who moves"
    )
    assert told(db, homes)[0][0] == 1, "the order in force stays"


@one_engine
def test_a_bureau_ranks_its_own_measures_only(homes: list[Home], app: Flask, world: World) -> None:
    world.account("forest", "bureau_staff", COUNTY, "LY")
    who = Visitor(app, "forest")
    assert who.get(ADDRESS).status_code == 404
    page = who.get("/grants/places").text
    assert "生态护林员" in page and "入股分红" not in page
