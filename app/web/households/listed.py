"""The lines of the list of households as texts: each word is said once, however many lines and pages show it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache

from flask import get_template_attribute, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from app.domain.list_columns import column_title
from app.queries.household_lines import Line
from app.web.formats import yuan_per_head
from app.web.rendering import language, said
from app.web.table_lines import Column, Texts, table_lines

Say = Callable[[Line], str | None]


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
    return table_lines(heads(columns, verdict), _texts(lines, columns, told, titles, verdict))


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


def _texts(
    lines: Sequence[Line],
    columns: Sequence[str],
    told: Mapping[str, Mapping[str, str]],
    titles: Mapping[str, str],
    verdict: str | None,
) -> Iterator[Texts]:
    spoken = language()

    def measures(line: Line) -> str:
        codes = line.wrong if verdict == "wrong" else line.missing
        return _some(spoken, tuple([titles.get(code, code) for code in codes[:2]]), len(codes))

    usual: dict[str, Say] = {
        "size": lambda line: _people(spoken, line.size),
        "kind": lambda line: _kind(
            spoken, line.status, line.monitoring_kind, line.risk_cleared, line.attribute, line.kind
        ),
        "income": lambda line: None if line.net is None else yuan_per_head(line.net, line.size),
        "measures": measures,
        "findings": lambda line: _findings(spoken, line.findings),
    }
    says: list[Say] = [_place, *(usual.get(key) or _fact(told, key) for key in columns)]
    start = url_for("households.show", public_id="0")[:-1]
    for line in lines:
        yield start + line.public_id, line.head_name or line.household_no, [say(line) for say in says]


def _place(line: Line) -> str:
    return f"{line.place} {line.group_name}" if line.group_name else line.place


def _fact(told: Mapping[str, Mapping[str, str]], key: str) -> Say:
    return lambda line: told.get(line.public_id, {}).get(key, "")


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
