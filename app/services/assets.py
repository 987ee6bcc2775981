"""Assets of projects: registered with their owner, checked, and what they bring divided (domain 9.4)."""

from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import func, select

from app.domain.clock import today
from app.domain.errors import ConflictError, InvalidInputError, NotFoundError
from app.domain.number_text import yuan
from app.domain.vocabulary.projects import ASSET_KIND, ASSET_OWNER, ASSET_STATE, SHARE_PURPOSE
from app.models import Asset, AssetIncome, AssetShare, Household, Project
from app.queries.assets import get_asset, get_income
from app.queries.project_life import get_project
from app.queries.scope import Scope
from app.unit_of_work import Work

#: Who owns each kind where nobody says otherwise (9.4: to-household things belong to the household).
USUAL_OWNER = {"household": "household", "operating": "collective", "public": "collective"}


@dataclass(frozen=True, slots=True)
class AssetInput:
    """An asset as written down; money in fen."""

    name: str
    kind: str
    asset_no: str | None = None
    place: str | None = None
    quantity: float | None = None
    unit: str | None = None
    value_fen: int | None = None
    built_on: date | None = None
    owner: str | None = None
    owner_name: str | None = None
    certificate: str | None = None
    keeper: str | None = None
    operator: str | None = None
    contract_from: date | None = None
    contract_to: date | None = None
    state: str | None = None
    checked_on: date | None = None
    yearly_income_fen: int | None = None


def register_asset(work: Work, scope: Scope, public_id: str, told: AssetInput) -> Asset:
    """A new asset of a project; without an owner the usual one of its kind. E-ASSET with a sentence by field."""
    project = get_project(work.session, scope, public_id)
    _check(told)
    values = asdict(told)
    values["owner"] = told.owner or USUAL_OWNER[told.kind]
    values["state"] = told.state or "in_use"
    row = Asset(project_id=project.id, area_code=project.area_code, **values)
    work.session.add(row)
    work.session.flush()
    return row


def edit_asset(work: Work, scope: Scope, public_id: str, version: int, told: AssetInput) -> Asset:
    """Change an asset; ConflictError where somebody saved meanwhile."""
    asset = get_asset(work.session, scope, public_id)
    if asset.version != version:
        raise ConflictError("这项资产刚才被别人改过。", current=asset)
    _check(told)
    for name, value in asdict(told).items():
        setattr(asset, name, value)
    return asset


def note_income(
    work: Work,
    scope: Scope,
    public_id: str,
    *,
    year: int,
    amount_fen: int,
    on_day: date | None,
    document_no: str | None,
) -> AssetIncome:
    """Money that the asset brought (fen)."""
    asset = get_asset(work.session, scope, public_id)
    fields = {}
    if amount_fen <= 0:
        fields["amount"] = "金额要大于零。"
    if on_day is None or on_day > today():
        fields["on_day"] = "请写到账那天，不晚于今天。"
    if not 2013 <= year <= today().year:
        fields["year"] = "年份不对。"
    if fields:
        raise InvalidInputError("E-INCOME", "".join(fields.values()), fields=fields)
    row = AssetIncome(
        asset_id=asset.id, year=year, amount_fen=amount_fen, on_day=on_day, document_no=(document_no or "")[:60] or None
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    return row


def divide_income(
    work: Work,
    scope: Scope,
    public_id: str,
    income_id: str,
    *,
    purpose: str,
    amount_fen: int,
    on_day: date | None,
    household_id: int | None = None,
    words: str | None = None,
) -> AssetShare:
    """One part of an income (fen). E-SHARE-OVER where more would be divided than came in."""
    asset = get_asset(work.session, scope, public_id)
    income = get_income(work.session, scope, asset, income_id)
    fields = {}
    if purpose not in SHARE_PURPOSE:
        fields["purpose"] = "请选用在哪里。"
    if on_day is None or on_day > today() or on_day < income.on_day:
        fields["on_day"] = f"请写分配那天，从 {income.on_day.isoformat()} 到今天。"
    if purpose == "household" and household_id is None:
        fields["household"] = "分给农户要写户编号。"
    if purpose != "household" and len((words or "").strip()) < 2:
        fields["words"] = "请写用在什么事上。"
    rest = income.amount_fen - _divided(work, scope, income)
    if amount_fen <= 0 or amount_fen > rest:
        fields["amount"] = f"这笔收益还剩 {yuan(rest, 2, grouped=True)} 元可以分。"
    if fields:
        code = "E-SHARE-OVER" if set(fields) == {"amount"} else "E-SHARE"
        raise InvalidInputError(code, "".join(fields.values()), fields=fields, way_out="请改好再记。")
    row = AssetShare(
        asset_income_id=income.id, household_id=_household(work, scope, household_id) if household_id else None,
        purpose=purpose, amount_fen=amount_fen, on_day=on_day, words=(words or "").strip()[:120] or None,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    return row


def _divided(work: Work, scope: Scope, income: AssetIncome) -> int:
    wanted = (
        select(func.coalesce(func.sum(AssetShare.amount_fen), 0))
        .join(AssetIncome, AssetIncome.id == AssetShare.asset_income_id)
        .join(Asset, Asset.id == AssetIncome.asset_id)
        .join(Project, Project.id == Asset.project_id)
        .where(scope.on(Project), AssetIncome.id == income.id)
    )
    return int(work.session.scalar(wanted) or 0)


def _household(work: Work, scope: Scope, number: int) -> int:
    found = work.session.scalar(select(Household.id).where(scope.on(Household), Household.id == number))
    if found is None:
        raise NotFoundError
    return found


def _check(told: AssetInput) -> None:
    fields = {}
    if len(told.name.strip()) < 2:
        fields["name"] = "请写资产名称。"
    if told.kind not in ASSET_KIND:
        fields["kind"] = "请选资产类别。"
    if told.owner is not None and told.owner not in ASSET_OWNER:
        fields["owner"] = "请选权属。"
    if told.kind == "household" and told.owner not in (None, "household"):
        fields["owner"] = "到户类资产归农户。"
    if told.state is not None and told.state not in ASSET_STATE:
        fields["state"] = "请选资产状态。"
    if told.contract_from and told.contract_to and told.contract_to < told.contract_from:
        fields["contract_to"] = "合同结束早于开始。"
    if told.checked_on and told.checked_on > today():
        fields["checked_on"] = "请改成今天或以前。"
    if fields:
        raise InvalidInputError("E-ASSET", "".join(fields.values()), fields=fields, way_out="请改好再存。")
