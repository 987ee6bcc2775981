"""One-time links: whoever opens one chooses the account's password. Nothing is stored for it.

The link carries the account's session key, signed; choosing the password changes that key, so it works once.
"""

from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy.orm import Session

from app.domain.errors import BangfuError
from app.models import User
from app.queries.accounts import get_user
from app.services.accounts import change_password
from app.unit_of_work import Work

VALID_SECONDS = 24 * 3600
_SALT = "invitation"


class InvitationOverError(BangfuError):
    """Used, too old, or not ours; the answer is the same for all three."""

    status = 404

    def __init__(self) -> None:
        super().__init__(
            "E-LINK",
            "这个链接已用过或已过期。",
            way_out="请系统管理员重新运行 flask users invite 取得新链接。",
        )


def make_invitation(user: User, secret_key: str) -> str:
    """The part of the link behind the last slash."""
    return str(URLSafeTimedSerializer(secret_key, _SALT).dumps([user.public_id, user.session_key]))


def read_invitation(session: Session, token: str, secret_key: str) -> User:
    """The invited account; InvitationOverError where the link holds no more."""
    try:
        public_id, session_key = URLSafeTimedSerializer(secret_key, _SALT).loads(token, max_age=VALID_SECONDS)
    except (BadData, ValueError) as broken:
        raise InvitationOverError from broken
    user = get_user(session, public_id)
    if user is None or not user.is_active or user.session_key != session_key:
        raise InvitationOverError
    return user


def accept_invitation(work: Work, token: str, secret_key: str, password: str) -> User:
    """Set the chosen password; from then on the link is spent."""
    user = read_invitation(work.session, token, secret_key)
    change_password(work, user, password)
    return user
