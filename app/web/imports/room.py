"""What the pages of a batch share: the blueprint, the batch within reach, its head and its six steps."""

from typing import Any

from flask import Blueprint, Response, current_app, g, request, url_for
from flask_babel import gettext as _

from app.access import current_actor, current_scope, session
from app.adapters.file_store import FileStore
from app.extensions import vault
from app.models import Area, ImportBatch
from app.queries.import_progress import work_of
from app.queries.imports import get_batch, head_of, list_viewers
from app.services.importing.acts import note_view
from app.services.importing.receive import all_profiles

bp = Blueprint("imports", __name__, url_prefix="/imports")

#: Steps and their pages, in order.
STEPS = ("receive", "read", "problems", "people", "differences", "done")
_PAGES = {
    "read": "imports.read",
    "problems": "imports.problems",
    "people": "imports.people",
    "differences": "imports.differences",
    "done": "imports.done",
}
#: Pages with values from the rows.
_SHOWS_ROWS = frozenset((*_PAGES.values(), "imports.ask_undo", "imports.ask_anyway"))
OPEN = ("parsed", "previewed", "stopped")


def batch_of(public_id: str) -> ImportBatch:
    """The batch, or 404 for what is out of reach."""
    g.batch = get_batch(session(), current_scope(), public_id)
    return g.batch  # type: ignore[no-any-return]


@bp.after_request
def who_saw(response: Response) -> Response:
    """Rows of other offices were shown: the trail says to whom. By now the page is rendered."""
    batch = g.get("batch")
    if (
        batch is not None
        and request.method == "GET"
        and response.status_code == 200
        and request.endpoint in _SHOWS_ROWS
    ):
        note_view(session(), current_actor(), batch)
    return response


def store() -> FileStore:
    """The installation's files."""
    return FileStore(current_app.extensions["bangfu"].files_dir, vault())


def page(batch: ImportBatch, step: str) -> dict[str, Any]:
    """What every page of a batch needs: head, steps, profile."""
    file_name, who = head_of(session(), current_scope(), batch)
    profile = all_profiles(session()).get(batch.profile or "")
    area = session().get(Area, batch.area_code)
    return {
        "batch": batch,
        "counts": batch.counts,
        "profile": profile,
        "title": profile.title if profile else file_name,
        "file_name": file_name,
        "who": who,
        "area_name": area.name if area else batch.area_code,
        "steps": _steps(batch, step),
        "viewers": list_viewers(session(), current_scope(), batch),
    }


def _steps(batch: ImportBatch, here: str) -> list[dict[str, str]]:
    words = (_("收下"), _("认表"), _("改问题"), _("认人"), _("看差异"), _("应用"))
    found = []
    for place, (name, word) in enumerate(zip(STEPS, words, strict=True)):
        before = place < STEPS.index(here)
        state = "here" if name == here else "done" if before else "later"
        may_open = batch.state in OPEN and name in _PAGES and name != "done"
        url = url_for(_PAGES[name], public_id=batch.public_id) if may_open and state != "here" else ""
        found.append({"label": word, "state": state, "url": url})
    return found


def address(batch: ImportBatch) -> str:
    """The page where the batch stands now; while the worker has it, the one that shows how far it is."""
    if work_of(session(), current_scope(), batch) is not None:
        return url_for("imports.waiting", public_id=batch.public_id)
    if batch.state in ("applied", "undone"):
        return url_for("imports.done", public_id=batch.public_id)
    if batch.state in OPEN:
        if not batch.counts.get("rows", 0):
            return url_for("imports.read", public_id=batch.public_id)
        must = batch.counts.get("must", 0) or batch.counts.get("refused_here", 0)
        name = (
            "imports.problems"
            if must
            else "imports.people"
            if batch.counts.get("doubtful")
            else "imports.read"
        )
        return url_for(name, public_id=batch.public_id)
    return url_for("imports.waiting", public_id=batch.public_id)
