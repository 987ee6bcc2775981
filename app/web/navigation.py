"""The bar: items of each role in the order of look 3, and what else they may open behind 更多.

Drawn only where the route exists and may be opened: a place is offered by its line here, never by a list of roles.
"""

from dataclasses import dataclass

from flask import current_app, url_for
from flask_babel import lazy_gettext as lazy

from app.access import may, permission_of
from app.domain.permissions import Actor


@dataclass(frozen=True, slots=True)
class Item:
    """One place of the bar; `count` is drawn as a small number where there is one."""

    label: str
    url: str
    icon: str
    current: bool
    count: int | None = None


_ITEMS: dict[str, tuple[str, object, str]] = {
    "home": ("home.show", lazy("首页"), "home"),
    "desk": ("home.show", lazy("工作台"), "home"),
    "overview": ("home.show", lazy("总览"), "home"),
    "running": ("home.show", lazy("运行"), "home"),
    "granting": ("home.show", lazy("授权"), "home"),
    "my_households": ("households.index", lazy("我的户"), "users"),
    "households": ("households.index", lazy("户"), "users"),
    "people": ("people.index", lazy("成员名单"), "users"),
    "officers": ("officers.index", lazy("责任人"), "user-check"),
    "relapse": ("relapse.index", lazy("返贫风险"), "heart"),
    "findings": ("findings.index", lazy("疑点核查"), "message-question"),
    "quality": ("quality.index", lazy("数据质量"), "checks"),
    "grants": ("grants.index", lazy("应享未享"), "circle-plus"),
    "projects": ("projects.index", lazy("项目资金"), "scale"),
    "imports": ("imports.index", lazy("数据导入"), "file-upload"),
    "map": ("maps.show", lazy("地图"), "map-pin-plus"),
    "dashboard": ("dashboard.show", lazy("看板"), "chart-bar"),
    "rules": ("rules.index", lazy("措施规则"), "adjustments"),
    "reports": ("reports.index", lazy("报告"), "file-word"),
    "exports": ("exports.index", lazy("导出"), "file-download"),
    "trail": ("audit.index", lazy("留痕"), "eye"),
    "verify": ("audit.verify", lazy("核验"), "lock"),
    "accounts": ("accounts.index", lazy("账号"), "user"),
    "supervision": ("supervision.index", lazy("监督"), "alert-triangle"),
    "me": ("me.show", lazy("我的"), "user"),
    "jobs": ("jobs.index", lazy("任务"), "loader"),
    "surveys": ("surveys.index", lazy("抽查"), "list-check"),
    "boundaries": ("boundaries.index", lazy("区划边界"), "map"),
}

_BARS: dict[str, tuple[str, ...]] = {
    "village_cadre": ("home", "my_households", "findings", "quality", "me"),
    "officer": ("home", "my_households", "findings", "quality", "me"),
    "township_clerk": ("desk", "households", "findings", "grants", "imports", "projects", "map", "reports"),
    "bureau_staff": ("desk", "imports", "grants", "findings", "households", "map"),
    "county_office": ("desk", "households", "findings", "grants", "imports", "projects", "map", "reports"),
    "leader": ("overview", "dashboard", "map", "households", "projects", "reports"),
    "auditor": ("desk", "supervision", "trail", "verify"),
    "discipline_officer": ("desk", "supervision", "findings", "households", "trail", "map"),
    "system_admin": ("running", "accounts", "jobs", "boundaries"),
    "security_admin": ("granting", "accounts"),
}


#: What has no place in somebody's bar stands behind 更多, in this order.
_MORE = (
    "people", "relapse", "dashboard", "quality", "projects", "map", "reports", "rules", "imports", "exports", "trail",
    "officers", "surveys",
)  # fmt: skip
#: Items in the bar; with 更多 there are eight, which fit beside the search at 1366 px.
ROOM = 7


@dataclass(frozen=True, slots=True)
class Navigation:
    """`bar` stands in the bar, `more` behind 更多."""

    bar: tuple[Item, ...]
    more: tuple[Item, ...]


def navigation_for(actor: Actor | None, endpoint: str | None) -> Navigation:
    """The bar of the actor's first role with what further roles add, and every other place that is open to them."""
    if actor is None:
        return Navigation((), ())
    own = dict.fromkeys(key for grant in actor.grants for key in _BARS[grant.role])
    bar, more = _open(own, endpoint), _open(dict.fromkeys(_MORE), endpoint)
    taken = {item.url for item in bar}
    more = [item for item in more if item.url not in taken]
    if len(bar) + bool(more) > ROOM + 1:
        bar, more = bar[:ROOM], bar[ROOM:] + more
    return Navigation(tuple(bar), tuple(more))


def _open(keys: dict[str, None], endpoint: str | None) -> list[Item]:
    """Items that exist and that the person asking may open, each address once."""
    room = (endpoint or "").partition(".")[0]
    places = {_ITEMS[key][0] for key in keys}
    found: dict[str, Item] = {}
    for key in keys:
        name, label, icon = _ITEMS[key]
        permission = permission_of(name)
        if name in current_app.view_functions and permission and may(permission):
            url = url_for(name)
            here = name == endpoint if endpoint in places else name.partition(".")[0] == room
            found.setdefault(url, Item(str(label), url, icon, here))
    return list(found.values())
