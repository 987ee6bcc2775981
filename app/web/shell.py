"""What surrounds every page: headers, language, navigation, errors, the signed-in person."""

import secrets
import traceback
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, flash, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user, logout_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadHost, BadRequest, HTTPException

from app.access import may
from app.domain.clock import now
from app.domain.errors import BangfuError
from app.extensions import db, login_manager
from app.queries.accounts import find_signed_in
from app.unit_of_work import RepeatedActError
from app.web import formats, rendering
from app.web.addresses import own_address, remembering
from app.web.navigation import navigation_for
from app.web.once import once

IDLE_SECONDS = 30 * 60
#: However busy somebody is: after a working day the password is asked for again.
LONGEST_SECONDS = 12 * 3600
#: What a page left open asks for by itself. It keeps nobody signed in, and goes on when nobody came for long: a wall
#: turns all day, but the first other page that is opened there asks for the password.
ASKED_BY_PAGES = frozenset(
    ("dashboard.screen", "imports.progress", "papers.progress", "reports.progress", "rules.trial_progress")
)
#: Where the record of an act is seen, by the table that its subject names.
_PAGES_OF = {
    "household": "households.show",
    "project": "projects.show",
    "finding": "findings.show",
    "grant": "grants.show",
    "import_batch": "imports.show",
}
_WITHOUT_FORM = frozenset(("GET", "HEAD", "OPTIONS"))
#: Clocks of servers side by side differ by no more.
_CLOCK_SLACK = 120
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
LANGUAGES = {"zh": "zh_Hans_CN", "en": "en"}


def chosen_language() -> str:
    """The language of the account, else of the session, else Chinese."""
    wanted = getattr(current_user, "language", None) or session.get("language") or "zh"
    return LANGUAGES.get(wanted, LANGUAGES["zh"])


def dress(app: Flask, manifest: dict[str, str]) -> None:
    """Hang headers, context, errors and sign-in upkeep on the application."""
    login_manager.user_loader(find_signed_in_person)
    login_manager.session_protection = None  # own session key and idle end
    app.before_request(_refuse_nul)
    app.before_request(_end_idle_session)
    app.after_request(_headers)
    app.context_processor(_context())
    formats.hang_on(app)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    # globals and not context: macros are imported without context, so that they are compiled once
    app.jinja_env.globals.update(
        _=rendering.said,
        gettext=rendering.said,
        asset=lambda name: f"/static/{manifest.get(name, name)}",
        once=once,
        url_for=remembering(),
        may=may,
        zip=zip,
        new_key=lambda: secrets.token_urlsafe(18),
    )
    app.register_error_handler(BangfuError, _bangfu_error)
    app.register_error_handler(RepeatedActError, _repeated)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OperationalError, _database_error)
    app.register_error_handler(IntegrityError, _taken_error)
    app.register_error_handler(DataError, _value_error)
    app.register_error_handler(OverflowError, _value_error)
    app.register_error_handler(Exception, _unknown_error)


def find_signed_in_person(key: str) -> Any:
    """`key` is "<public id>.<session key>": a changed session key signs the person out everywhere."""
    public_id, _dot, session_key = key.partition(".")
    return find_signed_in(db.session(), public_id, session_key)


def _refuse_nul() -> None:
    """No field has a use for U+0000, and PostgreSQL cannot keep it."""
    texts = [*(request.view_args or {}).values()]
    if request.query_string:
        texts += _all_texts(request.args)
    if request.method not in _WITHOUT_FORM:
        texts += _all_texts(request.form)
    if any("\0" in text for text in texts if isinstance(text, str)):
        raise BadRequest


def _all_texts(sent: MultiDict[str, str]) -> Iterator[str]:
    for name, text in sent.items(multi=True):
        yield name
        yield text


def _end_idle_session() -> Response | None:
    if not current_user.is_authenticated:
        return None
    last = session.get("seen_at", 0)
    moment = int(now().timestamp())
    began = session.setdefault("began_at", moment)
    told_later = (
        last - moment > _CLOCK_SLACK
    )  # the clock was set back: how long nobody came is not known any more
    by_itself = request.endpoint in ASKED_BY_PAGES
    idle = moment - last > IDLE_SECONDS and not by_itself
    if told_later or idle or moment - began > LONGEST_SECONDS:
        logout_user()
        session.clear()
        return None
    if moment - last > 60 and not by_itself:
        session["seen_at"] = moment
    return None


def _headers(response: Response) -> Response:
    headers = response.headers
    headers["Content-Security-Policy"] = POLICY
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["X-Frame-Options"] = "DENY"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "geolocation=(self), camera=(self), microphone=()"
    if request.is_secure:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    headers["Cache-Control"] = "no-store"  # also downloads: what they hold stays in no cache
    return response


def _context() -> Callable[[], dict[str, Any]]:
    def values() -> dict[str, Any]:
        person = current_user if current_user.is_authenticated else None
        return {
            "actor": getattr(person, "actor", None),
            "navigation": navigation_for,
            "demo": bool(getattr(person, "is_demo", False)),
            "large": bool(getattr(person, "large_text", False)),
            "compact": bool(getattr(person, "compact_tables", False)),
            "lang": "en" if chosen_language() == "en" else "zh",
            "version": _version(),
            "search_url": "/households" if may("household:read") else "",
        }

    return values


def _version() -> str:
    return "0.1.0"


def _error_page(status: int, code: str, message: str, place: str = "", way_out: str = "") -> tuple[str, int]:
    number = secrets.token_hex(3).upper()
    g.error_number = number
    if request.accept_mimetypes.best == "application/json":
        return {"code": code, "message": message, "way_out": way_out, "number": number}, status  # type: ignore[return-value]
    page = render_template(
        "errors/error.html",
        status=status,
        code=code,
        message=message,
        place=place,
        way_out=way_out,
        number=number,
    )
    return page, status


def _bangfu_error(error: BangfuError) -> Any:
    return _error_page(error.status, error.code, error.message, error.place or "", error.way_out or "")


def _repeated(error: RepeatedActError) -> Any:
    """The same form came twice: show what the first one made, else the room's first page, where it stands on top."""
    flash(_("已经收下了。同一张表单来了两遍，只办了一遍。"), "ok")
    table, _colon, public_id = (error.subject or "").partition(":")
    if table in _PAGES_OF:
        return redirect(url_for(_PAGES_OF[table], public_id=public_id))
    room = f"{request.blueprint}.index"
    return redirect(url_for(room if room in current_app.view_functions else "home.show"))


def _csrf_error(_error: CSRFError) -> Any:
    """A session that ended while somebody wrote leads to signing in and back to the form, where the draft waits."""
    form = _page_left()
    if not current_user.is_authenticated and form not in (None, url_for("signin.show")):
        flash(_("离开久了，请重新登录；刚才写的还在这台设备上。"), "info")
        return redirect(url_for("signin.show", next=form))
    return _error_page(
        400, "E-FORM", _("这张表单已经过期，没有存。"), way_out=_("请返回上一页重新打开；本机草稿还在。")
    )


def _page_left() -> str | None:
    """The page of ours on which the form stood, as the browser tells; None for any other place."""
    came = urlsplit(request.referrer or "")
    return own_address(came.path) if came.netloc == request.host else None


def _http_error(error: HTTPException) -> Any:
    status = error.code or 500
    if status < 400:
        return error
    if isinstance(error, BadHost):  # without a host no address can be made, and so no page
        return Response(_("地址里的主机名不对，打不开。"), status, mimetype="text/plain")
    sentences = {
        401: (_("登录已到期。"), _("请重新登录；写好的内容留在本机草稿里。")),
        404: (_("打不开这一页：不在您管的范围，或已不存在。"), _("请从首页重新找。")),
        405: (_("这个地址不能这样打开。"), _("请从首页重新进入。")),
        413: (_("文件太大，没有收下。"), _("一次最多 200 MB，请拆成几份再传。")),
        429: (_("试得太多太快。"), _("请稍等一会儿再来。")),
    }
    message, way_out = sentences.get(status, (_("没有办成。"), _("请返回上一页再试。")))
    return _error_page(status, f"E-{status}", message, way_out=way_out)


def _database_error(_error: OperationalError) -> Any:
    db.session.rollback()
    return _error_page(
        503, "E-BUSY", _("数据库忙，没有办成，什么都没有写。"), way_out=_("请稍等几秒再试一次。")
    )


def _taken_error(_error: IntegrityError) -> Any:
    """Two acts wanted the same place; the one that came second wrote nothing."""
    db.session.rollback()
    current_app.logger.warning("a place was taken at %s", request.endpoint)
    return _error_page(
        409, "E-409", _("刚才有人办了同一件事，这一次没有存。"), way_out=_("请刷新页面，看清现在的内容再办。")
    )


def _value_error(error: Exception) -> Any:
    """A number or text that no column can hold; the form should have said so, so it is noted, without the value."""
    db.session.rollback()
    current_app.logger.warning("unfit value %s at %s", type(error).__name__, request.endpoint)
    return _error_page(
        400, "E-VALUE", _("有一个数太大、字太多或不合格式，没有办成。"), way_out=_("请返回上一页改短再试。")
    )


def _unknown_error(error: Exception) -> Any:
    db.session.rollback()
    if current_app.config.get("TESTING") or current_app.config.get("PROPAGATE_EXCEPTIONS"):
        raise error
    answer = _error_page(500, "E-500", _("程序出了差错，没有办成。"), way_out=_("请把下面的编号告诉管理员。"))
    frames = "".join(
        traceback.format_tb(error.__traceback__)
    )  # without the message: it may hold what was typed
    current_app.logger.error("unexpected %s number=%s\n%s", type(error).__name__, g.error_number, frames)
    return answer
