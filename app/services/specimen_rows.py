"""Rows of specimens: words of the author become columns, amounts in yuan become fen, ISO days become dates."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Date, Table

from app.domain.clock import today
from app.domain.vocabulary.datasets import BY_KEY, Dataset
from app.models import Base

TABLES = Base.metadata.tables
#: The day of what does not grow old; every other day of telling is later.
LONG_AGO = date(2000, 1, 1)
#: Rows that others hang on.
_FIRST = ("secret", "area")


@dataclass
class Batch:
    """Rows by table, numbered as they come. Rows of persons and houses remember the day they were told on."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    #: What has no day of its own was told today.
    today: date = field(default_factory=today)

    def add(self, table: str, values: Mapping[str, Any], told: date | None = None, **more: Any) -> int:
        number = len(self.rows.setdefault(table, [])) + 1
        row = {**columns_of(TABLES[table], values), **more, "id": number}
        if "public_id" in TABLES[table].c:
            row |= {"public_id": f"specimen-{table}-{number}", "version": 1, "event_id": told or self.today}
        self.rows[table].append(row)
        return number

    def days(self) -> list[date]:
        """The days on which something was told, oldest first."""
        told = {r["event_id"] for rows in self.rows.values() for r in rows if "event_id" in r}
        return sorted(told | {LONG_AGO, self.today})

    def told_on(self, table: str, day: date, event_id: int) -> list[dict[str, Any]]:
        """Rows of a table told on this day, under their event. Rows without an act go with the first or last day."""
        otherwise = LONG_AGO if table in _FIRST else self.today
        return [
            {**row, "event_id": event_id} if "event_id" in row else row
            for row in self.rows.get(table, [])
            if row.get("event_id", otherwise) == day
        ]


def alike(rows: list[dict[str, Any]]) -> Iterable[list[dict[str, Any]]]:
    """Rows grouped by their columns, since one INSERT for many rows names columns once."""
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(tuple(row), []).append(row)
    return groups.values()


def columns_of(table: Table, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values by column. An unknown word is a mistake of the author (KeyError)."""
    return dict(_column(table, key, value) for key, value in values.items())


def _column(table: Table, key: str, value: Any) -> tuple[str, Any]:
    if key == "yuan":
        return "amount_fen", fen(value)
    if key in table.c:
        is_day = isinstance(table.c[key].type, Date) and isinstance(value, str)
        return key, date.fromisoformat(value) if is_day else value
    if f"{key}_fen" in table.c:
        return f"{key}_fen", fen(value)
    raise KeyError(f"{table.name} has no column {key}")


def fen(yuan: Any) -> int | None:
    return None if yuan is None else int(Decimal(str(yuan)) * 100)


def record_columns(data: Mapping[str, Any]) -> dict[str, Any]:
    """A bureau's record: the further fields of its dataset go into `details` as texts."""
    dataset = BY_KEY[data["dataset"]]
    details = dict(_details(dataset, data))
    plain = {k: v for k, v in data.items() if k not in {d.key for d in dataset.details}}
    row = {"status": "normal", "period": "2020-01", **plain, "dataset": dataset.number}
    return {**row, "details": details} if details else row


def _details(dataset: Dataset, data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for detail in dataset.details:
        value = data.get(detail.key)
        if isinstance(value, bool):
            yield detail.key, "true" if value else "false"
        elif value is not None:
            yield detail.key, str(fen(value) if detail.kind == "money" else value)


def day_of(value: Any, otherwise: date | None = None) -> date | None:
    """The day on which something was told."""
    if value is None:
        return otherwise
    return date.fromisoformat(value) if isinstance(value, str) else value
