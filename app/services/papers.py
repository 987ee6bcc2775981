"""Forms of the office, filled or blank, for one household or a whole village, as one format-neutral document."""

from collections.abc import Sequence
from datetime import date
from functools import cache

from sqlalchemy.orm import Session

from app.adapters.catalogue_files import read_entries
from app.domain.documents import Block, Document
from app.domain.errors import InvalidInputError
from app.domain.income import income_year
from app.domain.papers.compose import compose
from app.domain.papers.description import Form, read_forms
from app.models import Household
from app.queries.papers import get_material
from app.queries.scope import Scope
from app.services.paper_records import clear, masked, record_of

#: A file of more sheets than this opens slowly and jams printers.
MOST_HOUSEHOLDS = 600


@cache
def forms() -> dict[str, Form]:
    """The forms of the catalogue by code, in its order."""
    return read_forms(read_entries("forms"))


def blank_paper(form: Form, issuer: str, on: date) -> Document:
    """The form without answers, to be filled by hand."""
    return _document(form.title, issuer, on, compose(form, None, on), ("空白表",))


def filled_paper(
    session: Session,
    scope: Scope,
    form: Form,
    households: Sequence[Household],
    *,
    issuer: str,
    printed_by: str,
    on: date,
    with_numbers: bool,
) -> Document:
    """One sheet after the other. Numbers are masked unless `with_numbers`, which the caller has to have audited.

    E-PAPER-NONE without a household, E-PAPER-SIZE for more than 600.
    """
    if not households:
        raise InvalidInputError("E-PAPER-NONE", "这里没有在册的户，没有东西可印。", way_out="可以印空白表。")
    if len(households) > MOST_HOUSEHOLDS:
        raise InvalidInputError(
            "E-PAPER-SIZE",
            f"一次最多印 {MOST_HOUSEHOLDS} 户，这里有 {len(households)} 户。",
            way_out="请一户一户印，或者联系县帮扶办分开印。",
        )
    year = income_year(on)
    material = get_material(session, scope, households, year, on)
    show = clear if with_numbers else masked
    blocks: list[Block] = []
    for household in material.households:
        blocks += compose(form, record_of(material, household, year, on, show), on)
    shown = "含完整号码，用后妥善保管" if with_numbers else "号码已遮盖"
    note = f"{printed_by} {on.isoformat()} 打印　{shown}"
    return _document(form.title, issuer, on, tuple(blocks), (note,))


def _document(
    title: str, issuer: str, on: date, blocks: tuple[Block, ...], remarks: tuple[str, ...]
) -> Document:
    return Document(
        title=title,
        red_head="",
        issuer=issuer,
        dated=on,
        as_of=on,
        blocks=blocks,
        remarks=remarks,
        is_form=True,
    )
