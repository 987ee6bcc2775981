"""What the bureaus hold: records of 低保, disability certificates, vehicles and pupils."""

from datetime import date

import numpy as np

from app.demo.draft import Draft
from app.demo.tables import Column, Table, blank, constant, join, pick_words, told
from app.domain.vocabulary.datasets import BY_KEY

_PLATES = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def draw_records(draft: Draft) -> Table:
    """Rows: dataset (number), person (position), kind, level, status, amount_fen, starts_on, ends_on, plate."""
    return join([_dibao(draft), _disability(draft), _vehicles(draft), _pupils(draft)])


def _rows(draft: Draft, key: str, chosen: Column) -> tuple[Table, Column]:
    rows = np.flatnonzero(chosen)
    n = len(rows)
    table = Table({"dataset": np.full(n, BY_KEY[key].number), "person": rows})
    for name in ("kind", "level", "status", "amount_fen"):
        table[name] = blank(n)
    for name in ("starts_on", "ends_on"):
        table[name] = np.zeros(n, dtype=int)
    table["plate"] = blank(n)
    table["details"] = blank(n)
    return table, rows


def _named(day: Column, drawn: Column) -> Column:
    """The day that a case asks for (-1: not told), else the drawn one."""
    return np.where(day == 0, drawn, np.maximum(day, 0))


def _dibao(draft: Draft) -> Table:
    people, rng = draft.people, draft.rng
    table, rows = _rows(draft, "dibao", told(people["rec_dibao"]))
    n, today = len(rows), draft.as_of.toordinal()
    table["kind"] = constant(n, "rural")
    table["level"] = pick_words(rng, n, {"a": 12, "b": 48, "c": 40})
    state = people["rec_dibao"][rows]
    table["status"] = np.where(state == "cancelled", constant(n, "cancelled"), constant(n, "normal"))
    drawn = rng.integers(180, 520, n) * 100
    _homes, first, home = np.unique(draft.home_of[rows], return_index=True, return_inverse=True)
    table["amount_fen"] = drawn[first][home].astype(
        object
    )  # 户月保障金: the family's, repeated with each member
    table["starts_on"] = _named(people["rec_dibao_from"][rows], today - rng.integers(200, 2500, n))
    table["ends_on"] = np.where(state == "ended", today - 1, np.where(state == "last_day", today, 0))
    return table


def _disability(draft: Draft) -> Table:
    people, rng = draft.people, draft.rng
    table, rows = _rows(draft, "disability", told(people["rec_dis"]))
    n, today = len(rows), draft.as_of.toordinal()
    table["kind"] = people["disability_category"][rows]
    levels = people["rec_dis_level"][rows]
    table["level"] = np.array([None if level is None else str(level) for level in levels], dtype=object)
    table["status"] = people["rec_dis"][rows]
    table["starts_on"] = _named(people["rec_dis_from"][rows], today - rng.integers(120, 3000, n))
    table["ends_on"] = table["starts_on"] + 3653
    return table


def _vehicles(draft: Draft) -> Table:
    people, rng = draft.people, draft.rng
    table, rows = _rows(draft, "vehicle", told(people["rec_veh"]))
    n = len(rows)
    table["kind"] = people["rec_veh_kind"][rows]
    table["status"] = people["rec_veh"][rows]
    table["amount_fen"] = people["rec_veh_fen"][rows]
    table["starts_on"] = draft.as_of.toordinal() - rng.integers(60, 3500, n)
    letters = np.array(list(_PLATES), dtype=object)
    tail = np.char.zfill((np.arange(n) * 37 % 10_000).astype(str), 4).astype(object)
    block = draft.township.index * 13 + np.arange(n) // 10_000
    table["plate"] = "贵Z" + letters[block % 24] + letters[block // 24 % 24] + tail
    return table


def _pupils(draft: Draft) -> Table:
    people = draft.people
    table, rows = _rows(draft, "pupil", told(people["rec_pupil"]))
    table["kind"] = people["school"][rows]
    table["status"] = people["rec_pupil"][rows]
    start = draft.as_of.year if draft.as_of.month >= 9 else draft.as_of.year - 1
    table["starts_on"] = np.full(len(rows), date(start, 9, 1).toordinal())
    return table
