"""What an undo says counts as its preview counted: records by the record, families by the family."""

from flask import Flask
from sqlalchemy.orm import Session

from app.models import ImportBatch
from tests.integration.importing.conftest import HOME_ROWS
from tests.integration.importing.office import Office, dibao, homes
from tests.integration.importing.test_bureau_list import HEAD, OLD, WIFE, line
from tests.support.visitor import Visitor, form_fields


def _undo(app: Flask, batch: ImportBatch) -> tuple[str, str]:
    """The text of the question and of the answer."""
    who, address = Visitor(app, "office"), f"/imports/{batch.public_id}/undo"
    asked = who.get(address).text
    return asked, who.post(address, form_fields(asked), follow_redirects=True).text


def test_unchanged_records_of_a_delivery_are_named_as_records(
    app: Flask, db: Session, village: Office
) -> None:
    rows = [line("赵建国", HEAD), line("孙小红", WIFE), line("钱秀英", OLD)]
    village.applies(dibao(*rows), "B04.xlsx", "B04", "2026-10")
    again = village.applies(dibao(*rows[:2], line("钱秀英", OLD, amount="700")), "B04.xlsx", "B04", "2026-11")
    assert (again.counts["changed"], again.counts["same"]) == (1, 2)
    asked, said = _undo(app, again)
    assert "3 条部门记录也一起撤掉" in asked
    assert "整批撤回了：撤掉这一批的 3 条部门记录。" in said


def test_families_and_people_are_counted_as_such(app: Flask, db: Session, village: Office) -> None:
    more = [
        [*HOME_ROWS[0][:2], f"{n:04d}", name, *HOME_ROWS[0][4:]] for n, name in ((7, "周大山"), (8, "吴小妹"))
    ]
    batch = village.applies(homes(*HOME_ROWS, *more), "N01.xlsx", "N01", "2027-12")
    assert batch.counts["new"] == 2
    _asked, said = _undo(app, batch)
    assert "整批撤回了：去掉 2 户，连同去掉" in said
    assert "部门记录" not in said.split("整批撤回了")[1][:60]
