"""Whether the product is well, for supervisors and monitors."""

from typing import Any

from flask import Blueprint, current_app, jsonify
from sqlalchemy import text

from app.access import route, session
from app.queries.jobs import worker_state

bp = Blueprint("health", __name__)


@route(bp, "/healthz", permission="public")
def healthz() -> Any:
    """JSON: status, version, database, worker. 503 where the database does not answer."""
    session().execute(text("SELECT 1"))
    worker = worker_state(session())
    settings = current_app.extensions["bangfu"]
    return jsonify(
        status="ok",
        version="0.1.0",
        database="sqlite" if settings.on_sqlite else "postgresql",
        worker=worker,
    )
