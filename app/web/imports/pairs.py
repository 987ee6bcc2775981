"""The comparison as the page draws it: differing characters marked, numbers masked with the differing part said."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from app.domain.identifiers import mask_id
from app.domain.matching.features import Features
from app.domain.vocabulary.people import SEX
from app.services.importing.judging import Side
from app.web.formats import place

#: (text, differs) pairs, drawn by the macro `mark_diff`.
Parts = Sequence[tuple[str, bool]]


def pair_rows(left: Side, right: Side, features: Features) -> list[dict[str, Any]]:
    """Rows for the macro `pair`, their sides as parts."""
    word = {"sound": _("同音字"), "look": _("字形相近"), "part": _("少写了字")}.get(features.name, "")
    state = {"same": "same", "none": "differs"}.get(features.name, "near")
    return [
        _row(_("姓名"), *_marked(left.name, right.name), state, word),
        _number_row(left.number, right.number),
        _plain(_("出生日期"), left.described.born_on, right.described.born_on),
        _plain(_("性别"), _sex(left), _sex(right)),
        _row(
            _("乡镇、村"),
            _whole(left.place or _("没有写")),
            _whole(place(right.place)),
            _place_state(left, right),
        ),
    ]


def _sex(side: Side) -> str | None:
    return SEX.label(side.described.sex) if side.described.sex else None


def _place_state(left: Side, right: Side) -> str:
    if not left.place:
        return "missing"
    return "same" if all(part in right.place for part in left.place.split()) else "differs"


def _row(
    label: str, left: Parts, right: Parts, state: str, word: str = "", idno: bool = False
) -> dict[str, Any]:
    return {"label": label, "left": left, "right": right, "state": state, "word": word, "idno": idno}


def _whole(text: object) -> Parts:
    return [(str(text), False)]


def _plain(label: str, left: object, right: object) -> dict[str, Any]:
    state = "missing" if left is None or right is None else "same" if left == right else "differs"
    nothing = _("没有记录")
    return _row(
        label, _whole(nothing if left is None else left), _whole(nothing if right is None else right), state
    )


def _marked(left: str, right: str) -> tuple[Parts, Parts]:
    """Both texts character by character with those that differ marked; texts of unequal length stay whole."""
    if len(left) != len(right):
        return _whole(left), _whole(right)
    pairs = list(zip(left, right, strict=True))
    return [(a, a != b) for a, b in pairs], [(b, a != b) for a, b in pairs]


def _number_row(left: str | None, right: str | None) -> dict[str, Any]:
    label, nothing = _("证件号码"), _("没有记录")
    mine = _whole(mask_id(left) if left else nothing)
    theirs = _whole(mask_id(right) if right else nothing)
    if not left or not right:
        return _row(label, mine, theirs, "missing", idno=True)
    places = [n + 1 for n, (a, b) in enumerate(zip(left, right, strict=False)) if a != b]
    if not places:
        return _row(label, mine, theirs, "same", idno=True)
    said = "、".join(str(n) for n in places[:4]) + ("…" if len(places) > 4 else "")
    return _row(label, mine, theirs, "differs", _("第 %(places)s 位不一样", places=said), idno=True)


def tenths(score: float) -> str:
    """A likelihood for people: 三成, 八成五, 一半."""
    words = "零一二三四五六七八九"
    whole, half = divmod(round(min(max(score, 0.0), 0.95) * 20), 2)
    if whole == 5 and not half:
        return str(_("一半"))
    if whole == 0:
        return str(_("不到一成"))
    return f"{words[whole]}成{'五' if half else ''}"
