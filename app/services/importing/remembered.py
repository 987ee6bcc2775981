"""What people once said of a row and a person, found again when next month's list says the same."""

from collections.abc import Iterable

import polars as pl
from sqlalchemy import String, exists, select
from sqlalchemy.orm import Session

from app.extensions import vault
from app.models import Judgement
from app.services.importing.bulk import drop_staged, staged


def judgement_key(number: str | None, key: str) -> str:
    """By what a judgement is remembered: number and name as the office writes them, hashed under the vault's key."""
    digest: bytes = vault().blind("judgement", f"{number or ''}|{key}")
    return digest.hex()


def any_judgement(session: Session) -> bool:
    """Whether anybody ever judged a pair: until then no row needs its key."""
    return bool(session.scalar(select(exists().where(Judgement.id.is_not(None)))))


def judgements(session: Session, keys: Iterable[str]) -> dict[tuple[str, int], bool]:
    """Earlier judgements by (key, person)."""
    wanted = pl.DataFrame({"row_key": list(dict.fromkeys(keys))}, schema={"row_key": pl.String})
    if wanted.is_empty():
        return {}
    connection = session.connection()
    asked = staged(connection, "judged", {"row_key": String(64)}, wanted, key="row_key")
    j = Judgement.__table__
    rows = connection.execute(
        select(j.c.row_key, j.c.person_id, j.c.is_same).join(asked, asked.c.row_key == j.c.row_key)
    ).all()
    drop_staged(connection, asked)
    return {(key, person): same for key, person, same in rows}
