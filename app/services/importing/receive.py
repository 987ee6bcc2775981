"""A workbook comes in: kept encrypted under its digest, recognised when it was here before, read in a guarded child."""

from pathlib import PurePath

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.adapters.file_store import FileStore
from app.adapters.workbook_reader import open_workbook
from app.domain.clock import new_public_id, now
from app.domain.errors import InvalidInputError, NotFoundError
from app.domain.importing.outcome import Reading
from app.domain.importing.problems import ReadingRefusedError
from app.domain.importing.reading import read_workbook
from app.domain.permissions import Actor
from app.domain.vocabulary.datasets import BY_KEY
from app.models import ImportBatch, ImportProblem, StoredFile
from app.queries.scope import Scope
from app.services.files import keep_file
from app.services.importing import staging
from app.services.importing.memory import as_this_office_writes, drift_of, teach_columns
from app.services.importing.periods import check_period, period_of
from app.services.importing.profiles import all_profiles, profiles_for
from app.services.importing.unknown_words import unknown_words
from app.unit_of_work import Work, wait_also_for

__all__ = ["all_profiles", "profiles_for"]

#: Problems kept one by one; further ones of a batch are only counted.
KEPT_PROBLEMS = 20_000
#: A batch in one of these states holds nothing in the register.
OPEN_STATES = ("received", "parsed", "previewed", "stopped")


def home_of(actor: Actor, permission: str = "import:upload") -> str:
    """The area that a workbook of this person speaks for unless told otherwise: that of the role that may bring it."""
    return actor.place_for(permission) if actor.grants else "520000000000"


def receive(
    work: Work,
    scope: Scope,
    store: FileStore,
    clear: bytes,
    filename: str,
    *,
    area_code: str,
    profile: str | None = None,
    period: str | None = None,
) -> ImportBatch:
    """Keep the bytes and open a batch for them. `period` is YYYY-MM; nothing is read yet.

    Raises NotFoundError for an area or list outside the scope, InvalidInputError for a period that is none.
    """
    if not scope.covers(area_code) or (
        profile is not None and profile not in profiles_for(work.actor, work.session)
    ):
        raise NotFoundError()
    if period is not None:
        check_period(period)
    file = keep_file(
        work,
        store,
        clear,
        name=PurePath(filename).name[-200:],
        media_type="application/octet-stream",
        purpose="workbook",
        area_code=area_code,
    )
    wait_also_for(work, f"workbook:{file.digest}")  # sent twice at once: the second still hears of the first
    bureaus = sorted(scope.bureaus) if scope.bureaus else []
    batch = ImportBatch(
        public_id=new_public_id(),
        area_code=area_code,
        profile=profile,
        bureau=bureaus[0] if bureaus else None,
        period=period,
        file_id=file.id,
        digest=file.digest,
        read={"seen": _seen_before(work.session, scope, file.digest)},
        created_by=work.actor.id,
        created_at=now(),
    )
    work.session.add(batch)
    work.session.flush()
    return batch


def _seen_before(session: Session, scope: Scope, digest: str) -> list[str]:
    """Public ids of earlier batches with the very same bytes, newest first."""
    same = (
        select(ImportBatch.public_id)
        .where(scope.on(ImportBatch), ImportBatch.digest == digest, ImportBatch.state != "dropped")
        .order_by(ImportBatch.id.desc())
        .limit(5)
    )
    return list(session.scalars(same))


def kept_bytes(session: Session, store: FileStore, batch: ImportBatch) -> tuple[bytes, str]:
    """The batch's workbook (opened, where it came under a password) and the name the office gave it."""
    file = session.get(StoredFile, batch.file_id)
    assert file is not None
    return store.read(file.digest), file.name


def read_batch(session: Session, store: FileStore, batch: ImportBatch, actor: Actor) -> Reading:
    """Read the kept bytes (no write). Raises ReadingRefusedError with the reason, also where no month is told."""
    content, name = kept_bytes(session, store, batch)
    raw = open_workbook(content, filename=name)
    mapping = batch.read.get("mapping") or None
    profiles = as_this_office_writes(session, batch, profiles_for(actor, session))
    reading = read_workbook(raw, profiles, chosen=batch.profile, mapping=mapping)
    period_of(batch, reading)
    return reading


def keep_reading(work: Work, batch: ImportBatch, reading: Reading) -> None:
    """Write down what was read: accepted rows sealed, problems one by one, what each column was taken for."""
    profile = reading.profile
    batch.profile, batch.bureau = profile.code, profile.bureau
    batch.dataset = BY_KEY[profile.dataset].number if profile.dataset in BY_KEY else None
    batch.period = period_of(batch, reading)
    batch.read = {
        **batch.read,
        "sheets": _sheets(reading),
        "candidates": _candidates(reading),
        "drift": drift_of(work.session, batch, reading),
        "unknown": unknown_words(reading),
    }
    c = reading.counts
    batch.counts = {
        "rows": c.read,
        "accepted": c.accepted,
        "rejected": c.rejected,
        "skipped": c.skipped,
        "must": c.must,
        "look": c.look,
        "hint": c.hint,
    }
    rows = reading.rows.with_row_index("line")
    staging.keep_part(work.session, batch.id, staging.ROWS, rows)
    _keep_problems(work.session, batch.id, reading)
    batch.state, batch.state_words = "parsed", None
    batch.version += 1


def _sheets(reading: Reading) -> list[dict[str, object]]:
    return [
        {
            "name": s.name,
            "index": s.index,
            "header_rows": list(s.header_rows),
            "hidden": s.hidden,
            "skipped": s.skipped,
            "columns": [
                {
                    "letter": m.letter,
                    "header": m.header,
                    "key": m.key,
                    "confidence": m.confidence,
                    "word": m.word,
                    "part": m.part,
                }
                for m in s.mapping
            ],
        }
        for s in reading.sheets
    ]


def _candidates(reading: Reading) -> list[dict[str, object]]:
    return [{"code": c.code, "title": c.title, "score": c.score} for c in reading.candidates[:5]]


def _keep_problems(session: Session, batch_id: int, reading: Reading) -> None:
    session.execute(delete(ImportProblem).where(ImportProblem.batch_id == batch_id))
    rows = [
        {
            "batch_id": batch_id,
            "code": p.code,
            "level": p.level,
            "sheet": p.sheet[:60],
            "cell": p.cell,
            "row_no": p.row_no,
            "column": (p.header or "")[:60] or None,
            "message": p.message,
        }
        for p in reading.problem_list(KEPT_PROBLEMS)
    ]
    if rows:
        session.execute(insert(ImportProblem), rows)


def refuse_batch(work: Work, batch: ImportBatch, refusal: ReadingRefusedError) -> None:
    """The file as a whole cannot be taken; the reason stays with the batch."""
    batch.state = "refused"
    batch.state_words = f"{refusal.message}{refusal.way_out or ''}"
    batch.counts = {"refused": refusal.code}
    batch.version += 1


def drop_batch(work: Work, batch: ImportBatch) -> None:
    """Somebody gave the file up: parsed rows go at once, nothing of it was ever in the register."""
    if batch.state not in (*OPEN_STATES, "refused"):
        raise InvalidInputError("E-IMPORT-STATE", "这一批已经应用，不能放弃，只能撤回。")
    staging.drop_rows(work.session, batch.id, also_replaced=True)
    work.session.execute(delete(ImportProblem).where(ImportProblem.batch_id == batch.id))
    batch.state = "dropped"
    batch.version += 1


def answer_guard(work: Work, batch: ImportBatch) -> None:
    """Somebody looked at the reason of a stop and says: apply all the same. Asked again only for another workbook."""
    if batch.state not in OPEN_STATES:
        raise InvalidInputError("E-IMPORT-STATE", "这一批已经应用或放弃，没有什么要定的。")
    batch.read = {**batch.read, "guard_answered": work.actor.id or 0}
    if batch.state == "stopped":
        batch.state, batch.state_words = "previewed", None
    batch.version += 1


def decide(work: Work, batch: ImportBatch, words: dict[str, str]) -> None:
    """Conflicts by field (`table.field` -> sheet or register), to be compared anew."""
    if batch.state not in OPEN_STATES:
        raise InvalidInputError("E-IMPORT-STATE", "这一批已经应用或放弃，不能再定。")
    known = {f: w for f, w in words.items() if w in ("sheet", "register") and len(f) <= 80}
    batch.read = {**batch.read, "decisions": {**batch.read.get("decisions", {}), **known}}
    batch.version += 1


def read_again(
    work: Work, batch: ImportBatch, *, profile: str, period: str | None, takes: dict[str, str] | None = None
) -> None:
    """Another list, another period or other columns (`takes`: letter -> column key, "" = not used) for the same bytes.

    What was said of columns is remembered for the next sheet of this office.
    """
    _open_only(batch)
    known = profiles_for(work.actor, work.session).get(profile)
    if known is None:
        raise NotFoundError()
    other = profile != batch.profile
    if not other and not set((takes or {}).values()) <= {"", *(column.key for column in known.columns)}:
        raise InvalidInputError(
            "E-IMPORT-COLUMN", "选的那一项不在这张表里，没有重读。", way_out="请从下拉名单里选。"
        )
    kept = {
        k: v
        for k, v in batch.read.items()
        if k in ("seen", *(() if other else ("words", "notations", "mapping")))
    }
    mapping = {} if other else kept.get("mapping", {})
    batch.profile = profile
    if takes and not other:
        mapping = {**mapping, **teach_columns(work, batch, takes)}
    batch.read = {**kept, "mapping": mapping}
    batch.period, batch.state = check_period(period) if period else batch.period, "received"
    batch.version += 1


def settle_cause(
    work: Work, batch: ImportBatch, key: str, *, words: dict[str, str | None], notation: str | None
) -> None:
    """One answer for all rows of a cause: what unknown words of a column mean, or how its days or amounts are written.

    The file is to be read again afterwards. Raises InvalidInputError for a batch that is done.
    """
    _open_only(batch)
    said = {w[:80]: code for w, code in words.items() if w}
    read = {k: v for k, v in batch.read.items() if k in ("seen", "mapping", "words", "notations")}
    if said:
        before = read.get("words", {})
        read["words"] = {**before, key: {**before.get(key, {}), **said}}
    if notation:
        read["notations"] = {**read.get("notations", {}), key: notation}
    batch.read, batch.state = read, "received"
    batch.version += 1


def _open_only(batch: ImportBatch) -> None:
    if batch.state not in OPEN_STATES:
        raise InvalidInputError("E-IMPORT-STATE", "这一批已经应用或放弃，不能重读。")
