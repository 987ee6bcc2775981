"""Roles, what each may do, and the actor: a person with roles in places.

System administrator, security administrator and auditor are kept apart: no account may hold two of them,
and none of them reads personal data.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from app.domain.errors import NotAllowedError
from app.domain.vocabulary import Code, CodeList

ROLES = CodeList(
    "role",
    "岗位",
    (
        Code("village_cadre", "村干部"),
        Code("officer", "帮扶责任人"),
        Code("township_clerk", "乡镇经办"),
        Code("county_office", "县帮扶办"),
        Code("bureau_staff", "行业部门经办"),
        Code("leader", "领导"),
        Code("auditor", "审计"),
        Code("discipline_officer", "纪检监察"),
        Code("system_admin", "系统管理员"),
        Code("security_admin", "安全管理员"),
    ),
)

#: No account may hold two of these (三权分立).
KEPT_APART = frozenset({"auditor", "system_admin", "security_admin"})

#: Searching is reading: it shows names, masked numbers and villages.
_READ_REGISTER = {
    "household:read",
    "person:read",
    "measure:read",
    "finding:read",
    "project:read",
    "search:read",
}
_FIELD = {"household:edit", "visit:edit", "finding:answer", "grant:propose", "secret:reveal"}
_COMMON = {"home:read", "me:edit"}

_ROLE_PERMISSIONS: dict[str, frozenset[str]] = {
    role: frozenset(_COMMON | more)
    for role, more in {
        "village_cadre": _READ_REGISTER | _FIELD | {"household:register", "map:read"},
        "officer": _READ_REGISTER | {"visit:edit", "finding:answer", "grant:propose", "household:edit"},
        "township_clerk": _READ_REGISTER
        | _FIELD
        | {
            "household:register",
            "household:recognise",
            "officer:assign",
            "finding:assign",
            "finding:review",
            "grant:approve",
            "map:read",
            "indicator:read",
            "report:read",
            "report:build",
            "import:read",
            "import:upload",
            "import:apply",
            "match:judge",
            "project:edit",
            "export:make",
            "export:read",
            "clue:read",
            "survey:read",
            "survey:answer",
        },
        "county_office": _READ_REGISTER
        | _FIELD
        | {
            "household:register",
            "household:recognise",
            "household:approve",
            "officer:assign",
            "finding:assign",
            "finding:review",
            "finding:close",
            "grant:approve",
            "grant:deliver",
            "map:read",
            "indicator:read",
            "report:read",
            "report:build",
            "import:read",
            "import:upload",
            "import:apply",
            "match:judge",
            "project:edit",
            "project:decide",
            "rule:read",
            "rule:run",
            "rule:edit",
            "rule:approve",
            "report:template",
            "export:make",
            "export:read",
            "export:approve",
            "survey:read",
            "survey:answer",
            "survey:run",
            "survey:close",
        },
        "bureau_staff": _READ_REGISTER
        | {
            "finding:review",
            "grant:propose",
            "grant:approve",
            "grant:deliver",
            "import:read",
            "import:upload",
            "import:apply",
            "match:judge",
            "map:read",
            "export:make",
            "export:read",
        },
        "leader": _READ_REGISTER
        | {
            "map:read",
            "indicator:read",
            "report:read",
            "report:build",
            "export:read",
            "export:approve",
            "survey:read",
            "survey:close",
        },
        "auditor": {"audit:read", "audit:verify", "supervision:read"},
        "discipline_officer": _READ_REGISTER
        | {
            "audit:read",
            "map:read",
            "supervision:read",
            "supervision:judge",
            "survey:read",
        },
        "system_admin": {"system:read", "area:edit", "job:read", "account:create", "account:release"},
        "security_admin": {
            "account:read",
            "account:create",
            "account:grant",
            "account:unlock",
            "account:release",
        },
    }.items()
}

#: Who may read or change what exists for everybody signed in.
PERMISSIONS: frozenset[str] = frozenset().union(*_ROLE_PERMISSIONS.values()) | {"public"}


@dataclass(frozen=True, slots=True)
class Grant:
    """A role in an area (12-digit code of any level), for bureau staff with the bureau's code."""

    role: str
    area_code: str
    bureau: str | None = None
    ends_on: date | None = None


@dataclass(frozen=True)
class Actor:
    """Who acts. `id` None = the product itself (migrations, schedules)."""

    id: int | None
    display_name: str
    grants: tuple[Grant, ...] = ()
    permissions: frozenset[str] = field(default_factory=frozenset)

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(g.role for g in self.grants)

    def may(self, permission: str) -> bool:
        """True where one of the roles carries the permission."""
        return permission in self.permissions

    def place_for(self, permission: str) -> str:
        """The area of the first role that carries the permission: whose office somebody speaks for in that matter.

        NotAllowedError where none does.
        """
        return self.grant_for(permission).area_code

    def grant_for(self, permission: str) -> Grant:
        """The first role that carries the permission. NotAllowedError where none does."""
        found = next(self._carriers(permission), None)
        if found is None:
            raise NotAllowedError(permission)
        return found

    def offices_for(self, permission: str) -> tuple[tuple[str, str | None], ...]:
        """Area and, for a bureau, its code of all roles that carry the permission, each office once."""
        carriers = self._carriers(permission)
        return tuple(dict.fromkeys((grant.area_code, grant.bureau) for grant in carriers))

    def places_for(self, permission: str) -> tuple[str, ...]:
        """The areas of all roles that carry the permission, each once."""
        return tuple(dict.fromkeys(grant.area_code for grant in self._carriers(permission)))

    def _carriers(self, permission: str) -> Iterator[Grant]:
        return (grant for grant in self.grants if permission in _ROLE_PERMISSIONS[grant.role])


def make_actor(actor_id: int | None, display_name: str, grants: tuple[Grant, ...], on: date) -> Actor:
    """An actor with the permissions of the grants that are in force on that day.

    Without any, somebody may still change the password, see that no role is given, and sign out.
    """
    live = tuple(g for g in grants if g.ends_on is None or g.ends_on >= on)
    may = frozenset(_COMMON).union(*(_ROLE_PERMISSIONS[g.role] for g in live))
    return Actor(actor_id, display_name, live, may)


#: The product acting by itself: loading, scheduled runs, migrations.
SYSTEM = Actor(None, "系统", (), PERMISSIONS)
