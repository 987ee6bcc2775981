"""`flask quality`: which official rule numbers are not written as conditions, and why."""

import click
from flask.cli import AppGroup

from app.adapters.catalogue_files import read_entries

quality = AppGroup("quality", help="数据质量规则。 Rules of data quality.")
commands = (quality,)


@quality.command("missing")
def missing() -> None:
    """没有写成条件的规则号和原因。 Official rule numbers that are no conditions here, with the reason."""
    for entry in read_entries("quality_left_out"):
        click.echo(f"{entry['code']}  {entry['reason']}")
