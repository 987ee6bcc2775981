"""Papers that somebody asked for: built, written in each format, kept, and marked as ready."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from app.adapters.docx_writer import write_docx
from app.adapters.file_store import FileStore
from app.adapters.pdf_writer import write_pdf
from app.adapters.report_workbook import write_workbook
from app.adapters.safe_file import write_whole
from app.domain.documents import Document
from app.models import ReportRequest
from app.services.effectiveness import build_effectiveness
from app.services.further_papers import FURTHER
from app.services.inventory import build_inventory
from app.services.report_requests import keep_formats
from app.unit_of_work import Work

#: The function that builds each kind of paper.
BUILDERS: dict[str, Callable[..., Document]] = {
    "effectiveness": build_effectiveness,
    "inventory": build_inventory,
    **FURTHER,
}


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
    keep_formats(work, store, request, document.title, bodies, "report")
    request.document = {**(request.document or {}), **summary_of(document)}


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
