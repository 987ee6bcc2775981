"""A list that nobody described yet: its columns named in the browser, once, and recognised from then on.

A described list brings the same facts as one that the product knows (`base`), under this office's own headers.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.adapters.file_store import FileStore
from app.adapters.workbook_reader import open_workbook
from app.domain.errors import InvalidInputError
from app.domain.importing.headers import SEARCHED_ROWS, Aliases, plain, top_rows
from app.domain.importing.problems import refuse
from app.domain.importing.profile import Profile
from app.domain.importing.raw import column_letter
from app.models import ImportBatch
from app.services.importing.memory import remember
from app.services.importing.profiles import keep_own_profile, profiles_for
from app.services.importing.receive import kept_bytes
from app.unit_of_work import Work

_LONG_NUMBER = re.compile(r"\d{6,}")


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column as the page offers it; long numbers in the samples are hidden. `guess` may be empty."""

    letter: str
    header: str
    samples: str
    guess: str
    confidence: float


@dataclass(frozen=True)
class Described:
    """The sheet as it looks: the row taken for its header (1-based) and its columns."""

    sheet: str
    row: int
    columns: tuple[SheetColumn, ...]


def describe_sheet(
    session: Session, store: FileStore, batch: ImportBatch, base: Profile, row: int | None = None
) -> Described:
    """Look at the first visible sheet. Raises ReadingRefusedError where the file cannot be opened."""
    content, name = kept_bytes(session, store, batch)
    raw = open_workbook(content, filename=name)
    sheet = next((s for s in raw.sheets if not s.hidden and s.height), None)
    if sheet is None:
        raise refuse("profile_not_recognised", place=name)
    rows = top_rows(sheet)
    place = min(row - 1, len(rows) - 1) if row else _likely_header(rows)
    aliases, taken = Aliases(base), set()
    columns = []
    for number, header in enumerate(rows[place]):
        below = [r[number] for r in rows[place + 1 : place + 4] if r[number]]
        free = [c for c in base.columns if c.key not in taken]
        found = (aliases.find(header) or aliases.guess(header, free)) if header else None
        key, sure = found if found and found[0] not in taken else ("", 0.0)
        taken |= {key} if key else set()
        shown = "、".join(_LONG_NUMBER.sub("（号码）", text)[:20] for text in below)
        columns.append(SheetColumn(column_letter(number), header, shown, key, round(sure, 2)))
    return Described(sheet.name, place + 1, tuple(columns))


def _likely_header(rows: list[list[str]]) -> int:
    """The row with most different words among the first twenty: titles have one, rows of data have numbers."""

    def words(row: list[str]) -> int:
        return len({text for text in row if text and not re.search(r"\d{3}", text)})

    return max(range(min(len(rows), SEARCHED_ROWS)), key=lambda n: words(rows[n]), default=0)


def keep_description(
    work: Work, batch: ImportBatch, described: Described, base: Profile, title: str, takes: Mapping[str, str]
) -> Profile:
    """Store the list under a code of its own and give it to the batch, which is to be read next.

    Raises InvalidInputError where a column that the list cannot do without is missing.
    """
    known = {c.key: c for c in base.columns}
    headers = {c.letter: c.header for c in described.columns if plain(c.header)}
    named = {key: headers[letter] for letter, key in takes.items() if key in known and letter in headers}
    missing = [c.title for c in base.columns if c.required and c.key not in named]
    if missing:
        raise InvalidInputError(
            "E-IMPORT-DESCRIBE", f"还缺：{'、'.join(missing)}。", way_out="请为它们各选一列。"
        )
    if not title.strip():
        raise InvalidInputError(
            "E-IMPORT-DESCRIBE", "请给这种表起个名字。", fields={"title": "例如：某某补贴发放表"}
        )
    profile = keep_own_profile(work.session, work.event_id, base.code, title.strip()[:60], named)
    unused = {plain(h): "" for letter, h in headers.items() if not takes.get(letter)}
    batch.profile, batch.state, batch.state_words = profile.code, "received", None
    batch.read = {k: v for k, v in batch.read.items() if k == "seen"}
    batch.version += 1
    if unused:
        remember(work, batch, taught=unused)
    return profile


def bases_for(session: Session, work_profiles: Mapping[str, Profile] | None = None) -> dict[str, Profile]:
    """Lists that a described one may be like: those that bring facts about people."""
    known = work_profiles if work_profiles is not None else profiles_for(None, session)
    return {code: p for code, p in known.items() if p.subject == "record" and not code.startswith("U")}
