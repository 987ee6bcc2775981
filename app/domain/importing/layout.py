"""How an office's sheet looked last time: its columns in order, what a person taught, and what is different now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from app.domain.importing.headers import plain
from app.domain.importing.profile import Profile, with_words

RENAMED, MOVED, ADDED, GONE, MERGED = "renamed", "moved", "added", "gone", "merged"


@dataclass(frozen=True, slots=True)
class Drift:
    """One difference to last time: kind, title of the profile's column (or the header), header then and now."""

    kind: str
    title: str
    was: str
    now: str


@dataclass(frozen=True)
class Memory:
    """What is known of an office's sheet of one list.

    `layout`: (header, key) in the order of the last applied sheet; `taught`: header as compared -> key, "" = not used;
    `words`: key -> word -> code; `notations`: key -> notation.
    """

    layout: tuple[tuple[str, str | None], ...] = ()
    taught: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict)
    notations: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Memory":
        """From what is stored."""
        layout = tuple((str(h), k) for h, k in data.get("layout", ()))
        return cls(layout, data.get("taught", {}), data.get("words", {}), data.get("notations", {}))

    def as_data(self) -> dict[str, Any]:
        """What is stored."""
        return {
            "layout": [list(pair) for pair in self.layout],
            "taught": dict(self.taught),
            "words": {k: dict(v) for k, v in self.words.items()},
            "notations": dict(self.notations),
        }


def with_memory(profile: Profile, memory: Memory) -> Profile:
    """The profile as this office writes it: taught headers first, settled words and notations, last time's layout."""
    known = {c.key for c in profile.columns}
    taught = {h: k for h, k in memory.taught.items() if not k or k in known}
    columns = []
    for column in profile.columns:
        own = [h for h, k in taught.items() if k == column.key]
        kept = [h for h in column.headers if taught.get(plain(h), column.key) == column.key]
        notation = memory.notations.get(column.key, column.notation)
        columns.append(replace(column, headers=(*kept, *own) or column.headers[:1], notation=notation))
    found = replace(
        profile,
        columns=tuple(columns),
        ignored=frozenset(h for h, k in taught.items() if not k),
        layout=memory.layout,
    )
    return with_words(found, {k: MappingProxyType(dict(w)) for k, w in memory.words.items() if k in known})


def drift(
    before: Sequence[tuple[str, str | None]], now: Sequence[tuple[str, str | None]], titles: Mapping[str, str]
) -> list[Drift]:
    """What changed between two sheets of one list, in the order of the present one; nothing where there was none."""
    if not before:
        return []
    was = {key: header for header, key in before if key}
    here = {key: header for header, key in now if key}
    lost = [key for key in was if key not in here]
    merged = _merged(lost, was, now)
    found = [Drift(MERGED, titles.get(k, k), was[k], header) for k, header in merged.items()]
    found += [
        Drift(RENAMED, titles.get(k, k), was[k], here[k])
        for k in here
        if k in was and plain(was[k]) != plain(here[k])
    ]
    found += [
        Drift(MOVED, titles.get(k, k), was[k], here[k])
        for k in _moved(_tokens(before), _tokens(now))
        if k in was
    ]
    found += [Drift(GONE, titles.get(k, k), was[k], "") for k in lost if k not in merged]
    old = {plain(header) for header, _ in before}
    taken = set(merged.values())
    for header, key in now:
        if plain(header) not in old and header not in taken and (key is None or key not in was):
            found.append(Drift(ADDED, titles.get(key or "", header), "", header))
    return found


def _merged(
    lost: Iterable[str], was: Mapping[str, str], now: Sequence[tuple[str, str | None]]
) -> dict[str, str]:
    """Lost columns whose header, with that of another former column, stands in one present header."""
    found = {}
    for key in lost:
        for header, _ in now:
            inside = [k for k, h in was.items() if plain(h) in plain(header) and plain(h) != plain(header)]
            if key in inside and len(inside) > 1:
                found[key] = header
    return found


def _tokens(layout: Iterable[tuple[str, str | None]]) -> list[str]:
    """Columns by key, those without one by their header."""
    return [key or f"?{plain(header)}" for header, key in layout]


def _moved(was: list[str], here: list[str]) -> list[str]:
    """The fewest columns whose moving explains the new order: all but a longest common run in order."""
    common = [k for k in here if k in was]
    places = [was.index(k) for k in common]
    best: list[list[int]] = []
    for i, place in enumerate(places):
        runs = [b for j, b in enumerate(best) if places[j] < place]
        longest: list[int] = sorted(runs, key=len)[-1] if runs else []
        best.append([*longest, i])
    stayed = set(sorted(best, key=len)[-1]) if best else set()
    return [k for i, k in enumerate(common) if i not in stayed]
