"""Photos as phones send them: shrunk, turned upright, nothing but the picture; when and where are told apart."""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from app.domain.errors import InvalidInputError

#: The longest side of what is kept, and of the small picture that lists show.
LONGEST, SMALL = 1600, 320
#: A picture of more dots than this is refused before it is unpacked (phones have up to 200 million).
MOST_DOTS = 210_000_000
#: The same for what cannot be read small (PNG, WebP, progressive JPEG): each dot stands in memory, and a plain
#: area of any size packs into some thousand bytes.
MOST_WHOLE_DOTS = 25_000_000
_FORMATS = ("JPEG", "PNG", "WEBP")


@dataclass(frozen=True, slots=True)
class Photo:
    """The picture and its small one as JPEG; when, by the camera's own clock; latitude and longitude in degrees."""

    body: bytes
    small: bytes
    taken_at: datetime | None
    place: tuple[float, float] | None


def shrink(body: bytes) -> Photo:
    """A photo as it is kept. InvalidInputError E-PHOTO for what is no photo, E-PHOTO-SIZE for one of too many dots."""
    try:
        with Image.open(BytesIO(body), formats=_FORMATS) as opened:
            if opened.width * opened.height > _most_dots(opened):
                raise InvalidInputError(
                    "E-PHOTO-SIZE", "这张照片的点数太多，打不开。", way_out="请用手机重新拍一张普通照片。"
                )
            moment, place = _told(opened)
            opened.draft("RGB", (LONGEST, LONGEST))
            whole = opened.convert("RGB") if opened.mode == "P" else opened
            whole.thumbnail((LONGEST, LONGEST))  # before it is copied
            upright = ImageOps.exif_transpose(whole).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as odd:
        raise InvalidInputError(
            "E-PHOTO",
            "这个文件打不开，不是照片，或者传到一半断了。",
            way_out="请选 JPG、PNG 或 WebP 照片再传；苹果手机请在“相机—格式”里选“兼容性最佳”。",
        ) from odd
    return Photo(_written(upright, LONGEST, 80), _written(upright, SMALL, 70), moment, place)


def _most_dots(opened: Image.Image) -> int:
    is_small_readable = opened.format == "JPEG" and not opened.info.get("progressive")
    return MOST_DOTS if is_small_readable else MOST_WHOLE_DOTS


def _written(picture: Image.Image, longest: int, quality: int) -> bytes:
    """A fresh JPEG: nothing of the original file but its dots."""
    small = picture.copy()
    small.thumbnail((longest, longest))
    out = BytesIO()
    fresh = Image.new("RGB", small.size)
    fresh.paste(small)
    fresh.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def _told(picture: Image.Image) -> tuple[datetime | None, tuple[float, float] | None]:
    """Moment and place as the camera wrote them; odd entries tell nothing."""
    try:
        exif = picture.getexif()
        return _moment(exif), _place(exif.get_ifd(ExifTags.IFD.GPSInfo))
    except Exception:  # noqa: BLE001 (whatever a camera wrote there, the picture counts)
        return None, None


def _moment(exif: Image.Exif) -> datetime | None:
    text = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal) or exif.get(
        ExifTags.Base.DateTime
    )
    try:
        return datetime.strptime(str(text), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 (the camera's own clock)
    except ValueError:
        return None


def _place(gps: dict[int, Any]) -> tuple[float, float] | None:
    tags = ExifTags.GPS
    try:
        north, east = _degrees(gps[tags.GPSLatitude]), _degrees(gps[tags.GPSLongitude])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    north = -north if gps.get(tags.GPSLatitudeRef) == "S" else north
    east = -east if gps.get(tags.GPSLongitudeRef) == "W" else east
    return (round(north, 6), round(east, 6)) if abs(north) <= 90 and abs(east) <= 180 else None


def _degrees(parts: Any) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    if value != value:
        raise ValueError
    return value
