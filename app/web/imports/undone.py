"""What taking a batch back did, in the nouns that its preview used: households, people, bureau records."""

from flask_babel import gettext as _

from app.services.importing.undo import Undone


def say_undone(gone: Undone) -> str:
    """Only what happened is named; what nobody touched is not counted as if it had been."""
    homes, people = gone.removed.get("household", 0), gone.removed.get("person", 0)
    projects = gone.removed.get("project", 0)
    rest = sum(gone.removed.values()) - homes - people - projects
    parts = [
        _("去掉 %(n)s 户", n=homes) if homes else "",
        _("去掉 %(n)s 人", n=people) if people else "",
        _("去掉 %(n)s 个项目", n=projects) if projects else "",
        _("连同去掉 %(n)s 项明细", n=rest) if rest else "",
        _("改回 %(n)s 项", n=changed) if (changed := sum(gone.restored.values())) else "",
        _("撤掉这一批的 %(n)s 条部门记录", n=gone.records) if gone.records else "",
        _("%(n)s 项后来有人动过，没有碰", n=kept) if (kept := sum(gone.kept.values())) else "",
    ]
    said = _("，").join(part for part in parts if part)
    return str(_("整批撤回了：%(what)s。", what=said or _("这一批没有写过什么")))
