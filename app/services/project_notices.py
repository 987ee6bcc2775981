"""Public notices of projects: put up, closed after their days, with pictures of the first and the last day."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.adapters.file_store import FileStore
from app.adapters.photos import shrink
from app.domain.clock import today
from app.domain.errors import InvalidInputError
from app.domain.vocabulary.projects import NOTICE_KIND, NOTICE_LEVEL
from app.models import ProjectNotice
from app.queries.project_life import get_project, notice_days, part_of
from app.queries.scope import Scope
from app.services.files import keep_file
from app.unit_of_work import Work

#: A phone's picture is smaller than this.
MOST_BYTES = 8_000_000


@dataclass(frozen=True, slots=True)
class NoticeInput:
    """A notice as written down."""

    kind: str
    level: str
    place: str
    from_on: date | None
    until_on: date | None


def put_up(work: Work, scope: Scope, public_id: str, told: NoticeInput) -> ProjectNotice:
    """A notice that hangs or will hang. E-NOTICE where it is announced for fewer days than the standard says."""
    project = get_project(work.session, scope, public_id)
    fields = {}
    if told.kind not in NOTICE_KIND:
        fields["kind"] = "请选公示什么。"
    if told.level not in NOTICE_LEVEL:
        fields["level"] = "请选公示在哪里。"
    if len(told.place.strip()) < 2:
        fields["place"] = "请写贴在哪里，例如北岭村公示栏。"
    if told.from_on is None or told.until_on is None:
        fields["until_on"] = "请写公示从哪天到哪天。"
    elif told.from_on > today():
        fields["from_on"] = "还没有贴出来的公示不用登记。"
    else:
        least = notice_days(work.session, scope, told.from_on, project.area_code)
        if (told.until_on - told.from_on).days + 1 < least:
            until = told.from_on + timedelta(days=least - 1)
            fields["until_on"] = f"公示不少于 {least} 天，最早到 {until.isoformat()}。"
    if fields:
        raise InvalidInputError("E-NOTICE", "".join(fields.values()), fields=fields, way_out="请改好再存。")
    row = ProjectNotice(
        project_id=project.id, kind=told.kind, level=told.level, place=told.place.strip()[:80],
        from_on=told.from_on, until_on=told.until_on,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    return row


def close_notice(
    work: Work, scope: Scope, public_id: str, notice_id: str, *, on: date | None, objections: str | None
) -> ProjectNotice:
    """The days are over. E-NOTICE-EARLY before the announced last day, E-NOTICE-PHOTO without both pictures."""
    notice = _notice(work, scope, public_id, notice_id)
    if notice.closed_on is not None:
        raise InvalidInputError("E-NOTICE-CLOSED", "这次公示已经结束了。")
    if on is None or on > today():
        raise InvalidInputError("E-FUTURE", "请写实际结束的那天。", fields={"on": "请写今天或以前的日期。"})
    if on < notice.until_on:
        said = f"公示要到 {notice.until_on.isoformat()} 才满，不能提前结束。"
        raise InvalidInputError("E-NOTICE-EARLY", said, fields={"on": said}, way_out="请等期满再办。")
    if notice.level != "network" and None in (notice.first_photo_id, notice.last_photo_id):
        said = "还差第一天和最后一天的照片。"
        raise InvalidInputError("E-NOTICE-PHOTO", said, fields={"on": said}, way_out="请先传照片。")
    notice.closed_on, notice.objections = on, (objections or "").strip()[:200] or None
    return notice


def add_photo(
    work: Work, scope: Scope, public_id: str, notice_id: str, *, which: str, body: bytes, store: FileStore
) -> ProjectNotice:
    """The picture of the first or of the last day, without what the camera wrote into it (place, number, words).

    E-PHOTO for what is no picture or too large, E-PHOTO-SIZE for one of too many dots.
    """
    notice = _notice(work, scope, public_id, notice_id)
    if which not in ("first", "last"):
        raise InvalidInputError("E-PHOTO", "请选是第一天还是最后一天的照片。")
    if notice.closed_on is not None:
        raise InvalidInputError("E-NOTICE-CLOSED", "公示已经结束，照片不能再换。")
    if len(body) > MOST_BYTES:
        raise InvalidInputError("E-PHOTO", "照片超过 8 MB。", fields={"photo": "请把照片缩小再传。"})
    try:
        picture = shrink(body).body
    except InvalidInputError as refused:
        raise InvalidInputError(
            refused.code, refused.message, fields={"photo": f"{refused.message}{refused.way_out}"}
        ) from refused
    name = f"公示照片-{notice.from_on.isoformat()}-{which}.jpg"
    area = get_project(work.session, scope, public_id).area_code
    kept = keep_file(
        work, store, picture, name=name, media_type="image/jpeg", purpose="notice", area_code=area
    )
    setattr(notice, f"{which}_photo_id", kept.id)
    return notice


def _notice(work: Work, scope: Scope, public_id: str, notice_id: str) -> ProjectNotice:
    project = get_project(work.session, scope, public_id)
    found: ProjectNotice = part_of(work.session, scope, ProjectNotice, project, notice_id)
    return found
