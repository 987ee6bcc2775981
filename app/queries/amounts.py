"""Amounts of ledger lines as SQL: how a line enters the net income (domain 2.5)."""

from typing import Any

from sqlalchemy import ColumnElement, case

from app.domain.vocabulary.income import COST_KINDS, MEMO_KINDS


def net_amount(line: Any) -> ColumnElement[int]:
    """The fen that a line adds to the net income: costs are counted off, what is only noted counts nothing."""
    return case(
        (line.kind.in_(COST_KINDS), -line.amount_fen),
        (line.kind.in_(MEMO_KINDS), 0),
        else_=line.amount_fen,
    )
