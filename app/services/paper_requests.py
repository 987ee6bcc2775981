"""Asking for forms or a public list to be printed: the request, its job, its finished files and how long they stay."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import PurePath
from typing import Any

from sqlalchemy import update

from app.adapters.file_store import FileStore
from app.domain.clock import LOCAL, new_public_id, now
from app.domain.documents import Document
from app.domain.errors import InvalidInputError, NotAllowedError
from app.domain.vocabulary.jobs import PRINT_PAPERS
from app.job_queue import ask_to_cancel, enqueue
from app.models import Household, ReportRequest
from app.queries.scope import Scope, unscoped
from app.services.files import keep_file
from app.services.importing.fill_sheets import AskedSheet
from app.services.lookups import within_clear_papers
from app.services.notices import NoticeInput, build_notice
from app.services.papers import forms
from app.services.report_requests import FORMATS as ALL_FORMATS
from app.services.report_requests import keep_formats
from app.services.secrets import PURPOSES
from app.unit_of_work import Work

#: Formats of forms and public lists.
FORMATS: dict[str, tuple[str, str]] = {name: ALL_FORMATS[name] for name in ("pdf", "docx")}
PAPER, NOTICE, FILL = "paper", "notice", "fill"
#: What a filled sheet comes back as: one workbook, or an archive with one a village.
FILLED: dict[str, tuple[str, str]] = {
    "xlsx": ALL_FORMATS["xlsx"],
    "zip": ("压缩包", "application/zip"),
}
#: A finished paper about people can be fetched for a day, by who asked for it (domain 11.2).
STAYS = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class PaperInput:
    """What is wanted: which form, of one household or (None) of the whole village, blank or filled.

    `mine`: of the households that the asking person is in charge of, as they are when it is printed.
    """

    form: str
    is_blank: bool
    formats: tuple[str, ...]
    with_numbers: bool = False
    purpose: str = ""
    mine: bool = False


def request_papers(
    work: Work, scope: Scope, area_code: str, household: Household | None, given: PaperInput, on: date
) -> ReportRequest:
    """Note what is wanted and put the job in. E-PAPER for a wrong choice; the caller found the area in the scope.

    Full numbers need `secret:reveal`, a purpose, and are counted by the hour; the act's event says so.
    """
    fields = {}
    if given.form not in forms():
        fields["form"] = "没有这张表。"
    if not given.formats or set(given.formats) - set(FORMATS):
        fields["formats"] = "请选 PDF 或 Word。"
    if given.with_numbers and given.purpose not in PURPOSES:
        fields["purpose"] = "印完整号码要先选用途。"
    if fields:
        raise InvalidInputError("E-PAPER", "".join(fields.values()), fields=fields, way_out="请改好再印。")
    if given.with_numbers and not given.is_blank:
        if not work.actor.may("secret:reveal"):
            raise NotAllowedError("secret:reveal")
        within_clear_papers(work)
    wanted = {
        "form": given.form,
        "blank": given.is_blank,
        "numbers": given.with_numbers and not given.is_blank,
        "household": household.public_id if household is not None else None,
        "mine": given.mine and household is None,
    }
    return _enqueue(work, PAPER, area_code, given.formats, wanted, now() + STAYS, on)


def request_notice(
    work: Work, scope: Scope, area_code: str, given: NoticeInput, formats: tuple[str, ...], on: date
) -> ReportRequest:
    """The list is built and scanned now, so that its leaks are told at once, and once more when it is printed."""
    if not formats or set(formats) - set(FORMATS):
        raise InvalidInputError(
            "E-PAPER", "请选 PDF 或 Word。", fields={"formats": "请选 PDF 或 Word。"}, way_out="请改好再印。"
        )
    build_notice(work.session, scope, area_code, given, on)
    ends = datetime.combine(given.until_on + timedelta(days=1), time(), LOCAL)
    return _enqueue(work, NOTICE, area_code, formats, given.as_json(), ends, on)


def keep_blank(
    work: Work, store: FileStore, area_code: str, clear: bytes, filename: str, asked: AskedSheet, on: date
) -> ReportRequest:
    """Keep another office's blank workbook with what was recognised; a person looks at it before it is filled."""
    file = keep_file(
        work, store, clear, name=PurePath(filename).name[-150:], media_type=FILLED["xlsx"][1], purpose="blank",
        area_code=area_code,
    )  # fmt: skip
    request = ReportRequest(
        public_id=new_public_id(), kind=FILL, area_code=area_code, year=on.year, formats="xlsx", state="asking",
        files={}, document={"file": file.id, "name": file.name, "asked": asked.as_json(),
                            "ends": (now() + STAYS).isoformat()},
        created_by=work.actor.id or 0, created_at=now(),
    )  # fmt: skip
    work.session.add(request)
    work.session.flush()
    return request


def keep_asked(work: Work, request: ReportRequest, asked: AskedSheet) -> None:
    """Another reading of the same blank sheet."""
    if request.state != "asking":
        raise InvalidInputError("E-PAPER", "这张表已经在填了。", way_out="要再填，请重新上传。")
    request.document = {**(request.document or {}), "asked": asked.as_json()}
    work.session.flush()


def request_filling(
    work: Work,
    request: ReportRequest,
    asked: AskedSheet,
    villages: list[str],
    *,
    with_numbers: bool,
    purpose: str,
    household: str | None = None,
) -> None:
    """Put the job in. E-PAPER where nothing would be filled; full numbers as for forms, counted by the hour.

    `household`: the public id of the family that a card is of, found through the scope.
    """
    if request.state != "asking":
        raise InvalidInputError("E-PAPER", "这张表已经在填了。", way_out="要再填，请重新上传。")
    if not any(column.key for column in asked.columns):
        raise InvalidInputError("E-FILL-NONE", "一列都没有认定，填不了。", way_out="请至少认定一列。")
    if with_numbers:
        if purpose not in PURPOSES:
            raise InvalidInputError("E-PAPER", "填完整号码要先选用途。", way_out="请选用途。")
        if not work.actor.may("secret:reveal"):
            raise NotAllowedError("secret:reveal")
        within_clear_papers(work)
    wanted = {"asked": asked.as_json(), "villages": villages, "numbers": with_numbers, "household": household}
    request.formats = "xlsx" if household or len(villages) == 1 else "zip"
    job = enqueue(work.session, PRINT_PAPERS, {"request": request.id}, created_by=work.actor.id)
    request.document = {**(request.document or {}), **wanted, "job": job}
    request.state = "waiting"


def finish_filling(
    work: Work, store: FileStore, request: ReportRequest, name: str, kind: str, body: bytes
) -> None:
    """Keep the filled workbook (or the archive) and mark the request as ready."""
    kept = keep_file(
        work, store, body, name=name, media_type=FILLED[kind][1], purpose="paper", area_code=request.area_code
    )
    request.files = {kind: kept.id}
    request.document = {**(request.document or {}), "title": name}
    request.state, request.words, request.ready_at = "ready", None, now()


def _enqueue(
    work: Work,
    kind: str,
    area_code: str,
    formats: tuple[str, ...],
    wanted: Mapping[str, Any],
    ends: datetime,
    on: date,
) -> ReportRequest:
    request = ReportRequest(
        public_id=new_public_id(),
        kind=kind,
        area_code=area_code,
        year=on.year,
        formats=",".join(formats),
        state="waiting",
        files={},
        document={**wanted, "ends": ends.isoformat()},
        created_by=work.actor.id or 0,
        created_at=now(),
    )
    work.session.add(request)
    work.session.flush()
    job = enqueue(work.session, PRINT_PAPERS, {"request": request.id}, created_by=work.actor.id)
    request.document = {**(request.document or {}), "job": job}
    return request


def finish_papers(
    work: Work, store: FileStore, request: ReportRequest, document: Document, bodies: Mapping[str, bytes]
) -> None:
    """Keep the files and mark the request as ready."""
    keep_formats(work, store, request, document.title, bodies, "paper")
    sheets = sum(type(block).__name__ == "Sheet" for block in document.blocks)
    request.document = {**(request.document or {}), "title": document.title, "sheets": sheets}


def stop_request(work: Work, request: ReportRequest) -> None:
    """Take a waiting paper back; a job at work ends at its next step. E-PAPER where it is ready or failed meanwhile."""
    row = ReportRequest
    waiting = update(row).where(row.id == request.id, row.state == "waiting")
    with unscoped("the request was found in the asking person's scope"):
        held = work.session.execute(
            waiting.values(state="failed", words="您取消了这一份。").returning(row.id)
        )
    if held.scalar() is None:
        raise InvalidInputError("E-PAPER", "这一份已经做完了，取消不了。", way_out="不要的话，不下载就行。")
    ask_to_cancel(work.session, str((request.document or {}).get("job", "")))


def has_ended(request: ReportRequest) -> bool:
    """Whether the paper may no longer be fetched: a day after it was asked for, a public list after its last day."""
    ends = (request.document or {}).get("ends")
    return ends is not None and now() >= datetime.fromisoformat(ends)
