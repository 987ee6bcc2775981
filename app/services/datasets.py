"""The register of data assets: every list that the reader may bring or see, with what the house knows about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from sqlalchemy.orm import Session

from app.adapters.catalogue_files import read_entries
from app.domain.clock import now, today
from app.domain.data_standards import (
    FieldStandard,
    Ground,
    grounds_of,
    is_sensitive,
    read_grounds,
    read_standards,
    standard_of,
)
from app.domain.deliveries import (
    DEFAULT_DAYS,
    Delivered,
    PeriodQuality,
    Standing,
    by_period,
    standing,
    summed,
)
from app.domain.errors import NotFoundError
from app.domain.importing.lists import code_lists
from app.domain.importing.profile import Column, Profile
from app.domain.permissions import Actor
from app.domain.vocabulary.bureaus import OFFICE
from app.domain.vocabulary.datasets import BY_KEY
from app.queries.datasets import Use, count_readers, count_records, count_register, list_uses
from app.queries.deliveries import Delivery, Newest, list_deliveries, newest_by_list, newest_covered
from app.queries.rules_in_force import line_on
from app.queries.scope import Scope
from app.services.importing.profiles import profiles_for

#: The trail is counted over one year.
USED_WITHIN = timedelta(days=365)
#: Where the place is not yet known: the province that the shipped standards speak for.
_PROVINCE = "520000000000"


@dataclass(frozen=True, slots=True)
class Asset:
    """One list as a data asset."""

    profile: Profile
    standing: Standing
    newest: Newest | None

    @property
    def code(self) -> str:
        return self.profile.code

    @property
    def office(self) -> str:
        return OFFICE.label(self.profile.bureau)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a list: what it is, whose code it follows, and how it is guarded."""

    column: Column
    standard: FieldStandard | None
    codes: str
    is_sensitive: bool
    is_kept: bool


@dataclass(frozen=True, slots=True)
class AssetPage:
    """Everything about one list."""

    asset: Asset
    grounds: list[Ground]
    fields: list[Field]
    rows: int | None
    periods: list[PeriodQuality]
    deliveries: list[Delivery]
    readers: list[tuple[str, str | None, int]]
    uses: list[Use]


@cache
def _grounds() -> tuple[Ground, ...]:
    return read_grounds(read_entries("legal_grounds"))


@cache
def _standards() -> tuple[FieldStandard, ...]:
    return read_standards(read_entries("field_standards"))


def list_assets(session: Session, actor: Actor | None, scope: Scope, on: date) -> list[Asset]:
    """Every list that somebody may bring (None: all), by office and code."""
    profiles = profiles_for(actor, session).values()
    newest, covered = newest_by_list(session, scope), newest_covered(session, scope)
    area = scope.ranges[0][0] if scope.ranges else _PROVINCE
    days = {cadence: _days(session, cadence, on, area) for cadence in DEFAULT_DAYS}
    found = [_asset(p, newest.get(p.code), covered, days, on) for p in profiles]
    order = [code for code, _label in OFFICE.choices()]
    return sorted(found, key=lambda a: (order.index(a.profile.bureau), a.code))


def _days(session: Session, cadence: str, on: date, area: str) -> int:
    return line_on(session, f"delivery_days_{cadence}", on, area) or DEFAULT_DAYS[cadence]


def _asset(
    profile: Profile, newest: Newest | None, covered: Mapping[int, str], days: Mapping[str, int], on: date
) -> Asset:
    dataset = BY_KEY.get(profile.dataset or "")
    told = [p for p in (newest and newest.period, dataset and covered.get(dataset.number)) if p]
    last = max(told, default=None)
    return Asset(profile, standing(profile.period, last, days.get(profile.period, 0), on), newest)


def late_assets(session: Session, actor: Actor, scope: Scope, on: date) -> list[Asset]:
    """Lists that came before and are overdue now, the longest overdue first."""
    late = [a for a in list_assets(session, actor, scope, on) if a.standing.state == "late"]
    return sorted(late, key=lambda a: (-a.standing.late_days, a.code))


def asset_page(session: Session, actor: Actor, scope: Scope, code: str) -> AssetPage:
    """Everything about one list. NotFoundError for a list that is not the reader's."""
    on = today()
    asset = next((a for a in list_assets(session, actor, scope, on) if a.code == code), None)
    if asset is None:
        raise NotFoundError()
    profile = asset.profile
    deliveries = list_deliveries(session, scope, [code])
    return AssetPage(
        asset=asset,
        grounds=grounds_of(_grounds(), profile, on),
        fields=fields_of(profile),
        rows=rows_of(session, scope, profile),
        periods=quality_of(deliveries),
        deliveries=list_deliveries(session, scope, [code], applied_only=False, limit=12),
        readers=count_readers(session, scope, profile.bureau, on),
        uses=list_uses(session, scope, code, now() - USED_WITHIN),
    )


def rows_of(session: Session, scope: Scope, profile: Profile) -> int | None:
    """Rows of a list that stand in the register now, within the scope; None where it keeps none of its own."""
    dataset = BY_KEY.get(profile.dataset or "")
    if dataset is not None:
        return count_records(session, scope, [dataset.number])[dataset.number]
    return count_register(session, scope, profile.code)


def quality_of(deliveries: Iterable[Delivery]) -> list[PeriodQuality]:
    """Quality by period, oldest first."""
    return by_period(Delivered(d.area_code, d.period, d.counts) for d in deliveries if d.period)


def grounds_on(profile: Profile, on: date) -> list[Ground]:
    """The legal grounds of a list on a day."""
    return grounds_of(_grounds(), profile, on)


def fields_of(profile: Profile) -> list[Field]:
    """The fields of a list with the standard each follows and, for chosen words, how many codes it has."""
    lists = code_lists()
    found = []
    for column in profile.columns:
        known = lists.get(column.vocabulary or "")
        codes = f"{known.title}，{len(known.codes)} 项" if known else ""
        kept = not column.target.startswith(("ignore.", "check."))
        found.append(Field(column, standard_of(_standards(), column), codes, is_sensitive(column), kept))
    return found


@dataclass(frozen=True, slots=True)
class OfficeHistory:
    """One office's lists by month, newest month first: what came of each, and the quality of all of them together."""

    months: list[str]
    lines: list[tuple[Asset, dict[str, PeriodQuality]]]
    together: list[PeriodQuality]


def office_history(session: Session, actor: Actor, scope: Scope, office: str) -> OfficeHistory:
    """The last twelve periods of an office's lists. NotFoundError where none of them is the reader's."""
    assets = [a for a in list_assets(session, actor, scope, today()) if a.profile.bureau == office]
    if not assets:
        raise NotFoundError()
    deliveries = list_deliveries(session, scope, [a.code for a in assets], limit=2000)
    lines = []
    for asset in assets:
        own = quality_of(d for d in deliveries if d.profile == asset.code)
        lines.append((asset, {p.period: p for p in own}))
    months = sorted({period for _asset, own in lines for period in own}, reverse=True)[:12]
    together = [summed(month, [own[month] for _, own in lines if month in own]) for month in reversed(months)]
    return OfficeHistory(months, lines, together)
