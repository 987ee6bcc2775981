"""The one gate: each route declares its permission here, and nothing is reachable without one.

The table of declared routes is the document, the menu, the test matrix and the gate.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from flask import Blueprint, Flask, abort, g, redirect, request, url_for
from flask_login import current_user

from app.domain.errors import NotAllowedError
from app.domain.permissions import PERMISSIONS, Actor
from app.extensions import db
from app.queries.scope import Scope

PUBLIC = "public"
SIGNED_IN = "home:read"

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Permit:
    """One declared route."""

    endpoint: str
    rule: str
    methods: tuple[str, ...]
    permission: str


_permits: dict[str, str] = {}


class UndeclaredRouteError(RuntimeError):
    """A route was registered around the gate: the application does not start."""


def route(
    room: Blueprint,
    rule: str,
    *,
    permission: str,
    methods: tuple[str, ...] = ("GET",),
    endpoint: str | None = None,
) -> Callable[[View], View]:
    """Declare a view: `permission` is one of domain.permissions, or "public"."""
    if permission not in PERMISSIONS:
        raise UndeclaredRouteError(f"{rule}: no permission {permission!r}")

    def declare(view: View) -> View:
        name = endpoint or view.__name__

        @wraps(view)
        def guarded(*args: Any, **kw: Any) -> Any:
            if permission != PUBLIC and (answer := _refuse(permission)) is not None:
                return answer
            return view(*args, **kw)

        room.add_url_rule(rule, name, guarded, methods=list(methods))
        _permits[f"{room.name}.{name}"] = permission
        return view

    return declare


def _refuse(permission: str) -> Any | None:
    if not current_user.is_authenticated:
        if request.method == "GET":
            return redirect(url_for("signin.show", next=request.full_path.rstrip("?")))
        abort(401)
    actor = current_actor()
    if current_user.must_change_password and permission != "me:edit":
        return redirect(url_for("me.password"))
    if not actor.may(permission):
        raise NotAllowedError(permission)
    return None


def current_actor() -> Actor:
    """Who is signed in; raises where nobody is (a view behind the gate always has one)."""
    actor: Actor | None = getattr(current_user, "actor", None)
    if actor is None:
        raise NotAllowedError(SIGNED_IN)
    return actor


def current_scope() -> Scope:
    """The scope of the signed-in person, made once a request."""
    if "scope" not in g:
        g.scope = Scope.of(current_actor())
    scope: Scope = g.scope
    return scope


def session() -> Any:
    """The request's database session."""
    return db.session()


def may(permission: str) -> bool:
    """For templates: draw a button only where it would work."""
    actor = getattr(current_user, "actor", None)
    return permission == PUBLIC or (actor is not None and actor.may(permission))


def permits(app: Flask) -> list[Permit]:
    """Every route of the application with its permission; UndeclaredRouteError where one has none."""
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in _permits:
            raise UndeclaredRouteError(f"{rule.endpoint} ({rule.rule}) declares no permission")
        methods = tuple(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        found.append(Permit(rule.endpoint, rule.rule, methods, _permits[rule.endpoint]))
    return sorted(found, key=lambda p: (p.rule, p.methods))


def permission_of(endpoint: str) -> str | None:
    """What an endpoint asks for, to draw menus from the same table."""
    return _permits.get(endpoint)
