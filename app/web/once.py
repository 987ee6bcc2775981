"""Parts of pages that are drawn once: the bar, a filter's form, whatever depends on few things and is asked often.

    {% call(back) once('bar', roles, each=(request.full_path,)) %}{{ top_bar(roles, back) }}{% endcall %}

The key names everything that the part depends on; the language is added. What differs each time is not in it: the
token of forms is put in anew, and so are the texts of `each`, for which the part is handed marks.
"""

from collections.abc import Callable, Hashable
from threading import Lock

from markupsafe import Markup, escape

from app.web.cookies import form_token
from app.web.rendering import language, mark

#: Parts kept by each process, some kilobytes each; the one that was asked longest ago gives way.
MOST = 1000
#: No field and no address holds U+0000, so no text of a reader can be taken for a mark.
_FORM = "\0form\0"
_parts: dict[Hashable, str] = {}
_changing = Lock()


def once(*key: Hashable, each: tuple[str, ...] = (), caller: Callable[..., str]) -> Markup:
    """The part of that key, drawn by `caller` where it is asked for the first time."""
    whole = (language(), *key)
    token = form_token()
    marks = [mark(f"\0{place}\0") for place in range(len(each))]
    with _changing:
        part = _parts.pop(whole, None)
        if part is not None:
            _parts[whole] = part
    if part is None:
        part = str(caller(*marks)).replace(token, _FORM)
        with _changing:
            _parts[whole] = part
            if len(_parts) > MOST:
                del _parts[next(iter(_parts))]
    part = part.replace(_FORM, token)
    for place, text in zip(marks, each, strict=True):
        part = part.replace(place, escape(text))
    return mark(part)
