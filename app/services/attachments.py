"""Bringing photos and papers to a household, describing and removing them."""

from dataclasses import dataclass
from hashlib import sha256

from app.adapters.file_store import FileStore
from app.adapters.pdf_check import only_shows
from app.adapters.photos import shrink
from app.domain.clock import now, today
from app.domain.errors import InvalidInputError
from app.domain.vocabulary.attachments import ATTACHMENT_TOPIC
from app.models import Attachment, Household
from app.queries.attachments import get_attachment, kept_of, same_file
from app.queries.households import get_household
from app.queries.scope import Scope
from app.services.files import keep_file
from app.services.secrets import keep_secret
from app.unit_of_work import Work

#: What one household may keep: files, and their bytes after shrinking.
MOST_FILES, MOST_BYTES = 60, 60_000_000
#: What may be sent at once: a phone's photo, a scanned paper.
MOST_SENT = 30_000_000


@dataclass(frozen=True, slots=True)
class Given:
    """A file as it came with what was written beside it."""

    body: bytes
    name: str
    topic: str
    caption: str | None = None
    visit_id: int | None = None  # the visit that it was taken on


def attach(work: Work, scope: Scope, household_id: str, given: Given, store: FileStore) -> Attachment:
    """Keep a photo (shrunk, upright, without metadata) or a PDF.

    The same file twice is one: the first is returned. E-QUOTA over 60 files or 60 MB, E-PHOTO, E-PAPER, E-CODE.
    """
    household = get_household(work.session, scope, household_id)
    if given.topic not in ATTACHMENT_TOPIC:
        raise _refused("E-CODE", "topic", "请选照片或材料是什么。")
    if not given.body:
        raise _refused("E-FILE-EMPTY", "file", "文件是空的，请重新选。")
    if len(given.body) > MOST_SENT:
        raise _refused("E-FILE-SIZE", "file", "文件超过 30 MB，请拍小一点或分开传。")
    is_paper = given.body[:5] == b"%PDF-"
    made = _paper(given.body) if is_paper else shrink(given.body)
    body = made if isinstance(made, bytes) else made.body
    twin = same_file(work.session, scope, household.id, sha256(body).hexdigest())
    if twin is not None:
        return twin
    _within_quota(work, scope, household, len(body))
    ending = "pdf" if is_paper else "jpg"
    kind = "application/pdf" if is_paper else "image/jpeg"
    name = f"{ATTACHMENT_TOPIC.label(given.topic)} {today().isoformat()}.{ending}"

    def keep(clear: bytes, purpose: str) -> int:
        return keep_file(
            work, store, clear, name=name, media_type=kind, purpose=purpose, area_code=household.area_code
        ).id

    row = Attachment(
        household_id=household.id, area_code=household.area_code, kind="paper" if is_paper else "photo",
        topic=given.topic, caption=(given.caption or "").strip()[:80] or None, file_id=keep(body, "attachment"),
        added_by=work.actor.id, added_at=now(), visit_id=given.visit_id,
    )  # fmt: skip
    if not isinstance(made, bytes):
        row.thumb_id = keep(made.small, "thumbnail")
        if made.taken_at and made.taken_at.date() <= today():
            row.taken_on, row.taken_time = made.taken_at.date(), made.taken_at.strftime("%H:%M")
        row.place_ref = (
            keep_secret(work, "place", "{:.6f},{:.6f}".format(*made.place)) if made.place else None
        )
    work.session.add(row)
    work.session.flush()
    return row


def _paper(body: bytes) -> bytes:
    """A PDF that only shows something: no script, no started program, no files inside."""
    if b"%%eof" not in body[-2048:].lower():
        raise _refused("E-PAPER", "file", "这个 PDF 不完整，可能传到一半断了，请重新传。")
    if not only_shows(body):
        raise _refused(
            "E-PAPER", "file", "这个 PDF 里有脚本、附件或密码，不收。请打印成普通 PDF，或拍照再传。"
        )
    return body


def _within_quota(work: Work, scope: Scope, household: Household, size: int) -> None:
    count, kept = kept_of(work.session, scope, household.id)
    if count >= MOST_FILES or kept + size > MOST_BYTES:
        raise _refused(
            "E-QUOTA",
            "file",
            f"这一户已有 {count} 份，到了上限（{MOST_FILES} 份、60 MB）。请先删掉用不着的。",
        )


def describe(
    work: Work, scope: Scope, household_id: str, public_id: str, *, topic: str, caption: str | None
) -> Attachment:
    """Say anew what it shows."""
    household = get_household(work.session, scope, household_id)
    row = get_attachment(work.session, scope, household.id, public_id)
    if topic not in ATTACHMENT_TOPIC:
        raise _refused("E-CODE", "topic", "请选照片或材料是什么。")
    row.topic, row.caption = topic, (caption or "").strip()[:80] or None
    return row


def detach(work: Work, scope: Scope, household_id: str, public_id: str) -> None:
    """Take it out of the gallery; that it was there stays in the history."""
    household = get_household(work.session, scope, household_id)
    work.session.delete(get_attachment(work.session, scope, household.id, public_id))


def _refused(code: str, field: str, sentence: str) -> InvalidInputError:
    return InvalidInputError(code, sentence, fields={field: sentence})
