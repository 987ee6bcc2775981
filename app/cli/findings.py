"""`flask findings`: the daily round over work orders, for those who do not want to wait for the night."""

import click
from flask.cli import AppGroup

from app.extensions import db
from app.services.finding_watch import watch_orders

findings = AppGroup("findings", help="疑点工单。 Work orders of suspicions.")
commands = (findings,)

WORDS = {
    "exemptions_ended": "豁免到期、情况还在",
    "escalated": "逾期升级",
    "rechecks": "抽中复核",
    "lightened": "规则降级",
}


@findings.command("watch")
def watch() -> None:
    """结束到期的豁免，把逾期的往上报，抽本月的复核，把总是虚报的规则降级。 The daily round over work orders."""
    found = watch_orders(db.session())
    click.echo("；".join(f"{WORDS[key]} {number}" for key, number in found.items()) + "。")
