"""Builds a requested paper with the requester's rights as they are when the job runs."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.adapters.file_store import FileStore
from app.domain.clock import today
from app.domain.documents import Document
from app.domain.errors import BangfuError, NotAllowedError
from app.domain.permissions import Actor
from app.domain.vocabulary.jobs import BUILD_REPORT
from app.extensions import db, vault
from app.jobs.tasks import Run, task
from app.models import ReportRequest
from app.queries.accounts import requester_of
from app.queries.area_search import place_names
from app.queries.report_templates import open_template, template_in_force
from app.queries.scope import Scope, unscoped
from app.services.report_requests import FORMATS, fail_report
from app.services.report_templates import written_their_way
from app.services.reports import BUILDERS, finish_report, write_formats
from app.unit_of_work import Work, perform


@task(BUILD_REPORT, max_attempts=2)
def build_report(run: Run) -> None:
    """Gather and compose with the rights of today, write the formats, keep them in one act."""
    session = db.session()
    request = _request(session, run)
    subject, formats = f"report_request:{request.public_id}", request.formats.split(",")
    actor = requester_of(session, request.created_by)
    try:
        document = _compose(session, run, actor)
    except BangfuError as error:
        words = "".join(part for part in (error.message, error.way_out) if part)
        perform(
            session, actor, "report.fail", lambda work: fail_report(work, _request(work.session, run), words)
        )
        raise
    bodies = _written(run, document, formats)
    store = FileStore(run.settings.files_dir, vault())

    def keep(work: Work) -> None:
        finish_report(work, store, _request(work.session, run), document, bodies)
        run.mark(work.session, "已经排好版", total=run.done + 1)

    perform(session, actor, "report.build", keep, subject=subject)
    run.advance()


def _written(run: Run, document: Document, formats: list[str]) -> dict[str, bytes]:
    """The document in each format, one step each, so that who waits sees how far it is."""
    bodies: dict[str, bytes] = {}
    last = run.done + len(formats) + 1
    for name in formats:
        with run.step(f"数已取齐，正在排 {FORMATS[name][0]}", total=last):
            pass
        bodies |= write_formats(document, [name], _fonts(run))
    return bodies


def _compose(session: Session, run: Run, actor: Actor) -> Document:
    """The document; NotAllowedError where the role was lost meanwhile."""
    if not actor.may("report:build"):
        raise NotAllowedError("report:build")
    request = _request(session, run)
    wanted = request.document or {}
    document = BUILDERS[request.kind](
        session,
        Scope.of(actor),
        actor,
        area=request.area_code,
        year=request.year,
        as_of=today(),
        base_url=str(wanted.get("base_url", "")),
        font_folder=_fonts(run),
        period=wanted.get("period"),
    )
    find = open_template if wanted.get("trial") else template_in_force
    row = find(session, Scope.of(actor), request.kind, request.area_code)
    if row is None:
        return document
    place = place_names(session, [request.area_code])[request.area_code]
    return written_their_way(row, document, request.kind, place, wanted.get("period"))


def _fonts(run: Run) -> str:
    """Where a site keeps its licensed faces."""
    return str(run.settings.data_dir / "fonts")


def _request(session: Session, run: Run) -> ReportRequest:
    with unscoped("a job reads the request that it was made for"):
        return session.scalars(select(ReportRequest).where(ReportRequest.id == run.args["report"])).one()
