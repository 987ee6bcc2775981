"""`./run up`: migrates, loads the demo county into an empty database, runs web server and worker together.

Runs by itself, without the application, so that a second start does not load everything three times.
"""

import os
import socket
import ssl
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import click
from sqlalchemy import Engine, NullPool
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.adapters.database import make_engine
from app.adapters.self_made_certificate import ensure_certificate
from app.cli.demo_accounts import accounts_text
from app.cli.first_administrator import first_administrator_link
from app.cli.migrate import clear_database, is_current, upgrade_database
from app.cli.supervisor import Part, Supervisor
from app.queries.accounts import has_users
from config import Settings, load_settings

LOOPBACK = ("127.0.0.1", "::1", "localhost")
WAIT_SECONDS = 120
WORKER = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
DEMO = ("demo", "load", "--households", "3000", "--seed", "1", "--bureau", "some")


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server listens; with certificate and key everywhere but on the loopback."""

    host: str
    port: int
    certificate: Path | None = None
    key: Path | None = None

    @property
    def url(self) -> str:
        scheme = "https" if self.certificate else "http"
        shown = "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host  # noqa: S104 (compared, not bound)
        return f"{scheme}://{shown}:{self.port}"


@click.command("up")
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址；本机以外一律用 HTTPS。")
@click.option("--port", type=click.IntRange(1, 65535), help="端口，默认取 BANGFU_PORT 或 8000。")
@click.option("--cert", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="证书文件。")
@click.option("--key", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="证书的私钥文件。")
@click.option("--empty", is_flag=True, help="不装演示县，给出首个管理员的一次性链接。")
def up(host: str, port: int | None, cert: Path | None, key: Path | None, empty: bool) -> None:
    """启动网页和后台任务。 Start the web server and the worker."""
    os.umask(0o077)  # the database and the files are for this user alone
    settings = load_settings()
    address = _address(settings, host, port or settings.port, cert, key)
    _refuse_taken_port(address)
    engine = make_engine(settings.database_url, poolclass=NullPool)
    try:
        is_new = _prepare_database(engine, settings)
    except OperationalError as problem:
        sys.exit(
            f"连不上数据库：{str(problem.orig).splitlines()[0]}。 The database cannot be reached; see DATABASE_URL."
        )
    if is_new and not empty:
        _load_demo(settings)
    sys.exit(_run(settings, address, _greeting(engine, settings, address)))


def _address(settings: Settings, host: str, port: int, cert: Path | None, key: Path | None) -> Address:
    if (cert is None) != (key is None):
        raise click.UsageError("证书和私钥要一起给出。 Give --cert and --key together.")
    if cert is None and host not in LOOPBACK:
        cert, key = ensure_certificate(settings.data_dir / "certificates", host)
        click.echo(
            "使用自制证书，浏览器会提示一次。 A self-made certificate is used; browsers will warn once."
        )
    return Address(host, port, cert, key)


def _refuse_taken_port(address: Address) -> None:
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address.host, address.port))
        except OSError as problem:
            sys.exit(
                f"无法使用 {address.host} 的 {address.port} 端口（{problem.strerror}），请换一个："
                f"BANGFU_PORT={address.port + 1} ./run up。 Port {address.port} cannot be used; choose another."
            )


def _prepare_database(engine: Engine, settings: Settings) -> bool:
    """Today's shape; True where nobody has an account yet. A demo that was interrupted while loading is taken away."""
    if _half_loaded(settings).exists():
        clear_database(engine)
        _half_loaded(settings).unlink()
    if not is_current(engine):
        upgrade_database(engine)
    with Session(engine) as session:
        return not has_users(session)


def _half_loaded(settings: Settings) -> Path:
    """Stands while the demo county is being loaded into a database that was empty before."""
    return settings.data_dir / "demo-is-loading"


def _load_demo(settings: Settings) -> None:
    """The demo county, then its last weeks of work with the rules of today; each gives its memory back."""
    click.echo("  装入演示县 / loading the demo county ...")
    _half_loaded(settings).touch()
    for line in (DEMO, ("demo", "weeks")):
        part = Part(line[0], [sys.executable, "-m", "flask", "--app", "wsgi", *line], os.environ)
        try:
            failed = part.run_through()
        except KeyboardInterrupt:
            sys.exit(
                "已停止，下次启动会重新装入演示县。 Stopped; the demo county will be loaded anew next time."
            )
        if failed:
            sys.exit(f"演示数据没有装好（{line[0]}）。 The demo county could not be loaded.")
    _half_loaded(settings).unlink()


def _greeting(engine: Engine, settings: Settings, address: Address) -> str:
    lines = ["", f"  精准帮扶云已启动：{address.url}   按 Ctrl-C 停止 / Ctrl-C ends it", ""]
    with Session(engine) as session:
        link = first_administrator_link(session, settings.secret_key, address.url)
    if link is not None:
        lines += ["  首个管理员请在 24 小时内打开，只能用一次 / first administrator, once, within 24 hours:"]
        lines += [f"  {link}", ""]
    return "\n".join([*lines, accounts_text(settings.data_dir)])


def _run(settings: Settings, address: Address, greeting: str) -> int:
    env = {**os.environ, "BANGFU_PORT": str(address.port)}
    if address.certificate:
        env["BANGFU_SECURE_COOKIE"] = "1"
    web, worker = Part("web", _web_line(settings, address), env), Part("worker", WORKER, env)
    supervisor = Supervisor([web, worker])
    supervisor.start()
    if not _wait_until_well(address, supervisor):
        supervisor.stop()
        return 0 if supervisor.is_ending else 1
    click.echo(greeting)
    sys.stdout.flush()
    return supervisor.watch()


def _web_line(settings: Settings, address: Address) -> list[str]:
    """SQLite: one process, so that its writers queue fairly; PostgreSQL: two."""
    host = f"[{address.host}]" if ":" in address.host else address.host
    line = [sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", f"{host}:{address.port}"]
    line += ["--worker-class", "gthread"]
    line += ["--workers", "1" if settings.on_sqlite else "2", "--threads", "8", "--graceful-timeout", "10"]
    line += ["--timeout", "120", "--log-level", "warning", "--no-control-socket"]
    line += ["--config", "python:app.cli.web_process"]
    if address.certificate and address.key:
        line += ["--certfile", str(address.certificate), "--keyfile", str(address.key)]
    return line


def _wait_until_well(address: Address, supervisor: Supervisor) -> bool:
    """Ask /healthz until it answers; False where a part ended, a signal came or the time is over."""
    trust_own = ssl.create_default_context()
    trust_own.check_hostname, trust_own.verify_mode = False, ssl.CERT_NONE  # our own server, just started
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline and supervisor.all_alive() and not supervisor.is_ending:
        try:
            with urllib.request.urlopen(f"{address.url}/healthz", timeout=2, context=trust_own) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            time.sleep(0.15)
    if not supervisor.is_ending:
        sys.stderr.write("网页服务没有起来，请看上面的提示。 The web server did not come up; see above.\n")
    return False


if __name__ == "__main__":
    up()
