from datetime import date

import pytest

from app.domain.documents import (
    Column,
    Document,
    Heading,
    Number,
    Paragraph,
    Picture,
    Provenance,
    Table,
    captions,
)

DAY = date(2026, 11, 20)
ORIGIN = Provenance("I01", DAY, "/households?area=520199000000")


def _document(*blocks: object, base_url: str = "") -> Document:
    return Document("题", "红头", "机关", DAY, DAY, tuple(blocks), base_url=base_url)  # type: ignore[arg-type]


def test_a_row_with_too_few_cells_is_refused_when_the_table_is_made() -> None:
    with pytest.raises(ValueError, match=r"rows \[1\] do not have 2 cells"):
        Table("户", (Column("村"), Column("户")), (("甲", "1"), ("乙",)))


def test_tables_and_pictures_are_counted_by_themselves() -> None:
    table, picture = Table("户", (Column("村"),), ()), Picture("图", b"", "")
    found = captions((table, Heading(1, "一、"), picture, table))
    assert found == {0: "表1　户", 2: "图1　图", 3: "表2　户"}


def test_numbers_are_listed_with_their_place_in_reading_order() -> None:
    one, two = Number("1户", 1, ORIGIN), Number("2", 2, ORIGIN)
    blocks = (
        Heading(1, "一、情况"),
        Paragraph(("有", one)),
        Table("户", (Column("村"), Column("户")), (("甲", two),)),
    )
    assert list(_document(*blocks).numbers()) == [("一、情况", one), ("户", two)]


def test_only_known_numbers_link_and_only_where_the_site_is_known() -> None:
    known, unknown = Number("1户", 1, ORIGIN), Number("—", None, ORIGIN)
    site = _document(base_url="http://localhost:8000/")
    assert site.url(known) == "http://localhost:8000/households?area=520199000000"
    assert (site.url(unknown), _document().url(known), site.url(Number("1", 1))) == (None, None, None)
