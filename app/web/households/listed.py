"""The lines of the list of households as texts: each word is found once a page, however many lines say it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from flask import url_for

from app.queries.household_lines import Line
from app.web.formats import whole_yuan
from app.web.rendering import said as _

#: A line of macros/table.html `lines`: address, name, texts of the further columns, None for what nobody has told.
Texts = tuple[str, str, list[str | None]]
Say = Callable[[Line], str | None]


def line_texts(
    lines: Sequence[Line],
    columns: Sequence[str],
    told: Mapping[str, Mapping[str, str]],
    titles: Mapping[str, str],
    verdict: str | None,
) -> Callable[..., Iterator[Texts]]:
    """For the template, which hands its macros in: the lines with the place first, then the chosen columns.

    `told` holds the facts that stand in columns; `verdict` wrong = the measures that should not be had.
    """

    def texts(kind_chip: Any, some_titles: Any, finding_chip: Any) -> Iterator[Texts]:
        people = cache(lambda size: _("%(count)s 人", count=size))
        chips = cache(finding_chip)
        measures = cache(lambda codes: some_titles(codes, titles))
        kinds: dict[tuple[Any, ...], str] = {}

        def kind(line: Line) -> str:
            key = (line.status, line.monitoring_kind, line.risk_cleared, line.attribute, line.kind)
            return kinds.get(key) or kinds.setdefault(key, kind_chip(line))

        usual: dict[str, Say] = {
            "size": lambda line: people(line.size),
            "kind": kind,
            "income": lambda line: None if line.net_per_head is None else whole_yuan(line.net_per_head),
            "measures": lambda line: measures(line.wrong if verdict == "wrong" else line.missing),
            "findings": lambda line: chips(line.findings) if line.findings else "",
        }
        says: list[Say] = [_place, *(usual.get(key) or _fact(told, key) for key in columns)]
        start = url_for("households.show", public_id="0")[:-1]
        for line in lines:
            yield (
                start + line.public_id,
                line.head_name or line.household_no,
                [say(line) for say in says],
            )

    return texts


def _place(line: Line) -> str:
    return f"{line.place} {line.group_name}" if line.group_name else line.place


def _fact(told: Mapping[str, Mapping[str, str]], key: str) -> Say:
    return lambda line: told.get(line.public_id, {}).get(key, "")
