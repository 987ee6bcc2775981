"""四看法评分表: the version in force, earlier ones, the next one: one person drafts it, another puts it in force."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy

from app.access import current_actor, route, session
from app.domain.clock import today
from app.domain.errors import BangfuError
from app.queries.look_tables import list_versions, version_in_force
from app.services.look_tables import draft_table, drop_table, publish_table
from app.unit_of_work import perform
from app.web.base_form import FlaskForm
from app.web.choice_fields import RadioField
from app.web.rules.blueprint import bp
from app.web.sent_key import sent_key
from app.web.typed_fields import DayField, TextField

DIRECTION = {"high_is_better": lazy("分越高，日子越好"), "high_is_poorer": lazy("分越高，越困难")}
COMBINE = {"mean": lazy("几个人的平均分"), "median": lazy("几个人的中间分（去掉偏得远的）")}


class TableForm(FlaskForm):
    """What of the table may differ from place to place."""

    direction = RadioField(lazy("分数朝哪头"), choices=[*DIRECTION.items()], validate_choice=False)
    combine = RadioField(lazy("几张评分表怎么合"), choices=[*COMBINE.items()], validate_choice=False)
    first_on = DayField(lazy("从哪天起用"), default=today)
    document = TextField(lazy("凭哪份文件、哪次会议"), most=120)


@route(bp, "/looks", permission="rule:read")
def looks() -> Any:
    found = version_in_force(session(), today())
    now = found.entry if found else {}
    return _page(TableForm(direction=now.get("direction"), combine=now.get("combine")))


@route(bp, "/looks", permission="rule:edit", methods=("POST",))
def draft_looks() -> Any:
    form = TableForm()
    if not form.validate():
        return _page(form), 422
    try:
        perform(
            session(),
            current_actor(),
            "rule.write",
            lambda work: draft_table(
                work,
                direction=form.direction.data or "",
                combine=form.combine.data or "",
                first_on=form.first_on.data,
                document=form.document.data or "",
            ),
            request_key=sent_key(),
        )
    except BangfuError as refused:
        if refused.status not in (400, 404, 422):
            raise
        for name, sentence in (getattr(refused, "fields", None) or {"direction": refused.message}).items():
            form[name].errors = [*form[name].errors, sentence]
        return _page(form), 422
    flash(_("写好了一稿。要另一个有审核权的人看过才用上。"), "ok")
    return redirect(url_for("rules.looks"))


@route(bp, "/looks/<int:version>/publish", permission="rule:approve", methods=("POST",))
def publish_looks(version: int) -> Any:
    row = perform(
        session(),
        current_actor(),
        "rule.publish",
        lambda work: publish_table(work, version),
        payload={"looks": version},
    )
    flash(_("第 %(n)s 版从 %(day)s 起用。以前评过的分不变。", n=row.version, day=row.first_on), "ok")
    return redirect(url_for("rules.looks"))


@route(bp, "/looks/<int:version>/drop", permission="rule:edit", methods=("POST",))
def drop_looks(version: int) -> Any:
    perform(session(), current_actor(), "rule.drop", lambda work: drop_table(work, version))
    flash(_("这一稿去掉了。"), "ok")
    return redirect(url_for("rules.looks"))


def _page(form: TableForm) -> str:
    found = version_in_force(session(), today())
    versions = list_versions(session())
    return render_template(
        "rules/looks.html",
        form=form,
        current=next((table for row, table, _who in versions if found and row.id == found.id), None),
        number=found.version if found else 0,
        versions=[one for one in versions if one[0].state != "draft"],
        drafts=[one for one in versions if one[0].state == "draft"],
        directions=DIRECTION,
        combinations=COMBINE,
        me=current_actor().id,
    )
