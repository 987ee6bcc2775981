"""Conflicts of sections of the register, compared by columns: vault values show no text."""

from collections.abc import Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.access import current_scope, session
from app.domain.identifiers import mask_phone
from app.domain.registry_fields import TABLES, say
from app.models import Household
from app.queries.household_history import version_of
from app.services.households import SECRET_KINDS, SECRETS
from app.web import conflicts as shared
from app.web.conflicts import PICK, Clash, Conflict

#: Not written twice: vault values.
_ONE_TEXT = frozenset(SECRETS)


def compare(
    table: str, mine: Mapping[str, Any], base: Mapping[str, Any], theirs: Mapping[str, Any]
) -> Conflict:
    """Which fields clash, and which were changed by one side only (label, who, was, is)."""
    found = Conflict()
    for name, value in mine.items():
        column = SECRETS.get(name, name)
        if column not in TABLES[table]:
            continue
        label = TABLES[table][column].label
        was, now = base.get(column), theirs.get(column)
        mine_changed = name in SECRETS or value != was
        words = (_said(table, name, value), _said(table, column, now), _said(table, column, was))
        if mine_changed and now != was and value != now:
            found.clashes.append(Clash(f"{PICK}{name}", label, *words))
        elif now != was:
            found.merged.append((label, _("别人"), words[2], words[1]))
        elif mine_changed:
            found.merged.append((label, _("您"), words[2], words[0]))
    return found


def settled(
    table: str, mine: Mapping[str, Any], base: Mapping[str, Any], picks: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """My changes that are saved over their version, and those where theirs was picked."""
    kept, dropped = {}, {}
    for name, value in mine.items():
        column = SECRETS.get(name, name)
        if column in TABLES[table] and name not in SECRETS and value == base.get(column):
            continue
        if picks.get(f"{PICK}{name}") != "theirs":
            kept[name] = value
        elif name not in _ONE_TEXT:
            dropped[name] = value
    return kept, dropped


def base_of(table: str, household: Household, row_id: int, version: int) -> Mapping[str, Any]:
    """The version that was read when the form was opened; empty where there was none."""
    found = version_of(session(), current_scope(), table, household.id, row_id, version)
    return found or {}


def conflict_page(
    table: str,
    title: str,
    household: Household,
    row: Any,
    base_version: int,
    mine: Mapping[str, Any],
    action: str,
) -> tuple[str, int]:
    """The page with both texts, status 409; `mine` are the changes as the service would have taken them."""
    theirs = {column.name: getattr(row, column.name) for column in row.__table__.columns}
    base = base_of(table, household, row.id, base_version)
    return shared.conflict_page(
        title,
        compare(table, mine, base, theirs),
        action=action,
        back=url_for("households.show", public_id=household.public_id),
        row=row,
        base_version=base_version,
        base_event=base.get("event_id", 0),
    )


def _said(table: str, name: str, value: Any) -> str:
    if SECRET_KINDS.get(name, name) == "phone" and value:
        masked: str = mask_phone(str(value))
        return masked
    if name in SECRETS:
        return str(_("您写的新值") if value else _("去掉"))
    return say(TABLES[table][name], value) or str(_("没登记"))
