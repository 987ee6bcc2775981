"""任务: background jobs, what failed and why."""

from typing import Any

from flask import Blueprint, render_template

from app.access import route, session
from app.queries.jobs import list_jobs, worker_state

bp = Blueprint("jobs", __name__, url_prefix="/jobs")


@route(bp, "", permission="job:read")
def index() -> Any:
    return render_template("jobs/index.html", jobs=list_jobs(session()), worker=worker_state(session()))
