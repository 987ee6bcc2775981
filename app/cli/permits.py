"""`flask permits`: every route with its permission, the table that menus, gate and tests are drawn from."""

import json

import click
from flask import current_app
from flask.cli import with_appcontext

from app.access import permits as all_permits


@click.command("permits")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
@with_appcontext
def permits(as_json: bool) -> None:
    """列出每个地址要求的权限。 Every route with its permission."""
    table = all_permits(current_app)
    if as_json:
        rows = [
            {"endpoint": p.endpoint, "rule": p.rule, "methods": list(p.methods), "permission": p.permission}
            for p in table
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for p in table:
        click.echo(f"{p.permission:20} {','.join(p.methods):10} {p.rule}  ({p.endpoint})")


commands = (permits,)
