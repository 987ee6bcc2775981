"""Who does the work: the demo's accounts, and cadres of further villages that nobody signs in as."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.permissions import SYSTEM, Actor
from app.models import Area, User
from app.queries.accounts import actor_of
from app.services.accounts import create_user, grant_role
from app.unit_of_work import unit_of_work

#: Cadres of the villages after the first; all names are invented.
_CADRES = ("龙贵生", "冉启芳", "杨通海")
_LOGINS = ("xiangzhen", "xianban", "minzheng", "jijian", "cungan")
_VILLAGE = 5


@dataclass(frozen=True)
class Cast:
    """Actors by login, and the cadre of each village that has one, the demo's own first."""

    people: dict[str, Actor]
    cadres: dict[str, Actor]

    @property
    def county(self) -> str:
        return self.people["xianban"].grants[0].area_code

    @property
    def township(self) -> str:
        return self.people["xiangzhen"].grants[0].area_code


def cast_of(session: Session) -> Cast | None:
    """The people of the demo, with cadres for the next villages of the first township; None without a demo."""
    users = {u.login: u for u in session.scalars(select(User).where(User.login.in_(_LOGINS), User.is_demo))}
    if set(users) != set(_LOGINS):
        return None
    people = {login: actor_of(session, user) for login, user in users.items()}
    first = people["cungan"].grants[0].area_code
    inside = (Area.level == _VILLAGE, Area.code > first, Area.code < f"{first[:9]}999")
    villages = session.scalars(select(Area.code).where(*inside).order_by(Area.code).limit(len(_CADRES))).all()
    cadres = {code: _cadre(session, code, name) for code, name in zip(villages, _CADRES, strict=False)}
    return Cast(people, {first: people["cungan"]} | cadres)


def _cadre(session: Session, village: str, name: str) -> Actor:
    """An account with a password that nobody was told."""
    login = f"cungan-{village[6:]}"
    user = session.scalar(select(User).where(User.login == login))
    if user is None:
        with unit_of_work(session, SYSTEM, "account.create", payload={"role": "village_cadre"}) as work:
            user, _ = create_user(work, login, name)
            grant_role(work, user, "village_cadre", village)
    return actor_of(session, user)
