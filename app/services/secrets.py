"""Keeping, showing and re-keying secret values. Rows carry a number of the vault; the clear text needs a purpose."""

from collections.abc import Callable, Iterable

from sqlalchemy import func, select

from app.domain.errors import InvalidInputError, NotAllowedError, NotFoundError
from app.domain.identifiers import mask_id, mask_phone
from app.extensions import vault
from app.models import Secret
from app.services.lookups import within_reveals
from app.unit_of_work import Work

#: How a kind is shown where the clear text is not allowed; other kinds show nothing at all.
MASKS: dict[str, Callable[[str], str]] = {
    "id_no": mask_id,
    "certificate": mask_id,
    "phone": mask_phone,
    "bank": lambda text: f"尾号 {text[-4:]}",
}
#: Kinds that can be searched for: a keyed hash of the whole value stands beside it.
INDEXED = frozenset({"id_no", "certificate", "phone", "bank"})
PURPOSES = {
    "visit": "入户联系",
    "check": "核对证件",
    "payment": "发放补贴",
    "complaint": "处理来信来访",
    "paper": "制作纸质材料",
}


def seal_value(kind: str, clear: str) -> Secret:
    """A vault row for one value, not yet in the session."""
    box = vault()
    blind = box.blind(kind, index_text(kind, clear)) if kind in INDEXED else None
    mask = MASKS.get(kind)
    return Secret(
        kind=kind,
        key_no=box.newest,
        sealed=box.seal(kind, clear, blind),
        blind=blind,
        masked=mask(clear) if mask else "",
    )


def index_text(kind: str, clear: str) -> str:
    """What the blind index is made of: a certificate is found by its first 18 places, like the ID inside it; the
    blanks that people write into account numbers do not make two of one."""
    if kind == "bank":
        return "".join(clear.split())
    return clear[:18].upper() if kind in ("id_no", "certificate") else clear


def keep_secret(work: Work, kind: str, clear: str | None, current: int | None = None) -> int | None:
    """The vault number for a value; the same number where nothing changed, None for an empty value."""
    if not clear:
        return None
    if current is not None:
        known = work.session.get(Secret, current)
        if known is not None and vault().open(kind, known.sealed, known.blind) == clear:
            return current
    row = seal_value(kind, clear)
    work.session.add(row)
    work.session.flush()
    return row.id


def reveal(work: Work, secret_id: int, purpose: str) -> str:
    """The clear text. The caller found the row's owner through the scope; the event names purpose and number."""
    if not work.actor.may("secret:reveal"):
        raise NotAllowedError("secret:reveal")
    if purpose not in PURPOSES:
        raise InvalidInputError("E-PURPOSE", "看全号要先选用途。", fields={"purpose": "请选用途。"})
    within_reveals(work)
    row = work.session.get(Secret, secret_id)
    if row is None:
        raise NotFoundError()
    return vault().open(row.kind, row.sealed, row.blind)


def erase_secret(work: Work, secret_id: int) -> None:
    """Take a value out of the vault for good; history keeps a number that leads nowhere."""
    row = work.session.get(Secret, secret_id)
    if row is None:
        raise NotFoundError()
    row.sealed, row.blind, row.masked, row.key_no = b"", None, "已删除", 0


def rotate_step(work: Work, limit: int = 5000) -> int:
    """Re-encrypt up to `limit` values that lie under an older key; returns how many are left on old keys."""
    box = vault()
    rows: Iterable[Secret] = work.session.scalars(
        select(Secret).where(Secret.key_no < box.newest, Secret.key_no > 0).order_by(Secret.id).limit(limit)
    )
    for row in rows:
        row.sealed = box.seal(row.kind, box.open(row.kind, row.sealed, row.blind), row.blind)
        row.key_no = box.newest
    work.session.flush()
    return count_on_old_keys(work)


def count_on_old_keys(work: Work) -> int:
    """How many values still lie under an older key."""
    old = select(func.count()).select_from(Secret).where(Secret.key_no < vault().newest, Secret.key_no > 0)
    return work.session.scalar(old) or 0
