"""The first administrator of an empty installation: an account without a known password, and a one-time link."""

from sqlalchemy.orm import Session

from app.domain.clock import now
from app.domain.permissions import SYSTEM
from app.models import RoleGrant
from app.queries.accounts import find_user, has_users
from app.services.accounts import create_user
from app.services.invitation import make_invitation
from app.unit_of_work import unit_of_work

LOGIN = "admin"
#: Opens accounts and gives roles; sees no household. The area only has to be above all others.
ROLE, AREA = "security_admin", "520000000000"


def first_administrator_link(session: Session, secret_key: str, site: str) -> str | None:
    """The address to open once within 24 hours, shown again until it is used; None where it is not needed.

    The account is made where there is nobody at all.
    """
    user = find_user(session, LOGIN)
    if user is not None and not user.must_change_password:
        return None
    if user is None:
        if has_users(session):
            return None
        with unit_of_work(session, SYSTEM, "account.create", payload={"login": LOGIN}) as work:
            user, _ = create_user(work, LOGIN, "安全管理员")
            work.session.add(RoleGrant(user_id=user.id, role=ROLE, area_code=AREA, created_at=now()))
    return f"{site}/first/{make_invitation(user, secret_key)}"
