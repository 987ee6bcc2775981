"""The office's own way of a report: written as a draft, agreed to by a second person, taken back to the original."""

from dataclasses import replace

from app.domain.clock import new_public_id, now
from app.domain.documents import Document
from app.domain.errors import ConflictError, InvalidInputError, NotFoundError
from app.domain.reporting.periods import period_words
from app.domain.reporting.templates import SECTIONS, apply_template, check_template
from app.domain.reporting.templates import ReportTemplate as Way
from app.models import ReportTemplate
from app.queries.report_templates import newest_number, open_template, template_in_force
from app.queries.scope import Scope
from app.unit_of_work import Work


def save_template(work: Work, scope: Scope, kind: str, area: str, way: Way, revision: int) -> ReportTemplate:
    """Keep the draft; `revision` is the one that was seen (0 = a new draft). ConflictError where it moved since."""
    _known(scope, kind, area)
    check_template(kind, way)
    row = open_template(work.session, scope, kind, area)
    if row is not None and row.state == "proposed":
        raise InvalidInputError("E-TEMPLATE-SENT", "这一版已经送审，不能再改。", way_out="请先请批的人退回。")
    if (row.revision if row is not None else 0) != revision:
        raise ConflictError("这份写法刚才被别人改过，您的没有存。", current=row)
    if row is None:
        row = ReportTemplate(
            public_id=new_public_id(),
            kind=kind,
            area_code=area,
            number=newest_number(work.session, scope, kind, area) + 1,
            state="draft",
            revision=0,
            words="",
        )
        work.session.add(row)
    me = work.actor.id or 0
    row.entry = {**way.as_json(), "written_by": sorted({*writers_of(row), me})}
    row.author_id, row.changed_at = me, now()
    row.revision += 1
    work.session.flush()
    return row


def writers_of(row: ReportTemplate) -> set[int]:
    """Everybody who saved this version, not only who saved it last."""
    last = set() if row.author_id is None else {row.author_id}
    return last.union((row.entry or {}).get("written_by", ()))


def propose_template(work: Work, scope: Scope, kind: str, area: str, revision: int) -> ReportTemplate:
    """Hand the draft to a second person. ConflictError where it is not the revision that was seen."""
    row = _open(work, scope, kind, area, "draft", revision)
    row.state, row.words, row.changed_at = "proposed", "", now()
    return row


def approve_template(work: Work, scope: Scope, kind: str, area: str, revision: int) -> ReportTemplate:
    """From now on reports of the area are written this way. E-TEMPLATE-OWN for everybody who wrote on it,
    ConflictError where it is not the revision that was read."""
    row = _open(work, scope, kind, area, "proposed", revision)
    if work.actor.id is None or work.actor.id in writers_of(row):
        raise InvalidInputError(
            "E-TEMPLATE-OWN", "自己写的不能自己批。", way_out="请县帮扶办的另一个人来批。"
        )
    restore_original(work, scope, kind, area, needed=False)
    row.state, row.decided_by, row.changed_at = "approved", work.actor.id, now()
    return row


def return_template(
    work: Work, scope: Scope, kind: str, area: str, revision: int, words: str
) -> ReportTemplate:
    """Back to its writers, with a sentence."""
    row = _open(work, scope, kind, area, "proposed", revision)
    row.state, row.words, row.changed_at = "draft", " ".join(words.split())[:200], now()
    return row


def restore_original(work: Work, scope: Scope, kind: str, area: str, *, needed: bool = True) -> None:
    """The report is written as it is shipped; the version that was in force stays in the list."""
    _known(scope, kind, area)
    row = template_in_force(work.session, scope, kind, area)
    if row is not None and row.area_code == area:
        row.state, row.changed_at = "retired", now()
    elif needed:
        raise InvalidInputError("E-TEMPLATE-NONE", "现在就是原来的写法。", way_out="不用恢复。")


def written_their_way(
    row: ReportTemplate, document: Document, kind: str, place: str, period: str | None
) -> Document:
    """The paper in the office's way; a line under it says which version that is."""
    words = {
        "地方": place,
        "期间": period_words(kind, period, document.as_of.year, document.as_of),
        "数据日期": f"{document.as_of.year}年{document.as_of.month}月{document.as_of.day}日",
        "单位": document.issuer,
    }
    if row.state != "approved":
        document = replace(document, title=f"{document.title}（试印）")
    note = f"节的顺序、取舍和说明文字按本单位第 {row.number} 版写法；数都从登记库取，没有改。"
    note = note if row.state == "approved" else f"试印：第 {row.number} 版还没有批准，不作正式报告。"
    return apply_template(document, Way.of_json(row.entry), words, note)


def _known(scope: Scope, kind: str, area: str) -> None:
    if kind not in SECTIONS or not scope.covers(area):
        raise NotFoundError


def _open(work: Work, scope: Scope, kind: str, area: str, state: str, revision: int) -> ReportTemplate:
    _known(scope, kind, area)
    row = open_template(work.session, scope, kind, area)
    if row is None or row.state != state:
        raise InvalidInputError(
            "E-TEMPLATE-STATE", "这份写法现在不在这一步。", way_out="请刷新页面看现在的情况。"
        )
    if row.revision != revision:
        raise ConflictError("这份写法刚才被别人改过，请先看改过的再办。", current=row)
    return row
