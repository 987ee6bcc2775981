"""Asking for a paper: the request and its job. What builds the paper stands elsewhere and is loaded by jobs alone."""

from collections.abc import Mapping
from datetime import date

from app.adapters.file_store import FileStore
from app.domain.clock import new_public_id, now
from app.domain.errors import InvalidInputError
from app.domain.vocabulary.jobs import BUILD_REPORT
from app.job_queue import enqueue
from app.models import ReportRequest
from app.queries.areas import get_area
from app.queries.scope import Scope
from app.services.files import keep_file
from app.unit_of_work import Work

#: Kinds of papers by code.
KINDS: dict[str, str] = {
    "effectiveness": "成效评估报告",
    "poverty": "贫困状况分析",
    "month": "防返贫监测月报",
    "quarter": "防返贫监测季报",
    "annual": "防返贫监测年报",
    "brief": "一页简报",
    "ranking": "村镇排名",
    "urging": "督办单",
    "funds": "资金绩效报告",
    "self_evaluation": "项目绩效自评报告",
    "desk": "工作台账",
    "inventory": "数据资产盘点表",
}
#: Formats of all papers: title and media type.
FORMATS: dict[str, tuple[str, str]] = {
    "docx": ("Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": ("PDF", "application/pdf"),
    "xlsx": ("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
FIRST_YEAR = 2014


def check_wishes(kind: str, year: int, formats: list[str], on: date, month: int | None = None) -> None:
    """InvalidInputError where there is no such paper, format, year or month."""
    fields = {}
    if kind not in KINDS:
        fields["kind"] = "没有这种报告。"
    if not FIRST_YEAR <= year <= on.year:
        fields["year"] = f"年份要在 {FIRST_YEAR} 到 {on.year} 之间。"
    if month is not None and (not 1 <= month <= 12 or (year, month) > (on.year, on.month)):
        fields["month"] = "这个月还没到。"
    if not formats or set(formats) - set(FORMATS):
        fields["formats"] = f"格式请从 {'、'.join(FORMATS)} 里选。"
    if fields:
        raise InvalidInputError("E-REPORT", "".join(fields.values()), fields=fields, way_out="请改好再出。")


def request_report(
    work: Work,
    scope: Scope,
    *,
    kind: str,
    area: str,
    year: int,
    formats: list[str],
    base_url: str,
    on: date,
    month: int | None = None,
    schedule: int | None = None,
    is_trial: bool = False,
) -> ReportRequest:
    """Note the request and put its job in, both in one transaction. NotFoundError outside the scope.

    Without a month the paper is of the year, or of the day. `schedule`: the row by which it comes by itself.
    `is_trial`: written in the way that the office's draft says, to be looked at.
    """
    check_wishes(kind, year, formats, on, month)
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
        document={
            "base_url": base_url,
            "period": f"{year}-{month:02d}" if month else None,
            "trial": is_trial,
        },
        created_by=work.actor.id or 0,
        created_at=now(),
        schedule_id=schedule,
    )
    work.session.add(request)
    work.session.flush()
    job = enqueue(work.session, BUILD_REPORT, {"report": request.id}, created_by=work.actor.id)
    request.document = {**(request.document or {}), "job": job}
    return request


def keep_formats(
    work: Work,
    store: FileStore,
    request: ReportRequest,
    title: str,
    bodies: Mapping[str, bytes],
    purpose: str,
) -> None:
    """Keep a finished paper in each format and mark its request as ready."""
    files = {}
    for name, body in bodies.items():
        kept = keep_file(
            work, store, body, name=f"{title}.{name}", media_type=FORMATS[name][1], purpose=purpose,
            area_code=request.area_code,
        )  # fmt: skip
        files[name] = kept.id
    request.files = files
    request.state, request.words, request.ready_at = "ready", None, now()


def fail_report(work: Work, request: ReportRequest, words: str) -> None:
    """Say why there is no paper."""
    request.state, request.words = "failed", words[:500]
