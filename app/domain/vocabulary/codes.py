"""What a code list is: stable codes for storage, official labels for people, national codes for exchange."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date


@dataclass(frozen=True, slots=True)
class Code:
    """One entry: `code` is stored, `label` shown, `national` exchanged, `aliases` are met in workbooks.

    `first_on` and `last_on` bound the days on which it may be chosen; `formerly` is the label until a day.
    """

    code: str
    label: str
    national: str | None = None
    aliases: tuple[str, ...] = ()
    first_on: date | None = None
    last_on: date | None = None
    formerly: tuple[tuple[date, str], ...] = ()

    def in_force(self, day: date) -> bool:
        """Whether the code may be chosen on that day."""
        return (self.first_on is None or self.first_on <= day) and (
            self.last_on is None or day <= self.last_on
        )

    def label_on(self, day: date) -> str:
        """The official label on that day."""
        return next((label for until, label in self.formerly if day <= until), self.label)


@dataclass(frozen=True)
class CodeList:
    """An ordered list of codes of one field, e.g. 致贫原因."""

    key: str
    title: str
    codes: tuple[Code, ...]
    _labels: dict[str, str] = field(init=False, repr=False, compare=False)
    _by_text: dict[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_labels", {c.code: c.label for c in self.codes})
        by_text: dict[str, str] = {}
        for c in self.codes:
            for text in (c.code, c.label, c.national, *c.aliases):
                if text is not None:
                    by_text.setdefault(text, c.code)
        object.__setattr__(self, "_by_text", by_text)

    @classmethod
    def of(cls, key: str, title: str, *rows: tuple[str | None, ...]) -> "CodeList":
        """A list from rows `(code, label, national or None, *aliases)`: a table reads like a table."""
        return cls(key, title, tuple(_code(row) for row in rows))

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes)

    def __contains__(self, code: object) -> bool:
        return code in self._labels

    def label(self, code: str | None) -> str:
        """The official label; an unknown or empty code is shown as it is, never lost."""
        return "" if code is None else self._labels.get(code, code)

    def code_of(self, text: str | None) -> str | None:
        """The code meant by a label, alias, national code or code; None where nothing fits."""
        return None if text is None else self._by_text.get(text.strip())

    def choices(self, on: date | None = None) -> list[tuple[str, str]]:
        """Pairs for a select field, in official order; with `on` only those in force, as they were called then."""
        if on is None:
            return [(c.code, c.label) for c in self.codes]
        return [(c.code, c.label_on(on)) for c in self.codes if c.in_force(on)]

    def dated(
        self,
        *,
        first: Mapping[str, date] | None = None,
        last: Mapping[str, date] | None = None,
        formerly: Mapping[str, tuple[tuple[date, str], ...]] | None = None,
    ) -> "CodeList":
        """The same list with days: from when, until when, and what a code was called until which day."""
        first, last, formerly = first or {}, last or {}, formerly or {}
        codes = tuple(
            replace(
                c, first_on=first.get(c.code), last_on=last.get(c.code), formerly=formerly.get(c.code, ())
            )
            for c in self.codes
        )
        return CodeList(self.key, self.title, codes)


def _code(row: tuple[str | None, ...]) -> Code:
    code, label, *rest = row
    if code is None or label is None:
        raise ValueError("a code needs its code and its label")
    national = rest[0] if rest else None
    return Code(code, label, national, tuple(alias for alias in rest[1:] if alias is not None))
