"""The rows that applying writes, built before the lock: numbers, vault rows, keys of names."""

from typing import Any

import polars as pl
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from app.domain.clock import new_public_id, now
from app.domain.names import name_keys
from app.extensions import vault
from app.models import ImportBatch
from app.services.importing import staging
from app.services.importing.built import KEYED, ORDER, Built
from app.services.importing.bulk import reserve, table_of
from app.services.importing.known import by_key
from app.services.importing.members import DERIVED, SECRETS
from app.services.importing.profiles import profile_of
from app.services.importing.records import current_records
from app.services.importing.secrecy import last4, sealed

__all__ = ["ORDER", "Builder", "Built"]

_REFS = {"id_number": "id_ref", "phone": "phone_ref", "disability_certificate": "disability_ref"}
_BLINDS = {"id_number": "id_blind", "phone": "phone_blind"}


class Builder:
    """Turns the plan at rest into rows. `connection` gives numbers; on SQLite they may be asked twice."""

    def __init__(self, session: Session, batch: ImportBatch) -> None:
        self.session, self.batch = session, batch
        self.connection: Connection = session.connection()
        self.new = staging.parts_of(session, batch.id, "new.")
        self.changes = {t: f for t, f in staging.parts_of(session, batch.id, "change.").items() if f.height}
        self.built = Built()

    def build(self) -> Built:
        """All rows of the batch."""
        self._households()
        self._persons()
        self._projects()
        self._keyed()
        self._records()
        self._clues()
        for table, frame in self.changes.items():
            if table not in ("household", "person"):
                self._update(table, frame)
        return self.built

    def _numbered(self, table: str, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame with numbers and public ids."""
        before = self.built.numbers.setdefault(table, [])
        ids = self._more(table, before, frame.height)
        before += ids
        frame = frame.with_columns(pl.Series("id", ids, dtype=pl.Int64))
        if "public_id" in table_of(table).columns:
            made = [new_public_id() for _ in range(frame.height)]
            frame = frame.with_columns(pl.Series("public_id", made, dtype=pl.String))
        return frame

    def _more(self, table: str, before: list[int], count: int) -> list[int]:
        if before and self.connection.dialect.name == "sqlite":
            return list(range(before[-1] + 1, before[-1] + 1 + count))
        return reserve(self.connection, table, count)

    def _vault(self, values: pl.Series, kind: str) -> pl.Series:
        """Vault numbers for values; None for None."""
        where = values.is_not_null()
        rows = self._numbered("secret", sealed(values.filter(where), kind))
        self.built.add("secret", rows)
        refs = pl.Series([None] * len(values), dtype=pl.Int64)
        return refs.scatter(where.arg_true(), rows["id"]) if rows.height else refs

    def _insert(self, table: str, frame: pl.DataFrame, **values: Any) -> pl.DataFrame:
        frame = self._numbered(table, frame.with_columns(**{k: pl.lit(v) for k, v in values.items()}))
        known = [c for c in frame.columns if c in table_of(table).columns]
        self.built.add(table, frame.select(known))
        return frame

    def _update(self, table: str, frame: pl.DataFrame) -> None:
        """Rows to change with the fields that any of them changes; what follows from those rides along."""
        wanted = {"id", "version"} | _fields(frame) | _following(frame)
        known = [c for c in frame.columns if c in table_of(table).columns and c in wanted]
        if frame.height:
            self.built.updates[table] = frame.select(known)

    # --- N01 ---------------------------------------------------------------------------------------------

    def _households(self) -> None:
        fresh = self.new.get("household")
        ids = pl.DataFrame(schema={"household_no": pl.String, "new_id": pl.Int64})
        if fresh is not None and fresh.height:
            if "phone" in fresh.columns:
                fresh = fresh.with_columns(self._vault(fresh["phone"], "phone").alias("phone_ref"))
            fresh = _filled(fresh, "status", "active")
            made = self._insert("household", fresh)
            ids = made.select("household_no", pl.col("id").alias("new_id"))
            by_line = made.select("line", pl.col("id").alias("new_id"))
        else:
            by_line = pl.DataFrame(schema={"line": pl.UInt32, "new_id": pl.Int64})
        living = self.new.get("living_condition")
        if living is not None and living.height:
            living = living.join(by_line, on="line", how="left")
            owner = pl.coalesce("household_id", "new_id").alias("household_id")
            self._insert("living_condition", living.with_columns(owner))
        ledger = self.new.get("income_entry")
        if ledger is not None and ledger.height:
            ledger = ledger.join(ids, on="household_no", how="left")
            owner = pl.coalesce("household_id", "new_id").alias("household_id")
            self._insert("income_entry", ledger.with_columns(owner), origin="import")
        if "household" in self.changes:
            self._update("household", self._revaulted(self.changes["household"]))

    # --- N02 ---------------------------------------------------------------------------------------------

    def _persons(self) -> None:
        fresh = self.new.get("person")
        if fresh is not None and fresh.height:
            for clear, kind in SECRETS.items():
                if clear in fresh.columns:
                    fresh = fresh.with_columns(self._vault(fresh[clear], kind).alias(_REFS[clear]))
            if "id_number" in fresh.columns:
                fresh = fresh.with_columns(last4(fresh["area_code"], fresh["id_number"]))
            self.built.heads_may_change = True
            made = self._insert("person", _filled(fresh, "status", "present"))
            self._join(made)
            self._grams(made)
        if "person" in self.changes:
            self._changed_persons(self.changes["person"])

    def _join(self, people: pl.DataFrame) -> None:
        relation = pl.col("relation") if "relation" in people.columns else pl.lit(None, dtype=pl.String)
        frame = people.select(pl.col("id").alias("person_id"), "household_id", relation.alias("relation"))
        self._insert("membership", frame)

    def _grams(self, people: pl.DataFrame) -> None:
        rows = [
            (person, gram, area)
            for person, name, area in people.select("id", "name", "area_code").iter_rows()
            for gram in name_keys(name).grams
        ]
        schema = {"person_id": pl.Int64, "gram": pl.String, "area_code": pl.String}
        self.built.add("name_gram", pl.DataFrame(rows, schema=schema, orient="row"))

    def _changed_persons(self, frame: pl.DataFrame) -> None:
        frame = self._revaulted(frame)
        touched = _fields(frame)
        if "household_id" in touched:
            frame = self._moved(frame)
        if "name" in touched:
            frame = _renamed(frame)
        place = pl.col("area_code" if "area_code" in frame.columns else "lived_in").alias("area_code")
        again = frame.filter(_touches("name") | _touches("household_id"))
        if again.height:
            self.built.regrammed = again.select("id")
            self._grams(again.select("id", "name", place))
        if touched & {"id_blind", "household_id"} and "clear_id_number" in frame.columns:
            frame = frame.with_columns(_last4(frame.with_columns(place)))
        if touched & {"household_id", "relation", "name", "status"}:
            self.built.heads_may_change = True
        self._update("person", frame)

    def _revaulted(self, frame: pl.DataFrame) -> pl.DataFrame:
        """New vault numbers where a number changed, the present ones elsewhere."""
        for clear, blind in _BLINDS.items():
            if f"clear_{clear}" not in frame.columns or blind not in frame.columns:
                continue
            writes = pl.col("changed").str.split(",").list.contains(blind)
            value = frame.select(pl.when(writes).then(pl.col(f"clear_{clear}"))).to_series()
            frame = frame.with_columns(self._vault(value, SECRETS[clear]).alias("new_ref"))
            frame = frame.with_columns(pl.coalesce("new_ref", _REFS[clear]).alias(_REFS[clear])).drop(
                "new_ref"
            )
        return frame

    def _moved(self, frame: pl.DataFrame) -> pl.DataFrame:
        """People who changed household take over its place; their membership begins anew."""
        moved = frame.filter(_touches("household_id"))
        self.built.moved = moved.select("id")
        homes = by_key(self.session, "household", "id", moved["household_id"], ["area_code"])
        homes = homes.select(pl.col("id").alias("household_id"), "area_code")
        return frame.join(homes, on="household_id", how="left").with_columns(
            pl.coalesce("area_code", "lived_in").alias("area_code")
        )

    # --- P01 and bureau lists ----------------------------------------------------------------------------

    def _projects(self) -> None:
        fresh = self.new.get("project")
        by_line = pl.DataFrame(schema={"line": pl.UInt32, "new_id": pl.Int64})
        if fresh is not None and fresh.height:
            made = self._insert("project", fresh)
            by_line = made.select("line", pl.col("id").alias("new_id"))
        places = self.new.get("project_place")
        if places is not None and places.height:
            frame = places.join(by_line, on="line").rename({"new_id": "project_id"})
            self._insert("project_place", frame)
        flows = self.new.get("fund_flow")
        if flows is not None and flows.height:
            frame = flows.join(by_line, on="line", how="left")
            owner = pl.coalesce("project_id", "new_id").alias("project_id")
            planned = {} if "kind" in frame.columns else {"kind": "planned"}
            self._insert("fund_flow", frame.with_columns(owner), **planned)

    # --- rows of one table -------------------------------------------------------------------------------

    def _keyed(self) -> None:
        cases = self.new.get("monitoring_case")
        by_line = pl.DataFrame(schema={"line": pl.UInt32, "new_id": pl.Int64})
        if cases is not None and cases.height:
            made = self._insert("monitoring_case", cases)
            by_line = made.select("line", pl.col("id").alias("new_id"))
        for table in KEYED:
            frame = self.new.get(table)
            if frame is None or not frame.height:
                continue
            if table == "monitoring_situation":
                frame = frame.join(by_line, on="line", how="left")
                frame = frame.with_columns(pl.coalesce("case_id", "new_id").alias("case_id"))
            origin = {"origin": "import"} if "origin" in table_of(table).columns else {}
            self._insert(table, frame, **origin)

    def _records(self) -> None:
        if self.batch.dataset is not None:
            complete = profile_of(self.session, self.batch).complete
            self.built.replaced = current_records(self.session, self.batch, complete)
        rows = self.new.get("bureau_record")
        if rows is not None and rows.height:
            self._insert(
                "bureau_record",
                rows,
                dataset=self.batch.dataset,
                period=self.batch.period,
                batch_id=self.batch.id,
            )

    def _clues(self) -> None:
        """Outsiders that a rule concerns: the clear text goes into the vault under its keyed mark."""
        rows = self.new.get("clue")
        if rows is None or not rows.height:
            return
        box = vault()
        pairs = list(rows.select("clear", "blind").iter_rows())
        made = [("clue", box.newest, box.seal("clue", clear, mark), mark, "线索") for clear, mark in pairs]
        schema = {
            "kind": pl.String,
            "key_no": pl.Int64,
            "sealed": pl.Binary,
            "blind": pl.Binary,
            "masked": pl.String,
        }
        secrets = self._numbered("secret", pl.DataFrame(made, schema=schema, orient="row"))
        self.built.add("secret", secrets)
        frame = rows.with_columns(secrets["id"].alias("secret_id"))
        self._insert("clue", frame, batch_id=self.batch.id, created_at=now())


def _touches(name: str) -> pl.Expr:
    return pl.col("changed").str.split(",").list.contains(name)


def _fields(frame: pl.DataFrame) -> set[str]:
    """Fields that some row changes."""
    return set(frame["changed"].str.split(",").explode().unique().to_list())


def _following(frame: pl.DataFrame) -> set[str]:
    """Columns that follow from the fields changed."""
    touched = _fields(frame)
    found = {_REFS[clear] for clear, blind in _BLINDS.items() if blind in touched}
    if "name" in touched:
        found |= set(DERIVED)
    if touched & {"household_id", "id_blind"}:
        found |= {"area_code", "id_last4_blind"}
    return found


def _renamed(frame: pl.DataFrame) -> pl.DataFrame:
    keys = [name_keys(n) for n in frame["name"]]
    values = ([k.key for k in keys], [k.pinyin for k in keys], [k.initials for k in keys])
    return frame.with_columns(pl.Series(c, v, dtype=pl.String) for c, v in zip(DERIVED, values, strict=True))


def _last4(frame: pl.DataFrame) -> pl.Series:
    """The search key of those whose number or village changed, the present one of the others."""
    fresh = last4(frame["area_code"], frame["clear_id_number"])
    changes = _touches("id_blind") | _touches("household_id")
    return frame.select(
        pl.when(changes & fresh.is_not_null()).then(fresh).otherwise("id_last4_blind").alias("id_last4_blind")
    ).to_series()


def _filled(frame: pl.DataFrame, column: str, value: str) -> pl.DataFrame:
    """A column that may not be empty gets its usual value."""
    if column not in frame.columns:
        return frame.with_columns(pl.lit(value).alias(column))
    return frame.with_columns(pl.col(column).fill_null(value))
