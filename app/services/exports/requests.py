"""Clear numbers in an export: asked for with a reason, agreed to by another person, taken once within a day."""

from collections.abc import Callable, Mapping, Sequence
from io import BytesIO

from sqlalchemy import update

from app.domain.clock import new_public_id, now
from app.domain.errors import BangfuError, InvalidInputError, NotAllowedError
from app.domain.vocabulary.exports import EXPORT_NUMBER, EXPORT_STATE
from app.models import ExportRequest, User
from app.queries.areas import home_area
from app.queries.exports import get_export
from app.queries.scope import Scope
from app.services.exports.handing_out import write_clear
from app.services.exports.lists import MOST_CLEAR, AskedList, collect
from app.services.paper_requests import STAYS
from app.services.secrets import PURPOSES
from app.unit_of_work import Work

LONGEST_REASON = 200
SHORTEST_REASON = 6


class ExportEndedError(BangfuError):
    """It was taken already, nobody agreed to it, or the day is over."""

    status = 410


def ask_export(
    work: Work,
    scope: Scope,
    asked: AskedList,
    address: Mapping[str, str],
    numbers: Sequence[str],
    purpose: str,
    reason: str,
) -> ExportRequest:
    """Note what is wanted and why. Needs `export:make` and `secret:reveal`; E-EXPORT names each field that is wrong.

    `address` writes the list again when the file is taken, in the scope that the asker then has.
    """
    _may_ask(work)
    chosen = tuple(code.code for code in EXPORT_NUMBER if code.code in numbers)
    if asked.kind == "register":
        chosen = ("id_no", "phone")
    fields, why = {}, " ".join(reason.split())
    if not chosen:
        fields["numbers"] = "请选要哪些号码。"
    if purpose not in PURPOSES:
        fields["purpose"] = "请选用途。"
    if not SHORTEST_REASON <= len(why) <= LONGEST_REASON:
        fields["reason"] = f"请写清为什么要，{SHORTEST_REASON} 到 {LONGEST_REASON} 个字。"
    if fields:
        raise InvalidInputError("E-EXPORT", "".join(fields.values()), fields=fields, way_out="请改好再交。")
    sheet = collect(work.session, scope, asked, MOST_CLEAR)
    home = home_area(work.session, scope)
    row = ExportRequest(
        public_id=new_public_id(),
        kind=asked.kind,
        asked=dict(address),
        numbers=",".join(chosen),
        purpose=purpose,
        reason=why,
        area_code=asked.area or (home.code if home else ""),
        rows=len(sheet.keys),
        fingerprint=sheet.fingerprint,
        state="waiting",
        words="",
        created_by=work.actor.id or 0,
        created_at=now(),
    )
    work.session.add(row)
    work.session.flush()
    return row


def decide_export(work: Work, scope: Scope, public_id: str, *, agree: bool, words: str = "") -> ExportRequest:
    """Agree or refuse. Never one's own request (E-EXPORT-OWN); a refusal says why (E-EXPORT)."""
    if not work.actor.may("export:approve"):
        raise NotAllowedError("export:approve")
    row = get_export(work.session, scope, work.actor.id or 0, public_id, decides=True).request
    said = " ".join(words.split())[:LONGEST_REASON]
    if row.created_by == work.actor.id:
        raise InvalidInputError(
            "E-EXPORT-OWN", "自己的申请不能自己批。", way_out="请同级的另一个人，或分管领导来批。"
        )
    if not agree and not said:
        raise InvalidInputError(
            "E-EXPORT", "不批要写原因。", fields={"words": "请写不批的原因。"}, way_out="写好再交。"
        )
    moment = now()
    values = {
        "state": "approved" if agree else "refused",
        "words": said,
        "decided_by": work.actor.id,
        "decided_at": moment,
        "ends_at": moment + STAYS if agree else None,
    }
    _move(work, row, "waiting", values)
    return row


def withdraw_export(work: Work, scope: Scope, public_id: str) -> ExportRequest:
    """The asker does not need it any more."""
    row = get_export(work.session, scope, work.actor.id or 0, public_id, decides=False).request
    _move(work, row, "approved" if row.state == "approved" else "waiting", {"state": "withdrawn"})
    return row


def take_export(
    work: Work, scope: Scope, public_id: str, read: Callable[[ExportRequest], AskedList], out: BytesIO
) -> ExportRequest:
    """Write the file for who asked for it: once, within a day, with exactly the rows that were agreed to.

    `read` makes the list out of the request's address. ExportEndedError where the time is over or it was taken;
    E-EXPORT-CHANGED where other rows fit by now: then nothing is handed out and the agreement stands.
    """
    _may_ask(work)
    row = get_export(work.session, scope, work.actor.id or 0, public_id, decides=False).request
    if not can_be_taken(row):
        raise ExportEndedError(
            "E-EXPORT-ENDED",
            f"这份申请现在不能下载：{state_words(row)}。",
            way_out="还要用，请重新申请。",
        )
    sheet = collect(work.session, scope, read(row), MOST_CLEAR)
    if (len(sheet.keys), sheet.fingerprint) != (row.rows, row.fingerprint):
        raise InvalidInputError(
            "E-EXPORT-CHANGED",
            f"批准的是 {row.rows} 行，现在名单有 {len(sheet.keys)} 行，或者人变了，没有给出。",
            way_out="请按现在的名单重新申请。",
        )
    agreed_by = work.session.get(User, row.decided_by)
    _move(work, row, "approved", {"state": "taken", "taken_at": now(), "serial": work.event_id})
    write_clear(work, row, sheet, agreed_by.display_name if agreed_by else "", out)
    return row


def told_of(row: ExportRequest) -> dict[str, object]:
    """What the trail says of a request: codes and numbers only."""
    return {
        "list": row.kind, "numbers": row.numbers, "purpose": row.purpose, "rows": row.rows,
        "agreed_by": row.decided_by,
    }  # fmt: skip


def can_be_taken(row: ExportRequest) -> bool:
    """Somebody agreed, and neither was it taken nor is the day over."""
    return row.state == "approved" and row.ends_at is not None and row.ends_at > now()


def state_words(row: ExportRequest) -> str:
    """The state as people say it; an agreement that nobody used in time is over."""
    if row.state == "approved" and not can_be_taken(row):
        return "过了下载期限"
    return EXPORT_STATE.label(row.state)


def _may_ask(work: Work) -> None:
    for permission in ("export:make", "secret:reveal"):
        if not work.actor.may(permission):
            raise NotAllowedError(permission)


def _move(work: Work, row: ExportRequest, before: str, values: Mapping[str, object]) -> None:
    """One step by exactly one act: whoever comes second finds the state changed. E-EXPORT-ENDED then."""
    moved = work.session.execute(
        update(ExportRequest)
        .where(
            Scope.everything().on(ExportRequest), ExportRequest.id == row.id, ExportRequest.state == before
        )
        .values(**values)
        .returning(ExportRequest.id)
        .execution_options(synchronize_session=False)
    )
    if moved.scalar() is None:
        raise ExportEndedError(
            "E-EXPORT-ENDED", "这份申请刚才已经办过了。", way_out="请刷新页面看现在的情况。"
        )
    work.session.refresh(row)
