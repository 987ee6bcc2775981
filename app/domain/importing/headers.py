"""Finds the header of a sheet and says which column is which."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise

from app.domain.importing import merged_columns
from app.domain.importing.profile import Column, Profile
from app.domain.importing.raw import RawSheet

SEARCHED_ROWS = 20
MERGED = 0.92  # how sure a column is that holds several facts in each cell
_DEEPEST = 3  # lines of one header
_READ = 500  # signs of a header that are looked at; what is longer is a text, and would be looked through for minutes
_NOISE = re.compile(r"[\s\u3000*＊:：、,，.。·_\-—“”\"']+")
_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")
_UNITS = re.compile(
    r"[(（\[【:：/]\s*(?:单位[:：]?)?\s*(万元|元|亩|人|月|平方米|公里|%)\s*(?:/[人月年户]+)?[)）\]】]?"
)


#: Lower header lines that say nothing of their own: the line above speaks.
_GENERAL = frozenset(("", "合计", "小计", "总计", "总额", "金额", "数额", "计", "元", "万元", "人", "户"))


@dataclass(frozen=True)
class Match:
    """A profile's column found in a sheet column (0-based) with its confidence and the unit its header tells."""

    key: str
    column: int
    confidence: float
    unit: str | None
    part: int | None = None  # which fact of a cell that holds several
    together: tuple[str, ...] = ()  # keys of all facts of such a cell, in their order


@dataclass(frozen=True)
class Header:
    """Where the header stands (0-based first and last row), its texts, and what each column was taken for."""

    first: int
    last: int
    texts: tuple[str, ...]
    matches: tuple[Match, ...]
    twice: tuple[str, ...] = ()  # keys met again further right
    crowded: tuple[int, ...] = ()  # columns whose header names several facts that cannot be told apart

    @property
    def exact(self) -> int:
        return sum(m.confidence >= 0.9 for m in self.matches)


@lru_cache(maxsize=20_000)
def plain(header: str) -> str:
    """A header as it is compared: half-width, without blanks and marks."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", header[:_READ])).lower()


@lru_cache(maxsize=20_000)
def bare(header: str) -> str:
    """A header without what stands in brackets."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", _BRACKETS.sub("", header[:_READ]))).lower()


def unit_of(header: str) -> str | None:
    """The unit a header names, such as 万元 in 补助金额（万元）."""
    found = _UNITS.search(" ".join(header[:_READ].split()))
    return found[1] if found else None


class Aliases:
    """A profile's accepted headers, ready for look-up."""

    def __init__(self, profile: Profile) -> None:
        self.columns = profile.columns
        self.ignored = profile.ignored
        self.layout = profile.layout
        self.exact: dict[str, str] = {}
        self.bare: dict[str, str] = {}
        for column in profile.columns:
            for header in column.headers:
                self.exact.setdefault(plain(header), column.key)
                self.bare.setdefault(bare(header), column.key)
        self.exact.pop("", None)
        self.bare.pop("", None)

    def find(self, header: str) -> tuple[str, float] | None:
        """Key and confidence of a header that is an accepted one, with or without its brackets."""
        if plain(header) in self.ignored:
            return None
        if key := self.exact.get(plain(header)):
            return key, 1.0
        if key := self.bare.get(bare(header)):
            return key, 0.96
        return None

    def knows(self, header: str) -> bool:
        """Whether a text alone is an accepted header."""
        return bool(header) and self.find(header) is not None

    def named(self, header: str) -> str | None:
        """The key of a text that is exactly an accepted header."""
        return self.exact.get(plain(header))

    def guess(self, header: str, free: Iterable[Column]) -> tuple[str, float] | None:
        """The most similar accepted header of the columns not yet found; under 0.7 nothing is guessed."""
        word = bare(header)
        if len(word) < 2 or plain(header) in self.ignored:
            return None
        best: tuple[str, float] | None = None
        for column in free:
            for alias in map(bare, column.headers):
                score = _similarity(word, alias)
                if score >= 0.7 and (best is None or score > best[1]):
                    best = column.key, score
        return best


def _similarity(word: str, alias: str) -> float:
    if len(alias) >= 3 and (alias in word or word in alias):
        return 0.7 + 0.2 * min(len(word), len(alias)) / max(len(word), len(alias))
    if len(alias) == 2 and word.endswith(alias):
        return 0.7  # 领取人姓名, 本次金额
    if not set(word) & set(alias):
        return 0.0
    return 0.89 * SequenceMatcher(None, word, alias, autojunk=False).ratio()


def top_rows(sheet: RawSheet) -> list[list[str]]:
    """The first rows as texts, merged cells filled."""
    width, count = sheet.width, min(sheet.height, SEARCHED_ROWS + _DEEPEST)
    head = sheet.cells.head(count)
    columns = [head.get_column(f"c{i}").to_list() for i in range(width)]
    rows = [[(columns[c][r] or "").strip() for c in range(width)] for r in range(count)]
    for first_row, first_column, last_row, last_column in sheet.merged:
        if first_row < count and first_column < width:
            text = rows[first_row][first_column]
            for r in range(first_row, min(last_row, count - 1) + 1):
                for c in range(first_column, min(last_column, width - 1) + 1):
                    rows[r][c] = text
    return rows


class Top:
    """The first rows of a sheet, and what each column's header would be by first row and depth (for all lists)."""

    def __init__(self, rows: list[list[str]]) -> None:
        self.rows = rows
        self.searched = min(len(rows), SEARCHED_ROWS)
        self._parts: dict[tuple[int, int], list[list[str]]] = {}

    def parts(self, first: int, depth: int) -> list[list[str]]:
        """The different texts above each other in every column."""
        if (first, depth) not in self._parts:
            lines = _filled(self.rows[first : first + depth])
            width = len(lines[0]) if lines else 0
            self._parts[first, depth] = [
                list(dict.fromkeys(line[column] for line in lines if line[column])) for column in range(width)
            ]
        return self._parts[first, depth]

    def begins(self, aliases: Aliases) -> list[int]:
        """Rows where the list's header may begin: an accepted header stands in one of the next lines."""
        named = {r for r in range(self.searched) if any(map(aliases.knows, self.rows[r]))}
        return [r for r in range(self.searched) if named & set(range(r, r + _DEEPEST))]


def find_header(top: Top, aliases: Aliases) -> Header | None:
    """The lines of the first twenty rows that name most columns; None where fewer than two are named."""
    best: Header | None = None
    for first in top.begins(aliases):
        for depth in range(1, _DEEPEST + 1):
            if first + depth > top.searched or (
                depth > 1 and not _is_second_line(top.rows, first + depth - 1)
            ):
                break
            header = _read_header(top, first, depth, aliases)
            if header.exact >= 2 and (best is None or _rank(header) > _rank(best)):
                best = header
    return best


def _rank(header: Header) -> tuple[int, int]:
    """More columns named, then fewer lines: a title above the header must not become part of it."""
    return header.exact, header.first - header.last


def _is_second_line(rows: list[list[str]], row: int) -> bool:
    """A further header line holds words only; numbers and days mean that the data have begun."""
    return not any(re.search(r"\d{3}", text) for text in rows[row])


def _read_header(top: Top, first: int, depth: int, aliases: Aliases) -> Header:
    found: dict[str, Match] = {}
    texts: list[str] = []
    twice: list[str] = []
    crowded: list[int] = []
    for column, parts in enumerate(top.parts(first, depth)):
        texts.append("/".join(parts))
        hit = _best_hit(parts, aliases)
        if hit is None or hit[1] < 1.0:
            together = merged_columns.keys_of(parts[-1], aliases.columns, aliases.named) if parts else ()
            if together and not found.keys() & set(together):
                for part, key in enumerate(together):
                    found[key] = Match(key, column, MERGED, None, part, together)
                continue
            if hit is None and parts and merged_columns.names_several(parts[-1], aliases.named):
                crowded.append(column)
        if hit is None:
            continue
        key, confidence = hit
        if key in found and found[key].confidence >= confidence:
            twice.append(key)
        else:
            found[key] = Match(key, column, confidence, unit_of("/".join(parts)))
    matches = _whole_cells(found)
    return Header(first, first + depth - 1, tuple(texts), matches, tuple(twice), tuple(crowded))


def _whole_cells(found: dict[str, Match]) -> tuple[Match, ...]:
    """Facts of a shared cell count only while all of them do: a later column of its own for one takes it from them."""
    return tuple(
        m for m in found.values() if not m.together or all(found[k].column == m.column for k in m.together)
    )


def _filled(lines: list[list[str]]) -> list[list[str]]:
    """Upper lines reach to the right over blanks where the line below has words (formats without merge ranges)."""
    filled = [list(line) for line in lines]
    for upper, lower in pairwise(filled):
        last = ""
        for column, text in enumerate(upper):
            if text:
                last = text
            elif lower[column] and last:
                upper[column] = last
    return filled


def _best_hit(parts: list[str], aliases: Aliases) -> tuple[str, float] | None:
    """All lines together, else the lowest alone (户主 above 姓名 may mean 户主姓名)."""
    if not parts:
        return None
    tries = [("".join(parts), 0.0), (parts[-1], 0.0 if len(parts) == 1 else 0.02)]
    if len(parts) > 1 and bare(parts[-1]) in _GENERAL:
        tries.append((parts[-2], 0.03))
    hits = [(hit[0], hit[1] - loss) for text, loss in tries if (hit := aliases.find(text))]
    return max(hits, key=lambda hit: hit[1], default=None)
