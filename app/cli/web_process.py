"""What a web process does right after its start: it gets ready what the first reader would wait for.

The statements that explain a family, and the pages, are written once a process and take seconds; here a thread of its
own writes them while the process answers already. gunicorn reads this module (`--config python:app.cli.web_process`).
"""

import threading
from typing import Any

from flask import Flask
from sqlalchemy import select

from app.domain.clock import today
from app.extensions import db
from app.models import Household
from app.queries.looks import get_looks
from app.queries.rules import household_answers
from app.queries.scope import Scope

#: Whose word about scheme and client is taken stands in BANGFU_TRUSTED_PROXY alone; by itself gunicorn would also
#: believe whoever asks from this machine, down to the path that was asked for.
forwarded_allow_ips = ""
#: Bytes; a condition that somebody put together stands in the address, and each Chinese character takes nine.
limit_request_line = 8190
#: Folders of templates that every working day needs.
_PAGES = ("macros/", "layouts/", "home/", "households/", "findings/")


def _is_usual(template: str) -> bool:
    return template.startswith(_PAGES) and template.endswith(".html")


def post_worker_init(worker: Any) -> None:
    """Called by gunicorn in the new process, which goes on to answer at once. What fails here is told on stderr and
    would meet the first reader, too."""
    application = worker.wsgi
    if isinstance(application, Flask):
        threading.Thread(target=warm, args=(application,), daemon=True).start()


def warm(app: Flask) -> bool:
    """Write the statements and pages of one family beforehand; False where nobody is registered yet. Reads only."""
    with app.app_context():
        try:
            for page in app.jinja_env.list_templates(filter_func=_is_usual):
                app.jinja_env.get_template(page)
            everybody = Scope.everything()
            home = db.session.scalars(
                select(Household)
                .where(everybody.on(Household), Household.status == "active")
                .order_by(Household.id)
                .limit(1)
            ).first()
            if home is None:
                return False
            household_answers(db.session(), everybody, home.id, today())
            get_looks(db.session(), everybody, home, today())
            return True
        finally:
            db.session.remove()
