"""Constants that become text of a statement: answers stay, and nothing that somebody may type becomes text."""

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, BindParameter, Integer, String, bindparam, literal, select
from sqlalchemy.orm import Session

from app.queries.constants import with_constants


def test_answers_stay(db: Session) -> None:
    number, word = literal(-5, Integer), literal("m_26.a-b", String)
    asked = select(
        (number - literal(-7, Integer)).label("difference"),
        (literal(2_000_000_000, BigInteger) * literal(4, BigInteger)).label("beyond_32_bits"),
        (literal(7, Integer) / literal(2, Integer)).label("divided"),
        word.in_(["m_26.a-b", "other"]).label("inside"),
        word.not_in(["other"]).label("not_outside"),
        number.in_([]).label("in_nothing"),
        (literal("it's", String) + word).label("joined"),
        (literal(date(2026, 11, 22)) == bindparam("day", date(2026, 11, 22))).label("today"),
    )
    assert db.execute(with_constants(asked)).one() == db.execute(asked).one()


def test_only_numbers_and_plain_codes_become_text() -> None:
    typed = ["it's", "张三", "a b", "x;--", "%s", ":name", "'", "", "a\n", "a" * 61]
    kept: list[Any] = [literal(word, String) for word in typed]
    kept += [literal("code", String).in_(["code", word]).right for word in typed]
    kept += [
        literal(2**31, BigInteger),
        literal(True),
        literal(1.5),
        bindparam("household", 7, type_=Integer),
    ]
    for element in kept:
        assert isinstance(with_constants(element), BindParameter)
    written = with_constants(select(literal(7, Integer), literal("M26", String), kept[-1]))
    assert set(written.compile().params) == {"household"}
