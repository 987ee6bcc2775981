"""A workbook understood: which list it is, which column is which, what each row says and what is wrong with it."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property

import polars as pl

from app.domain.clock import today as present_day
from app.domain.importing.outcome import (
    SKIPPED_COLUMNS,
    Candidate,
    ColumnMatch,
    Counts,
    Reading,
    SheetReading,
)
from app.domain.importing.periods import told_period
from app.domain.importing.problem_table import cell_problems, joined, sheet_problem
from app.domain.importing.problems import HARD, PROBLEMS, refuse
from app.domain.importing.profile import Profile, with_words
from app.domain.importing.raw import RawWorkbook
from app.domain.importing.recognition import SheetHead, candidates, heads_of, recognised
from app.domain.importing.row_checks import between_columns, repeated_keys, repeated_rows, without_number
from app.domain.importing.sheets import Taken, take_hidden, take_sheet

#: So many digits are a person's number, phone or account, whatever the column is called.
_LONG_NUMBER = r"(\d[\s-]?){11}"

__all__ = ["Candidate", "ColumnMatch", "Counts", "Reading", "SheetReading", "read_workbook"]


def read_workbook(
    raw: RawWorkbook,
    profiles: Mapping[str, Profile],
    chosen: str | None = None,
    mapping: Mapping[str, str] | None = None,
    today: date | None = None,
    words: Mapping[str, Mapping[str, str | None]] | None = None,
) -> Reading:
    """Recognise the list (or take `chosen`), map its columns, check them column by column.

    `mapping` fixes columns by hand: key -> letters, "" = not in this workbook. `words` settles a cause for all its
    rows at once: key -> word met -> code (None = tells nothing). Raises ReadingRefusedError
    (profile_unknown, profile_not_recognised).
    """
    if chosen is not None and chosen not in profiles:
        raise refuse("profile_unknown", place=raw.filename, profile=chosen)
    heads = heads_of(raw, profiles, chosen)
    found = candidates(heads, profiles, raw.filename)
    code = chosen or recognised(found)
    if code is None:
        raise refuse("profile_not_recognised", place=raw.filename)
    profile = with_words(profiles[code], words or {})
    by_hand = {key: _column_number(letters) for key, letters in (mapping or {}).items()}
    on = today or present_day()
    taken = _take_all(raw, heads, profile, on, by_hand)
    return _assembled(raw, profile, found, heads, taken, on)


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def _take_all(
    raw: RawWorkbook, heads: list[SheetHead], profile: Profile, today: date, by_hand: Mapping[str, int]
) -> list[Taken]:
    complete = [h for h in heads if _is_whole(h, profile, by_hand)]
    visible = {
        h.sheet.index: take_sheet(h, raw, profile, today, by_hand, only=not complete or h in complete)
        for h in heads
    }
    return [visible[s.index] if s.index in visible else take_hidden(s) for s in raw.sheets]


def _is_whole(head: SheetHead, profile: Profile, by_hand: Mapping[str, int]) -> bool:
    header = head.headers.get(profile.code)
    keys = {m.key for m in header.matches} | set(by_hand) if header else set()
    return all(c.key in keys for c in profile.columns if c.required) and header is not None


def _assembled(
    raw: RawWorkbook,
    profile: Profile,
    found: list[Candidate],
    heads: list[SheetHead],
    taken: list[Taken],
    today: date,
) -> Reading:
    sheets = tuple(t.reading for t in taken)
    table = _Table(taken, profile)
    cells = cell_problems(table.marks(), sheets, profile)
    notes = [sheet_problem(code, 0, shown=raw.kind) for code in raw.notes if code in PROBLEMS]
    problems = joined(notes + [p for t in taken for p in t.problems], cells)
    places = table.values.select("sheet", "row_no")
    skipped = pl.concat(
        [*(t.skipped for t in taken), table.repeated.with_columns(reason=pl.lit("duplicate_row"))]
    )
    return Reading(
        profile=profile,
        candidates=tuple(found),
        sheets=sheets,
        rows=table.values.filter(~table.bad),
        rejected=places.filter(table.bad),
        problems=problems,
        skipped=skipped.sort("sheet", "row_no"),
        counts=_counts(table, problems, skipped),
        period_hint=told_period(
            profile, _titles(heads, sheets), table.values, raw.filename, f"{today:%Y-%m}"
        ),
    )


def _counts(table: "_Table", problems: pl.DataFrame, skipped: pl.DataFrame) -> Counts:
    levels = dict(problems.get_column("level").value_counts().iter_rows())
    rejected = int(table.bad.sum())
    return Counts(
        read=table.values.height,
        accepted=table.values.height - rejected,
        rejected=rejected,
        skipped=skipped.height,
        must=levels.get("must", 0),
        look=levels.get("look", 0),
        hint=levels.get("hint", 0),
    )


def _titles(heads: list[SheetHead], sheets: tuple[SheetReading, ...]) -> Iterator[str]:
    """What stands above the headers, and the names of the sheets."""
    for head in heads:
        reading = next(s for s in sheets if s.index == head.sheet.index)
        if reading.header_rows:
            above = head.rows[: reading.header_rows[0] - 1]
            yield from (text for row in above for text in dict.fromkeys(row) if text)
            yield head.sheet.name


class _Table:
    """All rows of all sheets: values, codes and texts side by side, repeated rows taken out."""

    def __init__(self, taken: list[Taken], profile: Profile) -> None:
        self.profile = profile
        read = [t for t in taken if t.converted is not None]
        self.values = _stacked([_values(t) for t in read])
        self.codes = _stacked([_frame(t, "codes") for t in read], pl.String)
        self.texts = _stacked([_frame(t, "texts") for t in read], pl.String)
        self.cleaned = _stacked([_frame(t, "cleaned") for t in read], pl.Boolean)
        self._drop_repeated()
        if "id_number" in self.codes.columns and profile.column("id_number").placeholder:
            told = without_number(self.codes.get_column("id_number"), self.values)
            self.codes = self.codes.with_columns(told.alias("id_number"))
        self.bad = self._bad()
        self._check_keys()

    def _drop_repeated(self) -> None:
        again = (
            repeated_rows({c: self.texts.get_column(c) for c in self.texts.columns})
            if self.texts.width
            else None
        )
        if again is None or not again.any():
            self.repeated = pl.DataFrame(schema={k: v for k, v in SKIPPED_COLUMNS.items() if k != "reason"})
            return
        self.repeated = self.values.filter(again).select("sheet", "row_no")
        for name in ("values", "codes", "texts", "cleaned"):
            setattr(self, name, getattr(self, name).filter(~again))

    def _bad(self) -> pl.Series:
        required = [c for c in self.profile.columns if c.required and c.key in self.codes.columns]
        bad = pl.repeat(False, self.values.height, dtype=pl.Boolean, eager=True)
        for column in required:
            heavy = [code for code in HARD if column.insists(code)]
            bad = bad | self.codes.get_column(column.key).is_in(heavy).fill_null(value=False)
        return bad

    def _check_keys(self) -> None:
        later = repeated_keys(self.values, self.profile.unique, ~self.bad)
        self.later = later
        self.bad = self.bad | later

    def marks(self) -> Iterator[tuple[str, pl.DataFrame]]:
        """Problems as (key, sheet, row_no, code, shown)."""
        for key in self.codes.columns:
            yield key, self._marked(key, self.codes.get_column(key))
            where = self.cleaned.get_column(key).fill_null(value=False)
            yield key, self._marked(key, _code_where(where, "text_cleaned"))
        for key, code, where in between_columns(self.values):
            yield key, self._marked(key, _code_where(where, code))
        first = self._first_key()
        if first is not None:
            yield first, self._marked(first, _code_where(self.later, "duplicate_key"))
            again = self.repeated.with_columns(
                code=pl.lit("duplicate_row"), shown=pl.lit(None, dtype=pl.String)
            )
            yield first, again

    def _first_key(self) -> str | None:
        unique = self.profile.unique[:1]
        base = [c.key for c in self.profile.columns if {c.key, f"{c.key}_number18"} & set(unique)]
        keys = [*base, *(c.key for c in self.profile.columns if c.required), *self.codes.columns]
        return next((k for k in keys if k in self.codes.columns), None)

    def _marked(self, key: str, codes: pl.Series) -> pl.DataFrame:
        where = codes.is_not_null()
        places = self.values.select("sheet", "row_no").filter(where)
        return places.with_columns(
            codes.filter(where).alias("code"), self._quotable(self.texts.get_column(key).filter(where))
        )

    def _quotable(self, texts: pl.Series) -> pl.Series:
        """What a message may repeat: columns that slipped bring names and numbers of people under any header."""
        if texts.is_empty():
            return texts.alias("shown")
        personal = texts.str.contains(_LONG_NUMBER) | texts.is_in(self._names.implode())
        return texts.set(personal.fill_null(value=False), None).alias("shown")

    @cached_property
    def _names(self) -> pl.Series:
        told = [c.key for c in self.profile.columns if c.converter == "name" and c.key in self.texts.columns]
        none = pl.Series("names", [], dtype=pl.String)
        return pl.concat([none, *(self.texts.get_column(k).rename("names") for k in told)]).unique()


def _code_where(where: pl.Series, code: str) -> pl.Series:
    return pl.repeat(None, len(where), dtype=pl.String, eager=True).set(where, code)


def _values(taken: Taken) -> pl.DataFrame:
    assert taken.converted is not None
    values = taken.converted.values
    return values.select(pl.lit(taken.reading.index, dtype=pl.UInt16).alias("sheet"), pl.all())


def _frame(taken: Taken, part: str) -> pl.DataFrame:
    return pl.DataFrame(getattr(taken.converted, part))


def _stacked(frames: list[pl.DataFrame], dtype: type[pl.DataType] | None = None) -> pl.DataFrame:
    if frames:
        return pl.concat(frames, how="diagonal_relaxed")
    return pl.DataFrame(schema={"sheet": pl.UInt16, "row_no": pl.UInt32} if dtype is None else {})
