"""The living gallery: every macro in every state. Exists in development only; the factory leaves it out elsewhere."""

from typing import Any

from flask import Blueprint, abort, render_template, request
from flask_babel import gettext as _

from app.access import route
from app.web.gallery import samples
from app.web.gallery.forms import sample_form

bp = Blueprint("gallery", __name__, url_prefix="/gallery")

PAGES = ("words", "containers", "forms", "tables", "decisions", "imports", "maps", "states")


@route(bp, "", permission="public")
def index() -> Any:
    return _page("words")


@route(bp, "/<page>", permission="public")
def show(page: str) -> Any:
    if page == "error":
        return render_template(
            "errors/error.html",
            status=503,
            code="E-BUSY",
            message=_("名单没有取出来：数据库忙，等了 10 秒没有回答。"),
            place=_("您的条件还在。"),
            way_out=_("请稍等几秒再试一次。"),
            number="7K2M4A",
        )
    if page == "area":
        return render_template(
            "gallery/area.html", areas=samples.areas_like(request.args.get("area-words", ""))
        )
    if page not in PAGES:
        abort(404)
    return _page(page)


def _page(page: str) -> str:
    return render_template(
        f"gallery/{page}.html",
        page=page,
        pages=PAGES,
        form=sample_form(),
        samples=samples,
        broken=page == "forms",
    )
