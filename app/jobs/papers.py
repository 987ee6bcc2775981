"""Prints requested forms and public lists with the requester's rights as they are when the job runs."""

from pathlib import PurePath

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.adapters.file_store import FileStore
from app.adapters.print_run import begins, pieces_of, write_print_run
from app.domain.clock import today
from app.domain.documents import Document
from app.domain.errors import BangfuError, NotAllowedError, NotFoundError
from app.domain.permissions import Actor
from app.domain.vocabulary.jobs import PRINT_PAPERS
from app.extensions import db, vault
from app.jobs.tasks import Run, task
from app.models import ReportRequest
from app.queries.accounts import requester_of
from app.queries.area_search import place_names
from app.queries.households import get_household
from app.queries.papers import households_in_charge, households_of_village
from app.queries.scope import Scope, unscoped
from app.services.files import find_file, read_file
from app.services.importing.fill_cards import fill_card
from app.services.importing.fill_sheets import AskedSheet, fill_villages, zipped
from app.services.notices import NoticeInput, build_notice
from app.services.paper_requests import FILL, NOTICE, finish_filling, finish_papers
from app.services.papers import blank_paper, filled_paper, forms
from app.services.report_requests import fail_report
from app.services.reports import write_formats
from app.unit_of_work import Work, perform

_NOTED = ("matter", "channel", "since", "from_on", "until_on", "issuer", "phone", "remark")


@task(PRINT_PAPERS, max_attempts=2)
def print_papers(run: Run) -> None:
    """Compose, write the formats, keep them in one act; a refusal is told on the request's page."""
    session = db.session()
    request = _request(session, run)
    subject, formats = f"report_request:{request.public_id}", request.formats.split(",")
    actor = requester_of(session, request.created_by)
    try:
        if request.kind == FILL:
            _fill(session, run, actor)
            return
        document = _compose(session, request, actor)
    except BangfuError as error:
        words = "".join(part for part in (error.message, error.way_out) if part)
        perform(
            session,
            actor,
            "paper.fail",
            lambda work: fail_report(work, _request(work.session, run), words),
            subject=subject,
        )
        raise
    bodies = _laid_out(run, document, formats)
    store = FileStore(run.settings.files_dir, vault())

    def keep(work: Work) -> None:
        finish_papers(work, store, _request(work.session, run), document, bodies)
        run.mark(work.session, "印好了", total=run.done + 1)

    perform(session, actor, "paper.print", keep, subject=subject)
    run.advance()


def _laid_out(run: Run, document: Document, formats: list[str]) -> dict[str, bytes]:
    """The document in each format. One step a piece of households: who waits sees it move and can stop it.

    Nothing is kept before the last step: who starts again lays out anew.
    """
    began, households = run.done, max(sum(begins(block) for block in document.blocks), 1)
    last = began + pieces_of(households) + 2

    def told(done: int, total: int) -> None:
        with run.step(f"排好 {done} 户，一共 {total} 户", total=last):
            pass

    with run.step("正在排版", total=last):
        pass
    fonts = str(run.settings.data_dir / "fonts")
    return {
        name: write_print_run(document, told, font_folder=fonts)
        if name == "pdf"
        else write_formats(document, [name], fonts)[name]
        for name in formats
    }


def _fill(session: Session, run: Run, actor: Actor) -> None:
    """Another office's sheet for one village, or an archive with one a village."""
    request = _request(session, run)
    wanted, scope = request.document or {}, Scope.of(actor)
    if not actor.may("household:edit"):
        raise NotAllowedError("household:edit")
    if wanted["numbers"] and not actor.may("secret:reveal"):
        raise NotAllowedError("secret:reveal")
    if not all(scope.covers(code) for code in wanted["villages"]):
        raise NotFoundError
    store = FileStore(run.settings.files_dir, vault())
    blank = find_file(session, wanted["file"])
    if blank is None:
        raise NotFoundError
    asked = AskedSheet.of_json(wanted["asked"])
    body, clear = read_file(store, blank), bool(wanted["numbers"])
    if wanted.get("household"):
        home = get_household(session, scope, wanted["household"])
        files = fill_card(session, scope, body, wanted["name"], asked, home, on=today(), with_numbers=clear)
    else:
        villages = wanted["villages"]
        files = fill_villages(
            session, scope, body, wanted["name"], asked, villages, on=today(), with_numbers=clear
        )
    kind = request.formats
    name, body = next(iter(files.items()))
    if kind == "zip":
        name, body = f"{PurePath(wanted['name']).stem} 各村.zip", zipped(files)

    def keep(work: Work) -> None:
        finish_filling(work, store, _request(work.session, run), name, kind, body)
        run.mark(work.session, "填好了", total=1)

    perform(session, actor, "paper.print", keep, subject=f"report_request:{request.public_id}")
    run.advance()


def _compose(session: Session, request: ReportRequest, actor: Actor) -> Document:
    if not actor.may("household:read"):
        raise NotAllowedError("household:read")
    scope, wanted, on = Scope.of(actor), request.document or {}, today()
    if request.kind == NOTICE:
        if not scope.covers(request.area_code):
            raise NotFoundError
        given = NoticeInput.of_json({key: wanted[key] for key in _NOTED})
        return build_notice(session, scope, request.area_code, given, on)
    form = forms()[wanted["form"]]
    issuer = place_names(session, [request.area_code])[request.area_code].replace(" ", "")
    if wanted["blank"]:
        return blank_paper(form, issuer, on)
    if wanted["numbers"] and not actor.may("secret:reveal"):
        raise NotAllowedError("secret:reveal")
    if wanted["household"]:
        homes = [get_household(session, scope, wanted["household"])]
    elif wanted.get("mine"):
        homes = households_in_charge(session, scope, request.created_by)
    else:
        homes = households_of_village(session, scope, request.area_code)
    return filled_paper(
        session, scope, form, homes, issuer=issuer, printed_by=actor.display_name, on=on,
        with_numbers=bool(wanted["numbers"]),
    )  # fmt: skip


def _request(session: Session, run: Run) -> ReportRequest:
    with unscoped("a job reads the request that it was made for"):
        return session.scalars(select(ReportRequest).where(ReportRequest.id == run.args["request"])).one()
