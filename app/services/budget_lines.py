"""Writing down a budget line: a paper that gives an area money for projects."""

from dataclasses import dataclass
from datetime import date

from app.domain.clock import today
from app.domain.errors import InvalidInputError
from app.domain.vocabulary.projects import FUND_SOURCE
from app.models import Area, BudgetLine
from app.queries.scope import Scope
from app.unit_of_work import Work


@dataclass(frozen=True, slots=True)
class LineInput:
    """A budget line as written down; money in fen."""

    area_code: str
    year: int
    document_no: str
    name: str
    source: str
    amount_fen: int
    on_day: date | None


def open_line(work: Work, scope: Scope, told: LineInput) -> BudgetLine:
    """A new line in an area of the actor's. E-LINE with a sentence by field."""
    fields = {}
    if work.session.get(Area, told.area_code) is None or not scope.covers(told.area_code):
        fields["area"] = "请选您管的地方。"
    if len(told.document_no.strip()) < 4:
        fields["document_no"] = "请写指标文号，例如 黔财农〔2026〕12号。"
    if len(told.name.strip()) < 4:
        fields["name"] = "请写这笔钱是做什么的。"
    if told.source not in FUND_SOURCE:
        fields["source"] = "请选资金来源。"
    if told.amount_fen <= 0:
        fields["amount"] = "金额要大于零。"
    if told.on_day and told.on_day > today():
        fields["on_day"] = "请改成今天或以前。"
    if fields:
        raise InvalidInputError("E-LINE", "".join(fields.values()), fields=fields, way_out="请改好再存。")
    row = BudgetLine(
        area_code=told.area_code, year=told.year, document_no=told.document_no.strip()[:60],
        name=told.name.strip()[:120], source=told.source, amount_fen=told.amount_fen, on_day=told.on_day,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    return row
