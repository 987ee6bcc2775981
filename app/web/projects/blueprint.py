"""项目资金: one blueprint for the bank, its steps, money, notices, goals and assets."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint

from app.access import current_actor, current_scope, session
from app.domain.errors import InvalidInputError
from app.models import Project
from app.queries import project_life
from app.unit_of_work import Work, perform

bp = Blueprint("projects", __name__, url_prefix="/projects")


def project_of(public_id: str) -> Project:
    """The project of an address; 404 outside the scope."""
    return project_life.get_project(session(), current_scope(), public_id)


def act(name: str, subject: str, key: str | None, do: Callable[[Work], Any]) -> Any:
    """One act around `do`; `subject` is "<table>:<public id>"."""
    return perform(session(), current_actor(), name, do, subject=subject, request_key=key or None)


def put_errors(form: Any, refused: InvalidInputError) -> None:
    """A refusal with fields goes to the form, any other to the error page."""
    if not refused.fields:
        raise refused
    for name, sentence in refused.fields.items():
        target = form[name] if name in form else next(iter(form))
        target.errors = [sentence]


def tried(form: Any, name: str, public_id: str, do: Callable[[Work], Any]) -> bool:
    """One act on a project from a form that was found in order; False where it was refused with words in the form."""
    try:
        act(name, f"project:{public_id}", form.request_key.data, do)
    except InvalidInputError as refused:
        put_errors(form, refused)
        return False
    return True
