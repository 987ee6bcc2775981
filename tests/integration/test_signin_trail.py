"""What a sign-in leaves behind, whose address is believed, and who else may read an installation's files."""

import os
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.adapters.safe_file import close_to_others
from app.extensions import db as database
from app.factory import create_app
from app.models import Event, SignInAttempt
from app.services.signing_in import LOCK_AFTER
from app.web.proxy import trusting
from tests.conftest import settings_for
from tests.support.people import World

ROOT = Path(__file__).resolve().parents[2]


def _try(app: Flask, login: str, password: str) -> int:
    return app.test_client().post("/sign-in", data={"login": login, "password": password}).status_code


def _events(db: Session, act: str) -> list[dict[str, object]]:
    db.rollback()
    return [e.payload for e in db.scalars(select(Event).where(Event.act == act).order_by(Event.id))]


def test_a_refused_sign_in_is_an_act_of_its_own_and_keeps_no_typed_name(
    world: World, app: Flask, db: Session
) -> None:
    world.account("cungan", "village_cadre")
    typed = ["520199195001010019", "520199195001010019", "MyPassword-1"]
    for name in typed:
        assert _try(app, name, "wrong") == 422
    assert _try(app, "cungan", "wrong") == 422
    assert _try(app, "cungan", World.PASSWORD) == 302
    refused = _events(db, "account.sign_in_refused")
    assert [p.get("login") for p in refused] == [None, None, None, "cungan"]
    hashes = [str(p.get("unknown")) for p in refused[:3]]
    assert hashes[0] == hashes[1] != hashes[2]
    assert [p["login"] for p in _events(db, "account.sign_in")] == ["cungan"]
    kept = str([*refused, *db.scalars(select(SignInAttempt.login))])
    assert "520199195001010019" not in kept and "mypassword" not in kept.lower()


def test_a_locked_account_that_types_the_right_password_leaves_no_good_sign_in(
    world: World, app: Flask, db: Session
) -> None:
    world.account("cungan", "village_cadre")
    for _ in range(LOCK_AFTER):
        _try(app, "cungan", "wrong")
    assert _try(app, "cungan", World.PASSWORD) == 422
    assert _events(db, "account.sign_in") == []
    assert len(_events(db, "account.sign_in_refused")) == LOCK_AFTER + 1


def _origin(app: Flask, proxies: set[str], peer: str, told: str) -> str | None:
    """The network that the trail keeps of a sign-in that came from `peer` with `told` in its header."""
    app.wsgi_app = trusting(app.wsgi_app, proxies)  # type: ignore[method-assign]
    app.test_client().post(
        "/sign-in",
        data={"login": "nobody", "password": "wrong"},
        environ_base={"REMOTE_ADDR": peer},
        headers={"X-Forwarded-For": f"9.9.9.9, {told}"},
    )
    db = database.session()
    found = db.scalars(select(Event).order_by(Event.id.desc()).limit(1)).one().payload["from"]
    db.rollback()
    return str(found)


def test_addresses_told_in_headers_are_not_believed_by_default(sqlite_app: Flask) -> None:
    assert _origin(sqlite_app, set(), "10.1.2.3", "172.16.5.6") == "10.1.2.0/24"


def test_a_trusted_proxy_is_believed_for_its_last_hop_and_nobody_else_is(sqlite_app: Flask) -> None:
    assert _origin(sqlite_app, {"10.1.2.3"}, "10.1.2.3", "172.16.5.6") == "172.16.5.0/24"
    assert _origin(sqlite_app, {"10.1.2.3"}, "10.1.9.9", "172.16.5.6") == "10.1.9.0/24"


def test_the_session_cookie_is_bound_to_the_host_where_it_is_secure(tmp_path: Path) -> None:
    plain = settings_for(f"sqlite:///{tmp_path / 'x.db'}", tmp_path)
    secure = create_app(replace(plain, secure_cookie=True)).config
    assert secure["SESSION_COOKIE_NAME"] == "__Host-bangfu"
    assert secure["SESSION_COOKIE_SECURE"] is True
    assert (secure["SESSION_COOKIE_PATH"], secure["SESSION_COOKIE_DOMAIN"]) == (None, None)
    assert create_app(plain).config["SESSION_COOKIE_NAME"] == "bangfu"


def test_the_folder_of_an_installation_is_its_owners_alone(tmp_path: Path) -> None:
    folder = tmp_path / "place"
    folder.mkdir(mode=0o755)
    for name in ("settings.env", "bangfu.db", "bangfu.db-wal"):
        (folder / name).touch(mode=0o644)
    close_to_others(folder, "settings.env")
    modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in (folder, *folder.iterdir())}
    assert modes == {"place": 0o700, "settings.env": 0o600, "bangfu.db": 0o600, "bangfu.db-wal": 0o600}


def test_a_folder_that_is_no_installation_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    folder.mkdir(mode=0o755)
    (folder / "other.db").touch(mode=0o644)
    close_to_others(folder, "settings.env")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o755
    assert stat.S_IMODE((folder / "other.db").stat().st_mode) == 0o644


def test_a_command_leaves_no_file_that_others_may_read(tmp_path: Path) -> None:
    env = {**os.environ, "BANGFU_DATA_DIR": str(tmp_path / "place"), "DATABASE_URL": ""}
    line = f"umask 022; {sys.executable} config.py && {sys.executable} -m flask --app wsgi migrate"
    subprocess.run(["sh", "-c", line], cwd=ROOT, env=env, check=True, capture_output=True)
    modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in (tmp_path / "place").iterdir()}
    assert modes["bangfu.db"] == 0o600
    assert [name for name, mode in modes.items() if mode & 0o077] == []
