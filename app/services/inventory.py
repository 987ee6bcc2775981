"""Builds the yearly inventory of data assets: counted within the requester's scope, for one area."""

import hashlib
from datetime import date

from sqlalchemy.orm import Session

from app.domain.deliveries import CADENCE_WORDS, PeriodQuality
from app.domain.documents import Document
from app.domain.errors import NotFoundError
from app.domain.permissions import SYSTEM, Actor
from app.domain.reporting.inventory import InventoryField, InventoryLine, inventory
from app.domain.vocabulary.datasets import BY_KEY
from app.queries.areas import get_area
from app.queries.datasets import count_readers, count_records, count_register
from app.queries.deliveries import list_deliveries
from app.queries.effectiveness import issuing_office
from app.queries.scope import Scope
from app.services.datasets import Asset, Field, fields_of, grounds_on, list_assets, quality_of

#: Batches of one year that are summed.
_MOST_BATCHES = 20_000


def build_inventory(
    session: Session,
    scope: Scope,
    actor: Actor,
    *,
    area: str,
    year: int,
    as_of: date,
    base_url: str = "",
    font_folder: str | None = None,
    period: str | None = None,
) -> Document:
    """The paper as a document; `period` and fonts do not matter to it. NotFoundError outside the scope."""
    place = get_area(session, scope, area)
    if not scope.covers(place.code):
        raise NotFoundError()
    lines = _lines(session, scope.within(place.code), actor, year, as_of)
    return inventory(
        lines,
        area_name=place.name,
        issuer=issuing_office(session, scope, place),
        year=year,
        as_of=as_of,
        asked_by=actor.display_name,
        base_url=base_url,
        fingerprint=hashlib.sha256(repr(lines).encode()).hexdigest()[:16],
    )


def _lines(session: Session, scope: Scope, actor: Actor, year: int, as_of: date) -> list[InventoryLine]:
    assets = list_assets(session, None if actor is SYSTEM else actor, scope, as_of)
    numbers = [BY_KEY[a.profile.dataset].number for a in assets if a.profile.dataset in BY_KEY]
    records = count_records(session, scope, numbers)
    codes = [a.code for a in assets]
    delivered: dict[str, list[PeriodQuality]] = {code: [] for code in codes}
    found = list_deliveries(session, scope, codes, limit=_MOST_BATCHES)
    for code in codes:
        own = quality_of(d for d in found if d.profile == code)
        delivered[code] = [p for p in own if p.period[:4] == str(year)]
    readers = {
        office: count_readers(session, scope, office, as_of) for office in {a.profile.bureau for a in assets}
    }
    return [
        _line(
            session,
            scope,
            a,
            records,
            delivered[a.code],
            sum(n for *_, n in readers[a.profile.bureau]),
            as_of,
        )
        for a in assets
    ]


def _line(
    session: Session,
    scope: Scope,
    asset: Asset,
    records: dict[int, int],
    periods: list[PeriodQuality],
    readers: int,
    as_of: date,
) -> InventoryLine:
    profile, dataset = asset.profile, BY_KEY.get(asset.profile.dataset or "")
    return InventoryLine(
        code=profile.code,
        title=profile.title,
        office=asset.office,
        cadence=CADENCE_WORDS[profile.period],
        state=asset.standing.state,
        newest=asset.standing.newest or "",
        grounds=tuple(
            f"《{g.source.document}》{g.source.clause or g.source.reference}：{g.title}"
            for g in grounds_on(profile, as_of)
        ),
        rows=records[dataset.number] if dataset else count_register(session, scope, profile.code),
        batches=sum(p.batches for p in periods),
        delivered=sum(p.rows for p in periods),
        problems=sum(p.problems for p in periods),
        fields=tuple(_field(f) for f in fields_of(profile)),
        readers=readers,
    )


def _field(field: Field) -> InventoryField:
    standard = f"{field.standard.code} {field.standard.title}" if field.standard else ""
    guarded = (
        "只核对，不存" if not field.is_kept else "加密或按岗位遮盖" if field.is_sensitive else "按岗位看"
    )
    return InventoryField(field.column.title, standard, field.codes, guarded, field.is_sensitive)
