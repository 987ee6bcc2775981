"""Numbers of the household's page in the shape its macros draw."""

from dataclasses import dataclass
from fractions import Fraction

from flask_babel import gettext as _

from app.domain.income import Sums
from app.queries.ledger import Ledger
from app.queries.people import Member


@dataclass(frozen=True, slots=True)
class IncomeRow:
    """One line of the income table in fen, with its share of everything that came in (0 to 100)."""

    label: str
    fen: int | None
    before: int | None
    share: float


def income_rows(ledger: Ledger) -> list[IncomeRow]:
    """Wages, net business, property, transfers; empty where the year has no line."""
    if not ledger.entries:
        return []
    labels = {
        "wage": _("工资性收入"),
        "business": _("经营净收入"),
        "property": _("财产性收入"),
        "transfer": _("转移性收入"),
    }
    amounts = {key: _net(ledger.sums, key) for key in labels}
    whole = sum(max(fen, 0) for fen in amounts.values()) or 1
    known = bool(ledger.before.lines)
    return [
        IncomeRow(
            label,
            amounts[key],
            _net(ledger.before, key) if known else None,
            100 * max(amounts[key], 0) / whole,
        )
        for key, label in labels.items()
    ]


def whole_yuan(fen: Fraction | None) -> int | None:
    """Net income per head in whole yuan, half up, for figures."""
    return None if fen is None else int((fen / 100 + Fraction(1, 2)).__floor__())


def health_words(member: Member) -> str:
    """健康, or what is the matter; empty where nobody has told."""
    p = member.person
    told = [p.health_chronic, p.health_serious, p.health_disabled]
    words = [_("长期慢性病")] if p.health_chronic else []
    words += [_("患有大病")] if p.health_serious else []
    words += [_("残疾")] if p.health_disabled else []
    if words:
        return "、".join(words)
    return _("健康") if all(answer is False for answer in told) else ""


def _net(sums: Sums, group: str) -> int:
    return sums.group(group) - (sums.group("cost") if group == "business" else 0)
