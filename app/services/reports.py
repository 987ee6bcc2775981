"""Papers that somebody asks for: the request with its job, the files when they are ready."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from app.adapters.docx_writer import write_docx
from app.adapters.file_store import FileStore
from app.adapters.pdf_writer import write_pdf
from app.adapters.report_workbook import write_workbook
from app.adapters.safe_file import write_whole
from app.domain.clock import new_public_id, now
from app.domain.documents import Document
from app.domain.errors import InvalidInputError
from app.domain.vocabulary.jobs import BUILD_REPORT
from app.job_queue import enqueue
from app.models import ReportRequest
from app.queries.areas import get_area
from app.queries.scope import Scope
from app.services.effectiveness import build_effectiveness
from app.services.files import keep_file
from app.unit_of_work import Work

#: Kinds of papers by code, with the function that builds each.
KINDS: dict[str, tuple[str, Callable[..., Document]]] = {
    "effectiveness": ("成效评估报告", build_effectiveness)
}
FORMATS: dict[str, tuple[str, str]] = {
    "docx": ("Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": ("PDF", "application/pdf"),
    "xlsx": ("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
FIRST_YEAR = 2014


def check_wishes(kind: str, year: int, formats: list[str], on: date) -> None:
    """InvalidInputError where there is no such paper, format or year."""
    fields = {}
    if kind not in KINDS:
        fields["kind"] = "没有这种报告。"
    if not FIRST_YEAR <= year <= on.year:
        fields["year"] = f"年份要在 {FIRST_YEAR} 到 {on.year} 之间。"
    if not formats or set(formats) - set(FORMATS):
        fields["formats"] = f"格式请从 {'、'.join(FORMATS)} 里选。"
    if fields:
        raise InvalidInputError("E-REPORT", "".join(fields.values()), fields=fields, way_out="请改好再出。")


def request_report(
    work: Work, scope: Scope, *, kind: str, area: str, year: int, formats: list[str], base_url: str, on: date
) -> ReportRequest:
    """Note the request and put its job in, both in one transaction. NotFoundError outside the scope."""
    check_wishes(kind, year, formats, on)
    if not scope.covers(get_area(work.session, scope, area).code):
        raise InvalidInputError(
            "E-REPORT-AREA",
            "这个区划只有一部分在您管的范围里，出不了它的报告。",
            way_out="请选您管的整个区划。",
        )
    request = ReportRequest(
        public_id=new_public_id(),
        kind=kind,
        area_code=area,
        year=year,
        formats=",".join(dict.fromkeys(formats)),
        state="waiting",
        files={},
        document={"base_url": base_url},
        created_by=work.actor.id or 0,
        created_at=now(),
    )
    work.session.add(request)
    work.session.flush()
    job = enqueue(work.session, BUILD_REPORT, {"report": request.id}, created_by=work.actor.id)
    request.document = {"base_url": base_url, "job": job}
    return request


def write_formats(document: Document, formats: list[str], font_folder: str | None = None) -> dict[str, bytes]:
    """The same document in each format."""
    writers: dict[str, Callable[[], bytes]] = {
        "docx": lambda: write_docx(document),
        "pdf": lambda: write_pdf(document, font_folder=font_folder),
        "xlsx": lambda: write_workbook(document),
    }
    return {name: writers[name]() for name in formats}


def finish_report(
    work: Work, store: FileStore, request: ReportRequest, document: Document, bodies: Mapping[str, bytes]
) -> None:
    """Keep the files and mark the request as ready; the numbers of the paper are kept beside it."""
    files = {}
    for name, body in bodies.items():
        kept = keep_file(
            work, store, body, name=f"{document.title}.{name}", media_type=FORMATS[name][1], purpose="report",
            area_code=request.area_code,
        )  # fmt: skip
        files[name] = kept.id
    request.files = files
    request.document = {**(request.document or {}), **summary_of(document)}
    request.state, request.words, request.ready_at = "ready", None, now()


def fail_report(work: Work, request: ReportRequest, words: str) -> None:
    """Say why there is no paper."""
    request.state, request.words = "failed", words[:500]


def summary_of(document: Document) -> dict[str, Any]:
    """What the page shows of a finished paper: title, day, remarks and every number with its origin."""
    numbers = [
        {
            "place": place,
            "text": number.text,
            "code": number.provenance.definition if number.provenance else "",
            "link": number.provenance.link if number.provenance else None,
        }
        for place, number in document.numbers()
    ]
    return {
        "title": document.title,
        "as_of": document.as_of.isoformat(),
        "remarks": list(document.remarks),
        "numbers": numbers,
    }


def write_to_folder(
    document: Document, formats: list[str], folder: Path, font_folder: str | None = None
) -> list[Path]:
    """The files in a folder, each whole or not there; named by the title."""
    paths = []
    for name, body in write_formats(document, formats, font_folder).items():
        path = folder / f"{document.title}.{name}"
        write_whole(path, body, mode=0o644)
        paths.append(path)
    return paths
