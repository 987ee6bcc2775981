"""Home: what waits for me, what changed, one obvious next step. One template a kind of work."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, render_template

from app.access import current_actor, current_scope, may, route, session
from app.domain.clock import now, today
from app.domain.work_orders import OPEN_STATES, VILLAGE_STATES
from app.queries import home as read
from app.queries.accounts import list_users
from app.queries.audit import chain_state, count_reveals
from app.queries.exports import count_ready, count_waiting
from app.queries.findings import LATE, count_findings
from app.queries.grant_tasks import count_documents
from app.queries.grants import count_proposed
from app.queries.jobs import list_jobs, worker_state
from app.queries.officers import count_without
from app.queries.project_alarms import list_alarms
from app.queries.projects import sum_projects
from app.queries.report_schedules import fresh_reports
from app.queries.scope import Scope
from app.queries.supervision import count_open, count_own
from app.queries.titles import measure_bureaus, rule_titles
from app.services.catalogue import work_calendar
from app.services.datasets import late_assets, list_assets
from app.services.importing.receive import all_profiles
from app.services.supervision import supervision_scope
from app.web.maps.views import drawn, map_of_the_reader

bp = Blueprint("home", __name__)

#: The home of a role; the first role of a person decides.
_HOMES = {
    "village_cadre": "village",
    "officer": "village",
    "township_clerk": "office",
    "county_office": "office",
    "discipline_officer": "office",
    "bureau_staff": "bureau",
    "leader": "leader",
    "auditor": "auditor",
    "system_admin": "running",
    "security_admin": "granting",
}


@route(bp, "/", permission="home:read")
def show() -> Any:
    grants = current_actor().grants
    kind = _HOMES[grants[0].role] if grants else "nothing"
    asked = count_own(session(), Scope(), current_actor().id or 0)
    return render_template(
        f"home/{kind}.html",
        asked=asked,
        watched=_watched(),
        exports=_exports(),
        fresh=_fresh(),
        **_VALUES[kind](),
    )


def _watched() -> int:
    """Cases of supervision that are not settled, for whoever watches."""
    return count_open(session(), supervision_scope(current_actor())) if may("supervision:read") else 0


def _exports() -> dict[str, int]:
    """Exports with clear numbers that wait for the reader's agreement, and those the reader can take."""
    me, scope = current_actor().id or 0, current_scope()
    return {
        "waiting": count_waiting(session(), scope, me) if may("export:approve") else 0,
        "ready": count_ready(session(), scope, me) if may("export:make") else 0,
    }


def _fresh() -> list[Any]:
    """Reports that came by themselves in the last week and of which the reader is told."""
    if not may("report:read"):
        return []
    since = now() - timedelta(days=7)
    return fresh_reports(session(), current_scope(), current_actor().id or 0, since)


def _register() -> dict[str, Any]:
    scope = current_scope()
    findings = count_findings(session(), scope)
    return {
        "counts": read.count_households(session(), scope),
        "findings": findings,
        "overdue": findings[LATE],
        "proposed": count_proposed(session(), scope),
        "run": read.last_run(session(), scope),
        "titles": rule_titles(session(), "measure"),
        "days_left": lambda due: work_calendar().left(today(), due),
    }


def _missing() -> dict[str, Any]:
    scope, measures = current_scope(), list(rule_titles(session(), "measure"))
    missing = read.count_verdicts(session(), scope, "missing", measures)
    wrong = read.count_verdicts(session(), scope, "wrong", measures)
    return {"missing": missing, "wrong": wrong}


def _village() -> dict[str, Any]:
    scope = current_scope()
    return {
        **_register(),
        **_missing(),
        "stops": read.list_stops(session(), scope, VILLAGE_STATES),
        "stop_count": read.count_stops(session(), scope, VILLAGE_STATES),
        "documents": count_documents(session(), scope),
        "unvisited": read.count_unvisited(session(), scope, today()),
    }


def _office() -> dict[str, Any]:
    scope = current_scope()
    return {
        **_register(),
        **_missing(),
        "stops": read.list_stops(session(), scope, OPEN_STATES),
        "batches": read.list_batches(session(), scope),
        "profiles": all_profiles(session()),
        "alarms": list_alarms(session(), scope, today()),
        "without_officer": count_without(session(), scope),
        "late": late_assets(session(), current_actor(), scope, today()) if may("import:read") else [],
    }


def _bureau() -> dict[str, Any]:
    scope = current_scope()
    offices = scope.bureaus or frozenset()
    bureaus = measure_bureaus(session())
    mine = [code for code, bureau in bureaus.items() if bureau in offices]
    assets = list_assets(session(), current_actor(), scope, today())
    return {
        **_register(),
        "missing": read.count_verdicts(session(), scope, "missing", mine),
        "wrong": read.count_verdicts(session(), scope, "wrong", mine),
        "assets": assets,
        "late": [a for a in assets if a.standing.state == "late"],
        "batches": read.list_batches(session(), scope),
        "profiles": all_profiles(session()),
    }


def _leader() -> dict[str, Any]:
    page = map_of_the_reader()
    return {
        **_register(),
        **_missing(),
        "money": sum_projects(session(), current_scope()),
        "alarms": list_alarms(session(), current_scope(), today()),
        "page": page,
        **(drawn(page) if page else {}),
    }


def _auditor() -> dict[str, Any]:
    return {"chain": chain_state(session()), "reveals": count_reveals(session())}


def _running() -> dict[str, Any]:
    return {"worker": worker_state(session()), "failed": list_jobs(session(), "failed")}


def _granting() -> dict[str, Any]:
    people = list_users(session())
    return {
        "people": people,
        "without": [user for user, grants in people if not grants],
        "ending": [(user, g) for user, grants in people for g in grants if g.ends_on],
    }


_VALUES = {
    "village": _village,
    "office": _office,
    "bureau": _bureau,
    "leader": _leader,
    "auditor": _auditor,
    "running": _running,
    "granting": _granting,
    "nothing": dict,
}
