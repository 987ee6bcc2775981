"""Making a public list: nothing leaves the house before the finished paper was scanned for leaks."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.domain.documents import Document
from app.domain.errors import InvalidInputError
from app.domain.papers.leaks import Leak, find_leaks, possible_names, texts_of
from app.domain.papers.notice import CHANNELS, MATTERS, Notice, notice_paper
from app.queries.area_search import place_names
from app.queries.household_acts import limits_on
from app.queries.notices import known_names, listed_for
from app.queries.scope import Scope
from app.queries.titles import rule_titles
from app.services.catalogue import work_calendar

LONGEST = {"phone": 40, "remark": 300, "issuer": 40}
#: A list on the web comes down after its days; nobody stands there for a season.
MOST_DAYS = 45


@dataclass(frozen=True, slots=True)
class NoticeInput:
    """What a person chose and wrote. `since` is a month, YYYY-MM."""

    matter: str
    channel: str
    since: str
    from_on: date
    until_on: date
    issuer: str
    phone: str
    remark: str = ""

    def as_json(self) -> dict[str, str]:
        return {
            "matter": self.matter, "channel": self.channel, "since": self.since, "issuer": self.issuer,
            "phone": self.phone, "remark": self.remark,
            "from_on": self.from_on.isoformat(), "until_on": self.until_on.isoformat(),
        }  # fmt: skip

    @classmethod
    def of_json(cls, raw: dict[str, str]) -> "NoticeInput":
        days = {key: date.fromisoformat(raw[key]) for key in ("from_on", "until_on")}
        return cls(**{**raw, **days})  # type: ignore[arg-type]


class LeakError(InvalidInputError):
    """The list holds something that must not be public; `leaks` says what and where."""

    def __init__(self, leaks: list[Leak]) -> None:
        first = leaks[0]
        more = f"，另有 {len(leaks) - 1} 处" if len(leaks) > 1 else ""
        super().__init__(
            first.code,
            f"不能公示：{first.place}有{first.what}{more}。",
            place=first.place,
            way_out=first.way_out,
        )
        self.leaks = leaks


def matters(session: Session) -> dict[str, str]:
    """What can be made public, by code."""
    titles = rule_titles(session, "measure")
    return {**MATTERS, **{f"measure:{code}": f"{title}（{code}）" for code, title in titles.items()}}


def build_notice(session: Session, scope: Scope, area_code: str, given: NoticeInput, on: date) -> Document:
    """The paper, checked. LeakError for leaks, E-NOTICE-* for days, words or an empty list."""
    _check(session, scope, area_code, given)
    listed = listed_for(session, scope, area_code, given.matter, given.since, on)
    if not listed:
        raise InvalidInputError(
            "E-NOTICE-NONE",
            "这个月份以来没有符合的户，没有名单可公示。",
            way_out="请换事项或把月份选早一些。",
        )
    village = place_names(session, [area_code])[area_code]
    notice = Notice(
        title=f"{village.replace(' ', '')}{matters(session)[given.matter].partition('（M')[0]}公示",
        issuer=given.issuer,
        channel=given.channel,
        from_on=given.from_on,
        until_on=given.until_on,
        working_days=work_calendar().between(given.from_on, given.until_on),
        phone=given.phone,
        remark=given.remark,
    )
    paper = notice_paper(notice, listed, on)
    texts = [*texts_of(paper)]
    known = known_names(session, scope, area_code, given.channel, on, possible_names(texts))
    leaks = find_leaks(texts, known, on)
    if leaks:
        raise LeakError(leaks)
    return paper


def _check(session: Session, scope: Scope, area_code: str, given: NoticeInput) -> None:
    fields: dict[str, str] = {}
    if given.matter not in matters(session):
        fields["matter"] = "请选公示什么事。"
    if given.channel not in CHANNELS:
        fields["channel"] = "请选在哪里公示。"
    for key, longest in LONGEST.items():
        if len(getattr(given, key)) > longest:
            fields[key] = f"请写短一些，{longest} 个字以内。"
    if not given.phone.strip():
        fields["phone"] = "请写监督电话（办公室座机）。"
    if not given.issuer.strip():
        fields["issuer"] = "请写落款单位。"
    least = limits_on(session, scope, given.from_on, area_code).notice_days
    days = work_calendar().between(given.from_on, given.until_on)
    if days < least:
        fields["until_on"] = f"公示要满 {least} 个工作日，现在只有 {days} 个。"
    elif (given.until_on - given.from_on).days > MOST_DAYS:
        fields["until_on"] = f"公示期最长 {MOST_DAYS} 天，到期要撤下。"
    if fields:
        raise InvalidInputError(
            "E-NOTICE", "".join(fields.values()), fields=fields, way_out="请改好再出名单。"
        )
