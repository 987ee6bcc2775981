"""What an area's name is found by, and that the migration said the same when it filled the index."""

from importlib import import_module

import pytest

from app.domain.area_names import BEGINS, HOLDS, SPELLED, area_grams

filled = import_module("migrations.versions.0026_area_grams")


def test_a_name_is_found_by_each_piece_and_by_how_its_spelling_begins() -> None:
    assert area_grams("试村") == {
        ("试", BEGINS), ("试村", BEGINS), ("村", HOLDS),
        *((text, SPELLED) for text in ("s", "sh", "shi", "shic", "shicu", "shicun", "sc")),
    }  # fmt: skip


def test_a_piece_that_begins_the_name_too_is_only_its_beginning() -> None:
    assert {rank for gram, rank in area_grams("村上村") if gram == "村"} == {BEGINS}


@pytest.mark.parametrize(
    "name", ["单家村", "欧阳 寨", "阿依·古丽村", "𠮷野村", "A区 第1社区", "曾", "", "村" * 70]
)
def test_the_migration_finds_areas_by_the_same(name: str) -> None:
    assert filled.grams_of(name) == area_grams(name)
