"""The lines of the list of households as texts: each word is said once, however many lines and pages show it.

A line is drawn once for each of its contents: what a household, its members, money or verdicts become is another line.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from flask import get_template_attribute, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from app.domain.list_columns import column_title
from app.queries.household_lines import Line
from app.web.formats import yuan_per_head
from app.web.rendering import language, mark, said
from app.web.table_lines import Column, table_line

Say = Callable[[Line], str | None]
#: Lines kept by each process, a kilobyte each; the one that was shown longest ago gives way.
MOST = 10_000


def listed_rows(
    lines: Sequence[Line],
    columns: tuple[str, ...],
    told: Mapping[str, Mapping[str, str]],
    titles: Mapping[str, str],
    verdict: str | None,
) -> Markup:
    """The lines with head and place first, then the chosen columns.

    `told` holds the facts that stand in columns; `verdict` wrong = the measures that should not be had.
    """
    start = url_for("households.show", public_id="0")[:-1]
    look = _look(language(), columns, verdict == "wrong", tuple(titles.items()), start)
    return mark("".join([_drawn(look, line, look.facts_of(line, told)) for line in lines]))


def heads(columns: tuple[str, ...], verdict: str | None) -> tuple[Column, ...]:
    """The columns of the table."""
    return _heads(language(), columns, verdict == "wrong")


@lru_cache(maxsize=300)
def _heads(_language: str, columns: tuple[str, ...], is_wrong: bool) -> tuple[Column, ...]:
    usual = {
        "size": Column(_("人"), num=True, said=""),
        "kind": Column(_("类别")),
        "income": Column(_("人均纯收入（元）"), num=True, said=_("人均")),
        "measures": Column(_("不应享的") if is_wrong else _("没到位的"), place="brk"),
        "findings": Column(_("疑点"), num=True, place="end"),
    }
    chosen = [usual.get(key) or Column(column_title(key), said=column_title(key)) for key in columns]
    return (Column(_("户主"), stick=True), Column(_("乡镇、村、组")), *chosen)


class _Look:
    """How a line is written: language, columns, titles of measures, where its household stands."""

    def __init__(
        self,
        spoken: str,
        columns: tuple[str, ...],
        is_wrong: bool,
        titles: tuple[tuple[str, str], ...],
        start: str,
    ) -> None:
        self._heads, self._start = _heads(spoken, columns, is_wrong), start
        usual = _usual(spoken, is_wrong, dict(titles))
        self._facts = tuple(key for key in columns if key not in usual)
        self._says = [usual.get(key) or self._facts.index(key) for key in columns]

    def facts_of(self, line: Line, told: Mapping[str, Mapping[str, str]]) -> tuple[str, ...]:
        """What is told beside the line: columns that are facts of the dictionary."""
        if not self._facts:
            return ()
        row = told.get(line.public_id, {})
        return tuple([row.get(key, "") for key in self._facts])

    def draw(self, line: Line, facts: tuple[str, ...]) -> Markup:
        texts = [facts[say] if isinstance(say, int) else say(line) for say in self._says]
        url, name = self._start + line.public_id, line.head_name or line.household_no
        return table_line(self._heads, (url, name, [_place(line), *texts]))


_look = lru_cache(maxsize=300)(_Look)


@lru_cache(maxsize=MOST)
def _drawn(look: _Look, line: Line, facts: tuple[str, ...]) -> Markup:
    return look.draw(line, facts)


def _usual(spoken: str, is_wrong: bool, titles: Mapping[str, str]) -> dict[str, Say]:
    def measures(line: Line) -> str:
        codes = line.wrong if is_wrong else line.missing
        return _some(spoken, tuple([titles.get(code, code) for code in codes[:2]]), len(codes))

    return {
        "size": lambda line: _people(spoken, line.size),
        "kind": lambda line: _kind(
            spoken, line.status, line.monitoring_kind, line.risk_cleared, line.attribute, line.kind
        ),
        "income": lambda line: None if line.net is None else yuan_per_head(line.net, line.size),
        "measures": measures,
        "findings": lambda line: _findings(spoken, line.findings),
    }


def _place(line: Line) -> str:
    return f"{line.place} {line.group_name}" if line.group_name else line.place


@lru_cache(maxsize=300)
def _people(_language: str, size: int) -> str:
    return said("%(count)s 人", count=size)


@lru_cache(maxsize=1000)
def _kind(
    _language: str,
    status: str,
    monitoring_kind: str | None,
    risk_cleared: bool | None,
    attribute: str | None,
    kind: str,
) -> str:
    """The macro of the household's page, which asks a household for these."""
    household = {
        "status": status, "monitoring_kind": monitoring_kind, "risk_cleared": risk_cleared,
        "attribute": attribute, "kind": kind,
    }  # fmt: skip
    return _macro("kind_chip", household)


@lru_cache(maxsize=5000)
def _some(_language: str, titles: tuple[str, ...], count: int) -> str:
    return _macro("some_titles", titles, count)


@lru_cache(maxsize=300)
def _findings(_language: str, count: int) -> str:
    return _macro("finding_chip", count) if count else ""


def _macro(name: str, *values: object) -> str:
    drawn: str = get_template_attribute("households/_words.html", name)(*values)
    return drawn
