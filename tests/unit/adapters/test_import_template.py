"""A template is recognised as the list it stands for, and typed so that nothing is lost."""

import io

import openpyxl
import pytest

from app.adapters.import_template import write_template
from app.adapters.workbook_reader import open_workbook
from app.domain.importing.profile import Profile
from app.domain.importing.reading import read_workbook
from app.domain.importing.template import template_columns
from imports import load_profiles


def template(profile: Profile) -> bytes:
    out = io.BytesIO()
    write_template(out, profile.title, template_columns(profile))
    return out.getvalue()


@pytest.mark.parametrize("profile", load_profiles().values(), ids=lambda p: p.code)
def test_every_template_is_recognised_without_doubt(profile: Profile) -> None:
    reading = read_workbook(open_workbook(template(profile), "t.xlsx"), load_profiles())
    assert reading.profile.code == profile.code
    found = [m.key for m in reading.sheets[0].mapping if m.confidence >= 0.95]
    assert found == [c.key for c in profile.columns if not c.target.startswith(("ignore.", "check."))]
    assert reading.counts.read == 0


def test_number_columns_are_text_and_words_are_offered() -> None:
    page = openpyxl.load_workbook(io.BytesIO(template(load_profiles()["B04"]))).worksheets[0]
    assert page.column_dimensions["B"].width >= 12
    titles = [c.value for c in page[2]]
    offered = {str(v.sqref).split(":")[0]: v.type for v in page.data_validations.dataValidation}
    level = openpyxl.utils.get_column_letter(titles.index("保障类别") + 1)
    assert offered[f"{level}3"] == "list"
