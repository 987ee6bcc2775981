"""A profile says what one office's list looks like: how it is recognised, its columns, where each value goes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from app.domain.importing.shared_columns import ProfileError, with_shared
from app.domain.vocabulary.datasets import BY_KEY

__all__ = ["PERIODS", "SUBJECTS", "Column", "Profile", "ProfileError", "parse_profile", "with_words"]

PERIODS = ("month", "quarter", "semester", "half_year", "year", "none")
SUBJECTS = ("household", "person", "project", "record", "rows", "monitoring")


@dataclass(frozen=True)
class Column:
    """One column a list may have.

    `target` is `<table>.<field>`; `match.*` targets only help to find the person. `words` maps words met in cells to
    stored codes and stands before the vocabulary list named by `vocabulary`.
    """

    key: str
    headers: tuple[str, ...]
    converter: str
    target: str
    required: bool = False
    authority: bool = False  # this office's word overwrites the register
    vocabulary: str | None = None
    words: Mapping[str, str | None] = field(default_factory=lambda: MappingProxyType({}))
    unit: str | None = None  # 元 or 万元, where neither cell nor header tells
    minimum: float | None = None
    maximum: float | None = None
    personal: bool = False  # the value is never repeated in a message
    past: bool = False  # a day that cannot lie in the future
    instead: str | None = (
        None  # where this column is absent, that other one speaks for it (a list of heads only)
    )
    notation: str | None = None  # how this office writes it: dmy, mdy, yy (days); 元, 万元 (money)
    otherwise: str | None = None  # the code of words that neither `words` nor the list know
    clears: bool = False  # an empty cell of this column empties the field; elsewhere it tells nothing
    placeholder: bool = False  # people without a number are welcome (numbers beginning with 999999)

    @property
    def title(self) -> str:
        """The header people know it by."""
        return self.headers[0]

    def insists(self, code: str) -> bool:
        """Whether a cell that could not be read for this reason rejects its row."""
        return self.required and not (self.placeholder and code == "id_placeholder")


@dataclass(frozen=True)
class Profile:
    """One list of one office."""

    code: str
    title: str
    bureau: str
    dataset: str | None
    subject: str
    period: str
    columns: tuple[Column, ...]
    complete: bool = False  # a row that is missing now has ended
    unique: tuple[str, ...] = ()
    words: tuple[str, ...] = ()  # words of titles, sheet and file names that speak for this list
    signature: tuple[str, ...] = ()  # columns that only this list has
    constants: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    facts: Mapping[str, tuple[str, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )  # see derived.py
    table: str | None = None  # of subject `rows`: the registry table that each row is one of
    ignored: frozenset[str] = frozenset()  # headers (as compared) that somebody said mean none of the columns
    layout: tuple[tuple[str, str | None], ...] = ()  # (header, key) of this office's last sheet
    counted: Mapping[str, str] = field(
        default_factory=lambda: MappingProxyType({})
    )  # detail: rows that share a column
    families: tuple[tuple[str, ...], ...] = ()  # columns that tell whose family a row names, the best first

    def column(self, key: str) -> Column:
        """The column of that key."""
        return next(c for c in self.columns if c.key == key)


#: Values of these converters are never repeated in messages.
PERSONAL_CONVERTERS = frozenset({"id_number", "certificate", "phone", "account", "address"})


def with_words(profile: Profile, words: Mapping[str, Mapping[str, str | None]]) -> Profile:
    """The profile with more words understood: key -> word -> code. A person's words stand before all others."""
    columns = tuple(
        replace(c, words=MappingProxyType({**c.words, **words[c.key]})) if c.key in words else c
        for c in profile.columns
    )
    return replace(profile, columns=columns)


def parse_profile(data: Mapping[str, Any], shared: Mapping[str, Mapping[str, Any]] | None = None) -> Profile:
    """A profile from its YAML mapping. `shared` columns by key serve its `use` and `like`.

    Raises ProfileError with the place of the fault.
    """
    data = with_shared(data, shared or {})
    known = {
        "code",
        "title",
        "bureau",
        "dataset",
        "subject",
        "period",
        "complete",
        "unique",
        "recognise",
        "constants",
        "facts",
        "counted",
        "families",
        "table",
    }
    _only(data, known | {"columns", "source"}, str(data.get("code", "?")))
    recognise = data.get("recognise", {})
    _only(recognise, {"words", "signature"}, f"{data['code']}.recognise")
    profile = Profile(
        code=str(data["code"]),
        title=str(data["title"]),
        bureau=str(data["bureau"]),
        dataset=data.get("dataset"),
        subject=str(data["subject"]),
        period=str(data["period"]),
        complete=bool(data.get("complete", False)),
        unique=tuple(data.get("unique", ())),
        words=tuple(recognise.get("words", ())),
        signature=tuple(recognise.get("signature", ())),
        facts=MappingProxyType({str(k): tuple(v) for k, v in data.get("facts", {}).items()}),
        table=data.get("table"),
        counted=MappingProxyType(dict(data.get("counted", {}))),
        families=tuple(tuple(keys) for keys in data.get("families", ())),
        constants=MappingProxyType({str(k): str(v) for k, v in data.get("constants", {}).items()}),
        columns=tuple(_column(c, str(data["code"]), data.get("dataset")) for c in data["columns"]),
    )
    _validate(profile)
    return profile


def _column(data: Mapping[str, Any], place: str, dataset: str | None) -> Column:
    known = {
        "key",
        "headers",
        "converter",
        "target",
        "required",
        "authority",
        "list",
        "words",
        "unit",
        "range",
        "personal",
        "past",
        "placeholder",
        "instead",
        "clears",
        "otherwise",
    }
    _only(data, known, f"{place}.{data.get('key', '?')}")
    low, high = data.get("range", (None, None))
    converter = str(data["converter"])
    return Column(
        key=str(data["key"]),
        headers=tuple(str(h) for h in data["headers"]),
        converter=converter,
        target=str(data["target"]),
        required=bool(data.get("required", False)),
        authority=bool(data.get("authority", False)),
        vocabulary=_list_of(data, dataset),
        words=MappingProxyType(
            {str(w): None if code is None else str(code) for code, ws in _pairs(data) for w in ws}
        ),
        unit=data.get("unit"),
        minimum=low,
        maximum=high,
        personal=bool(data.get("personal", converter in PERSONAL_CONVERTERS)),
        past=bool(data.get("past", False)),
        instead=data.get("instead"),
        clears=bool(data.get("clears", False)),
        otherwise=data.get("otherwise"),
        placeholder=bool(data.get("placeholder", False)),
    )


def _list_of(data: Mapping[str, Any], dataset: str | None) -> str | None:
    """The code list of a column. `kind`, `level`, `status` mean those of the data set; records take them by default."""
    target = str(data["target"])
    told = data.get("list")
    if told is None and data["converter"] == "codes" and target.startswith("bureau_record."):
        told = target.partition(".")[2]
    if told not in ("kind", "level", "status"):
        return told
    known = BY_KEY.get(dataset or "")
    lists = known and {"kind": known.kinds, "level": known.levels, "status": known.statuses}
    found = lists[told] if lists else None
    return found.key if found else None


def _pairs(data: Mapping[str, Any]) -> list[tuple[str | None, list[Any]]]:
    """`words: {code: [word, ...]}`; the code `~` (YAML null) means "told to be nothing", read as empty."""
    return [(code, ws if isinstance(ws, list) else [ws]) for code, ws in data.get("words", {}).items()]


def _only(data: Mapping[str, Any], known: set[str], place: str) -> None:
    if unknown := set(data) - known:
        raise ProfileError(f"{place}: unknown {', '.join(sorted(unknown))}")


def _validate(profile: Profile) -> None:
    keys = [c.key for c in profile.columns]
    if len(set(keys)) != len(keys):
        raise ProfileError(f"{profile.code}: a key stands twice")
    if profile.period not in PERIODS or profile.subject not in SUBJECTS:
        raise ProfileError(f"{profile.code}: unknown period or subject")
    extras = {k for k in profile.unique if k.startswith(tuple(f"{key}_" for key in keys))}
    used = set(profile.unique) | set(profile.signature) | {c.instead for c in profile.columns if c.instead}
    used |= {s.partition(".")[0] for sources in profile.facts.values() for s in sources} | set(
        profile.counted.values()
    )
    used |= {key for keys in profile.families for key in keys}
    if missing := used - set(keys) - extras:
        raise ProfileError(f"{profile.code}: no such column {', '.join(sorted(missing))}")
    if not all(c.headers for c in profile.columns):
        raise ProfileError(f"{profile.code}: a column without headers")
