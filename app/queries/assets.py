"""Assets: one with its income and how that was divided."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import NotFoundError
from app.models import Asset, AssetIncome, AssetShare, Household, Project
from app.queries.scope import Scope


@dataclass(frozen=True)
class IncomeLine:
    """One income with its parts; `household` None where the money went elsewhere or to somebody beyond the scope."""

    income: AssetIncome
    shares: list[tuple[AssetShare, Household | None]]

    @property
    def divided(self) -> int:
        return sum(share.amount_fen for share, _ in self.shares)

    @property
    def rest(self) -> int:
        return self.income.amount_fen - self.divided


def get_asset(session: Session, scope: Scope, public_id: str) -> Asset:
    """One asset; NotFoundError outside the scope."""
    found = session.scalar(select(Asset).where(scope.on(Asset), Asset.public_id == public_id))
    if found is None:
        raise NotFoundError
    return found


def project_of(session: Session, scope: Scope, asset: Asset) -> Project:
    """The project behind an asset; NotFoundError outside the scope."""
    found = session.scalar(select(Project).where(scope.on(Project), Project.id == asset.project_id))
    if found is None:
        raise NotFoundError
    return found


def get_income(session: Session, scope: Scope, asset: Asset, public_id: str) -> AssetIncome:
    """One income of this asset; NotFoundError for any other."""
    found = session.scalar(
        select(AssetIncome)
        .join(Asset, Asset.id == AssetIncome.asset_id)
        .where(scope.on(Asset), Asset.id == asset.id, AssetIncome.public_id == public_id)
    )
    if found is None:
        raise NotFoundError
    return found


def list_incomes(session: Session, scope: Scope, asset: Asset) -> list[IncomeLine]:
    """Incomes of an asset, the newest first, each with its parts."""
    wanted = select(AssetIncome).join(Asset, Asset.id == AssetIncome.asset_id)
    wanted = wanted.where(scope.on(Asset), Asset.id == asset.id).order_by(AssetIncome.id.desc())
    incomes = list(session.scalars(wanted))
    parts = (
        select(AssetShare)
        .join(AssetIncome, AssetIncome.id == AssetShare.asset_income_id)
        .join(Asset, Asset.id == AssetIncome.asset_id)
        .where(scope.on(Asset), Asset.id == asset.id)
        .order_by(AssetShare.id)
    )
    shares = list(session.scalars(parts))
    homes = {share.household_id for share in shares if share.household_id}
    known = session.scalars(select(Household).where(scope.on(Household), Household.id.in_(sorted(homes))))
    named = {home.id: home for home in known}
    return [
        IncomeLine(one, [(s, named.get(s.household_id or 0)) for s in shares if s.asset_income_id == one.id])
        for one in incomes
    ]
