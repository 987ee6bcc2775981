"""Asking for a paper: the request and its job. What builds the paper stands elsewhere and is loaded by jobs alone."""

from datetime import date

from app.domain.clock import new_public_id, now
from app.domain.errors import InvalidInputError
from app.domain.vocabulary.jobs import BUILD_REPORT
from app.job_queue import enqueue
from app.models import ReportRequest
from app.queries.areas import get_area
from app.queries.scope import Scope
from app.unit_of_work import Work

#: Kinds of papers by code.
KINDS: dict[str, str] = {"effectiveness": "成效评估报告"}
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
