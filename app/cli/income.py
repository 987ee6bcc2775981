"""`flask income`: what bureaus paid, written into the ledgers of a whole area, township by township."""

import click
from flask.cli import AppGroup

from app.domain.areas import range_of
from app.domain.clock import today
from app.domain.errors import BangfuError
from app.domain.income import income_year
from app.domain.permissions import SYSTEM
from app.extensions import db
from app.queries.areas import townships_within
from app.queries.scope import Scope
from app.services.bureau_income import fill_area
from app.unit_of_work import unit_of_work

income = AppGroup("income", help="收入账。 Income ledgers.")
commands = (income,)


@income.command("fill")
@click.option("--area", default="520000000000", help="12 位区划代码；不写就是全省。")
@click.option("--year", type=int, help="收入年度；不写就是现在的年度。")
def fill(area: str, year: int | None) -> None:
    """把部门发放记进收入账。 Write what bureaus paid into the ledgers; run the rules afterwards."""
    chosen, added, changed, removed = year or income_year(today()), 0, 0, 0
    scope = Scope.everything()
    try:
        for township in townships_within(db.session(), scope, area):
            low, high = range_of(township)
            with unit_of_work(db.session(), SYSTEM, "household.fill_income", area_code=township) as work:
                done = fill_area(work, scope, low, high, chosen)
            added, changed, removed = added + done.added, changed + done.changed, removed + done.removed
    except BangfuError as refused:
        raise click.ClickException(f"{refused.message}{refused.way_out or ''}") from refused
    click.echo(
        f"{chosen} 年：新记 {added} 笔，改 {changed} 笔，去掉 {removed} 笔。接着请跑 flask rules run。"
    )
