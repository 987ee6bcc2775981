"""Photos and papers of a household: what is kept of them, what is refused, and who may see them."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from PIL import ExifTags, Image
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.adapters.photos import LONGEST, SMALL, shrink
from app.domain.errors import InvalidInputError
from app.models import Attachment, Secret
from app.services import attachments
from tests.support.people import OTHER_VILLAGE, VILLAGE, World
from tests.support.visitor import Visitor

PAPER = b"%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"


def photo(width: int = 2400, height: int = 1200, *, turned: bool = True, shade: int = 90) -> bytes:
    """A phone's photo: left half dark, lying on its side, with day, place and the owner's name inside."""
    picture = Image.new("RGB", (width, height), (200, 200, 200))
    picture.paste((shade, 20, 20), (0, 0, width // 2, height))
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = "SECRET OWNER"
    if turned:
        exif[ExifTags.Base.Orientation] = 6
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:10:05 09:30:00"
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLatitude] = "N", (26.0, 30.0, 36.0)
    gps[ExifTags.GPS.GPSLongitudeRef], gps[ExifTags.GPS.GPSLongitude] = "E", (106.0, 15.0, 0.0)
    out = BytesIO()
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_a_photo_is_shrunk_upright_and_bare() -> None:
    made = shrink(photo())
    with Image.open(BytesIO(made.body)) as kept, Image.open(BytesIO(made.small)) as small:
        assert kept.size == (LONGEST // 2, LONGEST) and max(small.size) == SMALL
        assert not kept.getexif() and b"SECRET" not in made.body
        top = kept.convert("RGB").getpixel((400, 100))
        assert isinstance(top, tuple) and top[1] < 60  # what lay on the left stands above
    assert made.taken_at is not None and made.taken_at.isoformat() == "2026-10-05T09:30:00"
    assert made.place == (26.51, 106.25)


@pytest.mark.parametrize("body", [b"", b"GIF89a" + b"0" * 50, b"MZ" + b"0" * 500, photo()[:3000], b"<svg/>"])
def test_what_is_no_photo_is_refused(body: bytes) -> None:
    with pytest.raises(InvalidInputError) as refused:
        shrink(body)
    assert refused.value.code == "E-PHOTO" and "请" in (refused.value.way_out or "")


@pytest.mark.parametrize(("kind", "written"), [("PNG", {}), ("JPEG", {"progressive": True})])
def test_a_small_file_of_many_dots_is_refused_before_it_is_unpacked(
    kind: str, written: dict[str, Any]
) -> None:
    out = BytesIO()
    Image.new("1" if kind == "PNG" else "L", (5100, 5000)).save(out, kind, **written)
    assert len(out.getvalue()) < 200_000
    with pytest.raises(InvalidInputError) as refused:
        shrink(out.getvalue())
    assert refused.value.code == "E-PHOTO-SIZE" and "请" in (refused.value.way_out or "")


@pytest.fixture
def home(world: World) -> str:
    world.account("cadre", "village_cadre", VILLAGE)
    world.account("far", "village_cadre", OTHER_VILLAGE)
    return world.household(VILLAGE, head_name="石阿妹").public_id


def bring(visitor: Visitor, home_id: str, *files: tuple[bytes, str], topic: str = "house") -> Any:
    data = {
        "topic": topic,
        "caption": "东边墙有裂缝",
        "files": [(BytesIO(body), name) for body, name in files],
    }
    return visitor.post(f"/households/{home_id}/files", data, content_type="multipart/form-data")


def test_photos_and_papers_are_brought_seen_described_and_removed(app: Flask, home: str, db: Session) -> None:
    cadre, public_id = Visitor(app, "cadre"), home
    sent = ((photo(), "a.jpg"), (PAPER, "证明.pdf"), (photo(), "again.jpg"))
    assert bring(cadre, public_id, *sent).status_code == 302
    rows = db.scalars(select(Attachment).order_by(Attachment.id)).all()
    assert [(r.kind, r.taken_on) for r in rows] == [
        ("photo", date(2026, 10, 5)),
        ("paper", None),
    ]  # the same twice: one
    assert db.scalars(select(Secret.kind).where(Secret.id == rows[0].place_ref)).all() == ["place"]
    page = cadre.get(f"/households/{public_id}").text
    assert "东边墙有裂缝" in page and 'loading="lazy"' in page
    one = f"/households/{public_id}/files/{rows[0].public_id}"
    seen = cadre.get(one).text
    assert "cadre" in seen and "10-05 09:30" in seen and "26.51" not in seen
    small = cadre.get(f"{one}/content?small=1")
    assert small.mimetype == "image/jpeg" and len(small.data) < 20_000
    paper = cadre.get(f"/households/{public_id}/files/{rows[1].public_id}/content")
    assert paper.data == PAPER and paper.headers["Content-Disposition"].startswith("attachment")
    assert cadre.post(one, {"topic": "water", "caption": ""}).status_code == 302
    assert "饮水" in cadre.get(one).text
    shown = cadre.post(f"/households/{public_id}/reveal/{rows[0].public_id}/place", {"purpose": "check"})
    assert "26.510000,106.250000" in shown.text
    assert cadre.post(f"{one}/remove").status_code == 302
    db.rollback()
    assert db.scalar(select(func.count()).select_from(Attachment)) == 1


def test_another_area_neither_sees_nor_brings(app: Flask, home: str, db: Session) -> None:
    cadre, far, public_id = Visitor(app, "cadre"), Visitor(app, "far"), home
    bring(cadre, public_id, (photo(), "a.jpg"))
    row = db.scalars(select(Attachment)).one()
    one = f"/households/{public_id}/files/{row.public_id}"
    assert {far.get(a).status_code for a in (one, f"{one}/content", f"/households/{public_id}/files")} == {
        404
    }
    assert {far.post(a, {"topic": "water"}).status_code for a in (one, f"{one}/remove")} == {404}
    assert bring(far, public_id, (photo(), "a.jpg")).status_code == 404


def test_each_refused_file_gets_its_sentence_and_the_others_stay(
    app: Flask, home: str, db: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    cadre, public_id = Visitor(app, "cadre"), home
    script = PAPER.replace(b"/Type /Catalog", b"/OpenAction <</S /JavaScript /JS (x)>>")
    sent = (
        (b"nothing", "坏.jpg"),
        (script, "脚本.pdf"),
        (PAPER[:20], "断.pdf"),
        (photo(), "好.jpg"),
        (b"", "空.jpg"),
    )
    answer = bring(cadre, public_id, *sent)
    assert answer.status_code == 422
    assert all(text in answer.text for text in ("坏.jpg", "脚本.pdf", "不完整", "文件是空的", "收下 1 份"))
    assert bring(cadre, public_id, (photo(), "x.jpg"), topic="").status_code == 422
    assert bring(cadre, public_id).status_code == 422
    monkeypatch.setattr(attachments, "MOST_FILES", 1)
    full = bring(cadre, public_id, (photo(shade=10), "y.jpg"))
    assert full.status_code == 422 and "到了上限" in full.text
    assert db.scalar(select(func.count()).select_from(Attachment)) == 1
