"""`flask worker`: a process that does background jobs until it is told to end."""

import signal
from contextlib import AbstractContextManager

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from app.extensions import db
from app.jobs import load_tasks
from app.jobs.worker import Worker


@click.command("worker")
@click.option(
    "--threads",
    type=click.IntRange(1, 16),
    default=2,
    show_default=True,
    help="同时处理几件。 Jobs side by side.",
)
@click.option("--once", is_flag=True, help="做完到期的就结束。 Do what is due and end.")
@with_appcontext
def worker(threads: int, once: bool) -> None:
    """处理后台任务，直到被叫停。 Do background jobs until told to end."""
    application: Flask = current_app._get_current_object()  # type: ignore[attr-defined]

    def around() -> AbstractContextManager[object]:
        return application.app_context()

    settings = application.extensions["bangfu"]
    own = Worker(db.engine, settings, load_tasks(), threads=threads, around=around)
    if once:
        click.echo(f"{own.run_due()}")
        return
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: own.stop())
    own.run()


commands = (worker,)
