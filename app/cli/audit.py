"""`flask audit verify | seal`: is the trail what it was?"""

import json
import sys
from dataclasses import asdict

import click
from flask import current_app
from flask.cli import AppGroup

from app.adapters.anchor_file import append_anchor, read_anchors
from app.extensions import db
from app.job_queue import step_transaction
from app.queries.audit_chain import ChainReport, verify_chain
from app.services.audit import seal_events

audit = AppGroup("audit", help="操作记录的封存与核对。 Sealing and verifying the trail.")


@audit.command("verify")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。 Print JSON.")
def verify(as_json: bool) -> None:
    """核对全部操作记录；发现改动时以 1 结束。 Verify the whole trail; ends with 1 where it was altered."""
    report = verify_chain(db.session(), read_anchors(current_app.extensions["bangfu"].anchor_file))
    click.echo(
        json.dumps(asdict(report) | {"whole": report.is_whole}, ensure_ascii=False)
        if as_json
        else _said(report)
    )
    if not report.is_whole:
        sys.exit(1)


@audit.command("seal")
def seal() -> None:
    """立即封存尚未封存的记录。 Seal at once what is not sealed yet."""
    while True:
        with step_transaction(db.engine) as session:
            anchor = seal_events(session, thorough=True)
        if anchor is None:
            return
        append_anchor(current_app.extensions["bangfu"].anchor_file, anchor)
        click.echo(f"{anchor.seq} {anchor.hash}")


def _said(report: ChainReport) -> str:
    lines = [f"已封存 {report.links} 条，尚未封存 {report.tail} 条，库外锚记 {report.anchors} 条。"]
    lines += [f"{problem.code} {problem.message}" for problem in report.problems]
    return "\n".join(lines if report.problems else [*lines, "未发现改动。"])


commands = (audit,)
