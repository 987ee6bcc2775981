"""People who settle a few of the invented county's suspicions, as its truth says that a careful village would."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Finding
from app.queries.accounts import actor_of
from app.queries.scope import Scope
from app.services.finding_rounds import hand_out_all
from app.services.findings import answer_finding, take_step
from app.unit_of_work import unit_of_work
from tests.support.people import COUNTY, World

#: Who takes which step.
_PEOPLE = {"office": "county_office", "village": "village_cadre", "township": "township_clerk"}
_WORDS = "入户看过，情况属实，已经当面核对"


def settle(
    session: Session, found: list[dict[str, Any]], suspicions: list[dict[str, Any]]
) -> dict[tuple[str, str], str]:
    """Of each check the first suspicion that may be kept and the first that may not: handed out, checked, answered,
    reviewed, closed. The state in which each ended, by check and number."""
    orders = {(row["check_code"], row["number"]): row["public_id"] for row in found}
    chosen: dict[tuple[str, bool], dict[str, Any]] = {}
    for one in suspicions:
        if (one["check"], one["number"]) in orders:
            chosen.setdefault((one["check"], one["tolerable"]), one)
    keys = {orders[one["check"], one["number"]]: one for one in chosen.values()}
    world, everywhere = World(session), Scope.everything()
    people = {
        name: actor_of(session, world.account(f"settling-{name}", role, COUNTY))
        for name, role in _PEOPLE.items()
    }
    with unit_of_work(session, people["office"], "finding.hand_out") as work:
        assert hand_out_all(work, everywhere, list(keys)) == len(keys)
    for key, one in keys.items():
        with unit_of_work(session, people["village"], "finding.answer") as work:
            answer_finding(
                work, everywhere, key, version=_version(session, key), explanation=_WORDS,
                conclusion="keep" if one["tolerable"] else "remove", keep_reason=one["reason"], checkers="甲、乙",
            )  # fmt: skip
        for name, act in (("township", "review"), ("office", "close")):
            with unit_of_work(session, people[name], f"finding.{act}") as work:
                take_step(work, everywhere, key, act, version=_version(session, key))
    return {
        (one["check"], one["number"]): "exempted" if one["tolerable"] else "closed" for one in keys.values()
    }


def _version(session: Session, key: str) -> int:
    return session.scalars(select(Finding.version).where(Finding.public_id == key)).one()
