"""Forms: read from the catalogue, filled or blank, and never with a field that the register does not have."""

from datetime import date

import pytest

from app.adapters.catalogue_files import read_entries
from app.domain.catalogue_reading import CatalogueError
from app.domain.documents import Grid, Sheet, Signatures, Small
from app.domain.papers.answers import printed, ticked
from app.domain.papers.compose import RASTER, Record, compose
from app.domain.papers.description import read_forms
from app.domain.papers.fields import field_of

DAY = date(2026, 11, 22)
SOURCE = {"document": "试", "confidence": "placeholder"}
FORMS = read_forms(read_entries("forms"))
RECORD = Record(
    one={
        "household": {"household_no": "520199000001", "head_name": "石阿妹", "kind": "out_of_poverty"},
        "living": {"house_level": "C", "water_is_safe": False, "land_crop_mu": 2.5},
    },
    many={"member": [{"name": "石阿妹", "sex": "female"}, {"name": "石小山"}]},
)


def words(blocks: tuple) -> list[str]:
    return [box.text for block in blocks if isinstance(block, Grid) for row in block.rows for box in row]


def test_the_seven_papers_of_the_office_are_there() -> None:
    shorts = [form.short for form in FORMS.values()]
    assert shorts == ["登记表", "信息采集表", "帮扶计划", "扶贫手册", "明白卡", "一户一档", "自主申报表"]


@pytest.mark.parametrize("code", FORMS)
def test_each_form_is_signed_by_the_head_and_by_two_visitors_and_begins_a_page(code: str) -> None:
    blocks = compose(FORMS[code], RECORD, DAY)
    assert isinstance(blocks[0], Sheet) and "520199000001" in blocks[0].left
    places = [place for block in blocks if isinstance(block, Signatures) for place in block.places]
    assert len(places) >= 2 and any("户主" in place for place in places)


def test_a_visit_is_signed_by_two_people() -> None:
    for code in ("register", "survey", "handbook"):
        signed = next(b for b in compose(FORMS[code], None, DAY) if isinstance(b, Signatures))
        assert sum("（一）" in place or "（二）" in place for place in signed.places) == 2


@pytest.mark.parametrize("code", FORMS)
def test_a_blank_form_has_the_labels_of_the_filled_one_and_no_answer(code: str) -> None:
    blank, filled = words(compose(FORMS[code], None, DAY)), words(compose(FORMS[code], RECORD, DAY))
    assert not any("石阿妹" in text or "石小山" in text or "☑" in text for text in blank)
    labels = {b.text for block in compose(FORMS[code], RECORD, DAY) if isinstance(block, Grid)
              for row in block.rows for b in row if b.kind != "value"}  # fmt: skip
    assert labels <= set(blank) and "石阿妹" in filled


def test_the_card_on_the_wall_has_no_numbers_and_the_register_form_has() -> None:
    assert not FORMS["card"].has_numbers and FORMS["register"].has_numbers


def test_choices_that_fit_are_ticked_and_longer_ones_are_explained_on_the_blank() -> None:
    told = words(compose(FORMS["register"], RECORD, DAY))
    assert "□A级　□B级　☑C级　□D级" in told and "□是　☑否" in told and "2.5" in told
    small = next(b for b in reversed(compose(FORMS["register"], None, DAY)) if isinstance(b, Small))
    assert "因病" in small.text and "穿青人" not in small.text


def test_what_nobody_told_stays_empty_and_is_not_no() -> None:
    untold = Record(one={"household": {"household_no": "1"}, "living": {}}, many={})
    assert "☑" not in "".join(words(compose(FORMS["survey"], untold, DAY)))
    assert ticked(field_of("living.has_power"), None, RASTER) == "□是　□否"
    assert printed(field_of("living.land_crop_mu"), 0.0) == "0"


def test_a_field_that_the_register_does_not_have_is_refused() -> None:
    raw = (
        {
            "code": "x",
            "title": "试",
            "source": SOURCE,
            "parts": [{"sheet": "试", "rows": [["household.nose"]]}],
        },
    )
    with pytest.raises(CatalogueError, match=r"household\.nose"):
        read_forms(raw)


def test_rows_fill_the_raster_or_nothing_is_made() -> None:
    with pytest.raises(ValueError, match="do not fill"):
        Grid((1, 1), ((),))
