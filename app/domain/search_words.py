"""What somebody typed into the search field may mean: a name, its pinyin, a number, or the end of one."""

import re
import unicodedata
from dataclasses import dataclass

from app.domain.identifiers import IdentifierError, mask_id, mask_phone, parse_id, upgrade_15
from app.domain.names import name_key

#: Longer texts are not names or numbers; the rest is not looked at.
LONGEST = 60

_NOT_SEARCHED = re.compile(r"[\u0000-\u001f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_PHONE = re.compile(r"1[3-9][0-9]{9}")
_LAST4 = re.compile(r"[0-9]{3}[0-9X]")
_NUMBER = re.compile(r"(?=.*[0-9])[0-9A-Z-]{5,30}")
#: A number so long is somebody's, also where it is mistyped.
_LONG = re.compile(r"[0-9]{11,}[0-9A-Z]*")
_LATIN = re.compile(r"[A-Z][A-Z' ]*")


@dataclass(frozen=True, slots=True)
class SearchWords:
    """Each reading that fits; the others are None. `text` is what was typed, cleaned."""

    text: str
    name: str | None = None
    latin: str | None = None
    number: str | None = None
    number18: str | None = None
    last4: str | None = None
    phone: str | None = None

    def __bool__(self) -> bool:
        return bool(self.text)

    @property
    def is_secret(self) -> bool:
        """A whole number of a person: it stands in no address, no title and no log."""
        return bool(self.number18 or self.phone or _LONG.fullmatch(self.number or ""))

    @property
    def shown(self) -> str:
        """What was typed as it may stand on a page: whole numbers keep their ends only."""
        if self.phone:
            return mask_phone(self.phone)
        if not self.is_secret:
            return self.text
        return mask_id(self.number18) if self.number18 else f"{(self.number or '')[:2]}…"


def read_words(typed: str) -> SearchWords:
    """Every meaning of the words; an empty text means nothing at all."""
    text = _NOT_SEARCHED.sub("", unicodedata.normalize("NFKC", typed)).strip()[:LONGEST]
    plain = re.sub(r"\s+", "", text).upper()
    return SearchWords(
        text,
        name=name_key(text) if text and not plain.isascii() else None,
        latin=plain.replace("'", "").lower() if _LATIN.fullmatch(text.upper()) else None,
        number=plain if _NUMBER.fullmatch(plain) else None,
        number18=_number18(plain),
        last4=plain if _LAST4.fullmatch(plain) else None,
        phone=plain if _PHONE.fullmatch(plain) else None,
    )


def _number18(plain: str) -> str | None:
    """The 18 places behind an ID or certificate number; a wrong check character still finds what was stored."""
    if not re.fullmatch(r"[0-9]{15}|[0-9]{17}[0-9X]|[0-9]{17}[0-9X][1-7][1-4](B[0-9])?", plain):
        return None
    if len(plain) != 15:
        return plain[:18]
    try:
        return parse_id(plain).number18
    except IdentifierError:
        return upgrade_15(plain)
