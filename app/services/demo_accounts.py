"""Accounts of a demo installation: one for each role, passwords random and kept beside the database (mode 0600)."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import select

from app.models import Area
from app.services.accounts import create_user, grant_role, make_password
from app.unit_of_work import Work

FILE = "demo-accounts.json"


@dataclass(frozen=True)
class DemoAccount:
    """What `./run demo` shows."""

    login: str
    role: str
    display_name: str
    password: str


#: login, role, name, level of the area (3 county, 4 township, 5 village), bureau. All names are invented.
_ACCOUNTS = (
    ("cungan", "village_cadre", "石维", 5, None),
    ("cungan2", "village_cadre", "罗春", -5, None),
    ("zeren", "officer", "陆青", 5, None),
    ("xiangzhen", "township_clerk", "韦兰", 4, None),
    ("xianban", "county_office", "杨松", 3, None),
    ("minzheng", "bureau_staff", "吴敏", 3, "MZ"),
    ("canlian", "bureau_staff", "龙洁", 3, "CL"),
    ("gongan", "bureau_staff", "田海", 3, "GA"),
    ("jiaoyu", "bureau_staff", "冉静", 3, "JY"),
    ("lingdao", "leader", "周岭", 3, None),
    ("shenji", "auditor", "沈鉴", 3, None),
    ("jijian", "discipline_officer", "严正", 3, None),
    ("xitong", "system_admin", "许同", 3, None),
    ("anquan", "security_admin", "安全", 3, None),
)


def create_demo_accounts(work: Work, folder: Path) -> list[DemoAccount]:
    """An account for each role in the demo county; written to the folder before the act commits."""
    places = {level: _codes(work, level) for level in (3, 4, 5)}
    made = []
    for login, role, name, level, bureau in _ACCOUNTS:
        codes = places[abs(level)]
        code = codes[0] if level > 0 else codes[-1]
        password = make_password()
        user, _ = create_user(work, login, name, password=password, must_change=False, is_demo=True)
        grant_role(work, user, role, code, bureau=bureau)
        made.append(DemoAccount(login, role, name, password))
    _write(folder / FILE, made)
    return made


def read_demo_accounts(folder: Path) -> list[DemoAccount]:
    """The accounts as they were made; empty where this is no demo installation."""
    path = folder / FILE
    return [DemoAccount(**one) for one in json.loads(path.read_text("utf-8"))] if path.exists() else []


def _codes(work: Work, level: int) -> list[str]:
    wanted = select(Area.code).where(Area.level == level, Area.code.like("520199%")).order_by(Area.code)
    return list(work.session.scalars(wanted))


def _write(path: Path, accounts: list[DemoAccount]) -> None:
    handle = os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        json.dump([asdict(a) for a in accounts], out, ensure_ascii=False, indent=1)
