"""An office that sends workbooks: the same acts as the page and the command."""

from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.adapters.file_store import FileStore
from app.domain.permissions import Actor
from app.extensions import vault
from app.models import ImportBatch, User
from app.queries.accounts import actor_of
from app.queries.scope import Scope
from app.services.importing import acts
from app.services.importing.receive import receive
from app.unit_of_work import unit_of_work
from tests.support.people import COUNTY
from tests.workbooks.tables import Row, xlsx

HOMES = ["行政区划代码", "村", "户编号", "户主姓名", "户类型", "危房级别", "年度", "务工收入", "养老保险金"]
MEMBERS = [
    "户编号",
    "人口编号",
    "姓名",
    "性别",
    "证件号码",
    "与户主关系",
    "劳动技能",
    "健康状况",
    "成员联系电话",
]
DIBAO = ["成员姓名", "身份证号", "低保类型", "保障类别", "户月保障金", "起保时间", "状态"]


class Office:
    """Sends sheets as one person and remembers the last batch."""

    def __init__(self, session: Session, user: User, folder: Path, area: str = COUNTY) -> None:
        self.session, self.area = session, area
        self.actor: Actor = actor_of(session, user)
        self.store = FileStore(folder / "files", vault())

    def received(self, body: bytes, name: str, profile: str | None, period: str | None) -> ImportBatch:
        with unit_of_work(self.session, self.actor, "import.receive", area_code=self.area) as work:
            return receive(
                work,
                Scope.of(self.actor),
                self.store,
                body,
                name,
                area_code=self.area,
                profile=profile,
                period=period,
            )

    def sends(
        self, body: bytes, name: str, profile: str | None = None, period: str | None = None
    ) -> ImportBatch:
        """Receive, read and compare; nothing is written."""
        batch = self.received(body, name, profile, period)
        if acts.read_in(self.session, self.actor, self.store, batch):
            acts.compare_with_register(self.session, self.actor, batch)
        return batch

    def applies(
        self, body: bytes, name: str, profile: str | None = None, period: str | None = None
    ) -> ImportBatch:
        """The whole way."""
        batch = self.sends(body, name, profile, period)
        acts.write(self.session, self.actor, batch)
        return batch

    def undoes(self, batch: ImportBatch) -> Any:
        return acts.take_back(self.session, self.actor, batch)


def homes(*rows: Row) -> bytes:
    """N01 with the columns of HOMES."""
    return xlsx(("户信息", [["户信息"], HOMES, *rows]))


def members(*rows: Row) -> bytes:
    """N02 with the columns of MEMBERS."""
    return xlsx(("成员信息", [["家庭成员信息"], MEMBERS, *rows]))


def dibao(*rows: Row) -> bytes:
    """B04 with the columns of DIBAO."""
    return xlsx(("名册", [["低保花名册"], DIBAO, *rows]))
