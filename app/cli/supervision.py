"""`flask supervision`: hold the conditions of supervision against the trail now, not only each morning."""

import click
from flask.cli import AppGroup

from app.extensions import db
from app.services.supervision import conditions, watch_officials

supervision = AppGroup("supervision", help="监督（数据铁笼）。 Supervision of how work is done.")
commands = (supervision,)


@supervision.command("watch")
def watch() -> None:
    """按监督条件查一遍办理记录和登记库，新的立案。 Hold all conditions of supervision against the trail."""
    for code, number in watch_officials(db.session()).items():
        click.echo(f"{code} {conditions()[code].title} {number}")
