"""Which list a workbook is: every profile reads the headers, the one that explains most of them wins."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.domain.importing.header_guesses import with_guesses
from app.domain.importing.headers import Aliases, Header, Top, find_header, plain, top_rows
from app.domain.importing.outcome import Candidate
from app.domain.importing.profile import Profile
from app.domain.importing.raw import RawSheet, RawWorkbook
from app.domain.importing.row_kinds import numbering_columns

ENOUGH = 0.5
#: What a missing required column takes from a list's score.
LACKING = 0.15
#: Similar headers are looked for in that many of the likeliest lists only: it costs most of the recognising.
GUESSED = 4


@dataclass(frozen=True)
class SheetHead:
    """The top of a sheet and the header each profile finds there."""

    sheet: RawSheet
    rows: list[list[str]]
    headers: Mapping[str, Header | None]


def heads_of(raw: RawWorkbook, profiles: Mapping[str, Profile], chosen: str | None = None) -> list[SheetHead]:
    """Read the tops of all visible sheets once. `chosen`: the list somebody named, looked at in any case."""
    aliases = {code: Aliases(profile) for code, profile in profiles.items()}
    heads = []
    for sheet in raw.sheets:
        if not sheet.hidden:
            top = Top(top_rows(sheet))
            named = {code: find_header(top, a) for code, a in aliases.items()}
            head = SheetHead(sheet, top.rows, named)
            best = [c.code for c in candidates([head], profiles, raw.filename, by_signature=True)[:GUESSED]]
            wanted = {*best, chosen} if chosen else set(best)
            guessed = {
                code: with_guesses(header, aliases[code]) if header and code in wanted else header
                for code, header in named.items()
            }
            heads.append(SheetHead(sheet, top.rows, guessed))
    return heads


def candidates(
    heads: Iterable[SheetHead], profiles: Mapping[str, Profile], filename: str, *, by_signature: bool = False
) -> list[Candidate]:
    """Lists the workbook may be, best first; those that no sheet speaks for are left out.

    `by_signature`: a missing column does not put a list behind the others (similar words are not yet looked for).
    """
    best: dict[str, Candidate] = {}
    for head in heads:
        for code, header in head.headers.items():
            if header is not None:
                found = _candidate(head, header, profiles[code], filename)
                if code not in best or best[code].score < found.score:
                    best[code] = found
    weigh = (lambda c: c.score) if by_signature else _weight
    return sorted(best.values(), key=lambda c: (-weigh(c), c.code))


def _weight(candidate: Candidate) -> float:
    """How much speaks for a list; each missing column speaks against it."""
    return round(candidate.score - LACKING * len(candidate.missing), 3)


def _candidate(head: SheetHead, header: Header, profile: Profile, filename: str) -> Candidate:
    found = {m.key for m in header.matches if m.confidence >= 0.7}
    required = [c for c in profile.columns if c.required]
    missing = tuple(c.title for c in required if c.key not in found)
    used = sum(bool(t) for i, t in enumerate(header.texts) if i not in numbering_columns(header))
    coverage = header.exact / max(used, 1)
    signature = sum(k in found for k in profile.signature) / max(len(profile.signature), 1)
    title = "".join("".join(row) for row in head.rows[: header.first]) + head.sheet.name + filename
    title = plain(title)
    words = max((len(word) for word in map(plain, profile.words) if word in title), default=0)
    have = (len(required) - len(missing)) / max(len(required), 1)
    score = 0.4 * coverage + 0.2 * have + 0.25 * signature + 0.15 * min(words, 6) / 6
    return Candidate(profile.code, profile.title, round(score, 3), missing)


def recognised(found: list[Candidate]) -> str | None:
    """The code of the best candidate when it explains enough, also for what it lacks: a clerk then names the column."""
    if found and _weight(found[0]) >= ENOUGH:
        return found[0].code
    return None
