"""The rules of the house, read from the source itself."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "app"

#: Rooms of app/queries whose tables belong to nobody's place: accounts, jobs, the trail, titles, divisions.
WITHOUT_SCOPE = {
    "accounts.py",
    "area_search.py",
    "audit.py",
    "audit_chain.py",
    "blind_index.py",
    "invitations.py",
    "jobs.py",
    "look_tables.py",
    "menus.py",
    "rule_drafts.py",
    "rules_in_force.py",
    "saved_lists.py",
    "titles.py",
}
#: Parts of the compiler: they build expressions and read nothing by themselves.
EXPRESSIONS = {
    "conditions.py",
    "days.py",
    "facts.py",
    "live.py",
    "row_questions.py",
    "row_sources.py",
    "scope.py",
    "scope_guard.py",
    "time_limit.py",
    "wide.py",
    "worlds.py",
}


#: They begin with something that was read through the scope, or read nobody's rows.
BEGIN_WITH_KNOWN = {"masks", "origins_of", "period_of", "secret_of"}


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def _files(room: str) -> list[Path]:
    return sorted(p for p in (APP / room).rglob("*.py") if p.name != "__init__.py")


def _public(path: Path) -> Iterator[ast.FunctionDef]:
    for node in _tree(path).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node


def _first(node: ast.FunctionDef, count: int) -> list[str]:
    return [a.arg for a in [*node.args.posonlyargs, *node.args.args]][:count]


def _ids(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", _files("queries"), ids=_ids)
def test_every_query_takes_session_and_scope_first(path: Path) -> None:
    if path.name in EXPRESSIONS | WITHOUT_SCOPE:
        return
    wrong = [
        f.name
        for f in _public(path)
        if _first(f, 1) == ["session"]
        and _first(f, 2) != ["session", "scope"]
        and f.name not in BEGIN_WITH_KNOWN
    ]
    assert wrong == []


@pytest.mark.parametrize("path", _files("services"), ids=_ids)
def test_services_that_write_take_the_work_first(path: Path) -> None:
    """A function that gets a work gets it first; none opens a session of its own."""
    wrong = [
        f.name for f in _public(path) if "work" in [a.arg for a in f.args.args] and _first(f, 1) != ["work"]
    ]
    assert wrong == []


def _calls(path: Path, names: set[str]) -> list[int]:
    return [
        node.lineno
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in names
    ]


def test_only_the_unit_of_work_and_the_job_queue_commit() -> None:
    allowed = {"app/unit_of_work.py", "app/job_queue.py", "app/factory.py", "app/adapters/database.py"}
    found = {
        _ids(p): lines
        for p in sorted(APP.rglob("*.py"))
        if _ids(p) not in allowed and "app/cli/" not in _ids(p) and (lines := _calls(p, {"commit"}))
    }
    assert found == {}


def test_time_and_fresh_ids_come_from_the_clock_alone() -> None:
    pattern = re.compile(r"datetime\.now\(|date\.today\(|uuid4\(|uuid1\(|datetime\.utcnow\(")
    found = [
        _ids(p)
        for p in sorted(APP.rglob("*.py"))
        if p != APP / "domain/clock.py" and pattern.search(p.read_text("utf-8"))
    ]
    assert found == []


def test_only_the_invented_county_sets_the_clock() -> None:
    found = [_ids(p) for p in sorted(APP.rglob("*.py")) if "standing_at" in p.read_text("utf-8")]
    assert found == ["app/domain/clock.py", "app/services/demo/weeks/agenda.py"]


def _routes(path: Path) -> Iterator[tuple[ast.FunctionDef, set[str]]]:
    for node in _public(path):
        for mark in node.decorator_list:
            if isinstance(mark, ast.Call) and isinstance(mark.func, ast.Name) and mark.func.id == "route":
                methods = next((k.value for k in mark.keywords if k.arg == "methods"), None)
                names = set(ast.literal_eval(methods)) if methods is not None else {"GET"}
                yield node, names


@pytest.mark.parametrize("path", _files("web"), ids=_ids)
def test_no_get_opens_an_act(path: Path) -> None:
    writes = {"unit_of_work", "perform", "enqueue"}
    wrong = [
        view.name
        for view, methods in _routes(path)
        if "GET" in methods
        for call in ast.walk(view)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in writes
    ]
    assert wrong == []


def test_places_that_work_on_the_whole_register_are_listed() -> None:
    """Each `unscoped("reason")` of the product stands in unscoped.txt with its reason."""
    found = set()
    for path in sorted(APP.rglob("*.py")):
        for node in ast.walk(_tree(path)):
            named = (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "unscoped"
            )
            if named and node.args:
                reason = node.args[0]
                words = reason.value if isinstance(reason, ast.Constant) else ast.unparse(reason)
                found.add(f"{_ids(path)}: {words}")
    listed = (ROOT / "tests/architecture/unscoped.txt").read_text("utf-8").splitlines()
    assert sorted(found) == sorted(line for line in listed if line and not line.startswith("#"))


def test_no_value_is_trusted_as_markup_outside_the_drawing_of_maps() -> None:
    allowed = {
        "app/web/maps/views.py",
        "app/web/reports/views.py",
        "app/web/gallery/samples.py",
        "app/web/choice_fields.py",  # a menu's options, each of their two parts escaped
    }
    found = [
        _ids(p)
        for p in sorted(APP.rglob("*.py"))
        if _ids(p) not in allowed and re.search(r"\bMarkup\(", p.read_text("utf-8"))
    ]
    assert found == []
    trusted = [
        p for p in (ROOT / "templates").rglob("*.html") if re.search(r"\|\s*safe\b", p.read_text("utf-8"))
    ]
    assert trusted == []


def test_the_demo_decides_its_truth_by_itself() -> None:
    """The generator imports only vocabulary, identifiers and areas of the product."""
    allowed = ("app.demo", "app.domain.vocabulary", "app.domain.identifiers", "app.domain.areas")
    wrong = []
    for path in _files("demo"):
        for node in ast.walk(_tree(path)):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            wrong += [
                f"{_ids(path)}: {n}" for n in names if n.startswith("app") and not n.startswith(allowed)
            ]
    assert wrong == []
