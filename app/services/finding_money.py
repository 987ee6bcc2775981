"""Money that has to come back after a suspicion: each sum with its receipt, until nothing remains."""

from datetime import date

from sqlalchemy import func, select

from app.domain.clock import today
from app.domain.errors import InvalidInputError, NotAllowedError
from app.domain.number_text import yuan
from app.models import Finding, FindingReceipt
from app.queries.scope import Scope
from app.services.findings import fetch_finding, move
from app.unit_of_work import Work


def record_receipt(
    work: Work,
    scope: Scope,
    public_id: str,
    *,
    version: int,
    amount_fen: int,
    returned_on: date,
    receipt_no: str,
) -> FindingReceipt:
    """A sum came back (fen). It needs a receipt of its own, a day not after today, and no more than what remains."""
    finding = fetch_finding(work, scope, public_id, version)
    if not work.actor.may("finding:review"):
        raise NotAllowedError("finding:review")
    remaining = (finding.to_return_fen or 0) - (finding.returned_fen or 0)
    fields = {}
    if not 0 < amount_fen <= remaining:
        fields["amount"] = f"还要退 {yuan(max(remaining, 0), 2, grouped=True)} 元，请填不超过它的数。"
    if returned_on > today():
        fields["returned_on"] = "请改成今天或以前。"
    number = receipt_no.strip()
    if not number:
        fields["receipt_no"] = "请填收据编号。"
    elif _known(work, finding, number):
        fields["receipt_no"] = "这张收据已经登记过了。"
    if fields:
        raise InvalidInputError("E-RECEIPT", "这笔退款没有记上。", fields=fields)
    receipt = FindingReceipt(
        finding_id=finding.id,
        amount_fen=amount_fen,
        returned_on=returned_on,
        receipt_no=number,
        actor_id=work.actor.id,
        event_id=work.event_id,
    )
    work.session.add(receipt)
    finding.returned_fen = (finding.returned_fen or 0) + amount_fen
    move(work, finding, finding.state, f"退回 {yuan(amount_fen, 2, grouped=True)} 元，收据 {number}")
    return receipt


def _known(work: Work, finding: Finding, receipt_no: str) -> bool:
    known = (
        select(func.count())
        .select_from(FindingReceipt)
        .join(Finding, Finding.id == FindingReceipt.finding_id)
        .where(
            Scope.everything().on(Finding), Finding.id == finding.id, FindingReceipt.receipt_no == receipt_no
        )
    )
    return bool(work.session.scalar(known))
