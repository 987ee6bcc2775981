"""Builds the application: settings, extensions, rooms, errors."""

import importlib
import json
import pkgutil
from pathlib import Path
from typing import Any

from flask import Flask
from whitenoise import WhiteNoise

import app.web
from app.access import permits
from app.adapters.database import prepare_engine
from app.adapters.safe_file import close_to_others
from app.adapters.vault import Vault
from app.cli import RoomCommands
from app.extensions import babel, csrf, db, login_manager, vault
from app.queries import scope_guard
from app.unit_of_work import watch_session
from app.web import shell
from app.web.cookies import RememberedCookies
from app.web.incoming import IncomingRequest
from app.web.proxy import trusting
from app.web.rendering import PageEnvironment
from config import SETTINGS_FILE, Settings, load_settings

ROOT = Path(__file__).resolve().parent.parent
BUILT = ROOT / "app" / "static" / "built"


def create_app(settings: Settings | None = None) -> Flask:
    """The application with every room; refuses to start when a route declares no permission."""
    settings = settings or load_settings()
    flask = Flask("app", template_folder=str(ROOT / "templates"), static_folder=None)
    flask.jinja_environment = PageEnvironment
    flask.session_interface = RememberedCookies()
    flask.request_class = IncomingRequest
    flask.config.update(_flask_settings(settings))
    flask.extensions["bangfu"] = settings
    flask.json.ensure_ascii = False  # type: ignore[attr-defined]
    vault.open(Vault(settings.vault_keys, settings.blind_key))
    db.init_app(flask)
    csrf.init_app(flask)
    login_manager.init_app(flask)
    babel.init_app(
        flask, locale_selector=shell.chosen_language, default_translation_directories=_translations()
    )
    close_to_others(settings.data_dir, SETTINGS_FILE)
    _watch_database(flask)
    _open_rooms(flask)
    shell.dress(flask, _manifest())
    permits(flask)
    flask.wsgi_app = _static(flask)  # type: ignore[method-assign]
    return flask


def _flask_settings(settings: Settings) -> dict[str, Any]:
    engine: dict[str, Any] = {}
    if not settings.on_sqlite:
        engine = {"pool_size": 10, "max_overflow": 10, "pool_pre_ping": True}
    return {
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine,
        "DEVELOPMENT": settings.development,
        # the prefix makes browsers refuse it without TLS, from another path or for another host
        "SESSION_COOKIE_NAME": "__Host-bangfu" if settings.secure_cookie else "bangfu",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.secure_cookie,
        "MAX_CONTENT_LENGTH": 200 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 5 * 1024 * 1024,
        "WTF_CSRF_TIME_LIMIT": None,  # ends with the session; a form left open over lunch is not lost
        "BABEL_DEFAULT_LOCALE": "zh_Hans_CN",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
    }


def _translations() -> str:
    return str(ROOT / "app" / "translations")


def _watch_database(flask: Flask) -> None:
    with flask.app_context():
        prepare_engine(db.engine)
        scope_guard.watch(db.engine, db.session)
        watch_session(db.session)

    @flask.teardown_appcontext
    def end_reads(error: BaseException | None) -> None:
        """Reads end with COMMIT: psycopg forgets all prepared statements on ROLLBACK."""
        if error is None and db.session.registry.has():
            db.session.commit()


def _open_rooms(flask: Flask) -> None:
    """Every `app.web.<noun>.views` with its blueprint; commands are found when one is asked for."""
    for found in pkgutil.iter_modules(app.web.__path__):
        if found.ispkg:
            views = importlib.import_module(f"app.web.{found.name}.views")
            if found.name != "gallery" or flask.config["DEVELOPMENT"]:
                flask.register_blueprint(views.bp)
    flask.cli = RoomCommands(flask.name)


def _manifest() -> dict[str, str]:
    path = BUILT / "manifest.json"
    return dict(json.loads(path.read_text("utf-8"))) if path.exists() else {}


def _static_headers(headers: Any, _path: str, _url: str) -> None:
    """Our own files are what their names say, and a picture opened by itself runs nothing."""
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Content-Security-Policy"] = shell.POLICY


def _static(flask: Flask) -> Any:
    """Hashed, pre-compressed files, kept by browsers for a year."""
    files = WhiteNoise(
        flask.wsgi_app,
        root=str(BUILT) if BUILT.exists() else None,
        prefix="static/",
        max_age=3600,
        add_headers_function=_static_headers,
        immutable_file_test=lambda path, url: any(mark in url for mark in (".css", ".js", ".svg")),
    )
    return trusting(files, flask.extensions["bangfu"].trusted_proxies)
