"""Parts of pages that are drawn once: the bar, a filter's form, whatever depends on few things and is asked often.

    {% call(back) once('bar', roles, each=(request.full_path,)) %}{{ top_bar(roles, back) }}{% endcall %}

The key names everything that the part depends on; the language is added. What differs each time is not in it: the
token of forms is put in anew, and so are the texts of `each`, for which the part is handed marks.
"""

from collections.abc import Callable, Hashable

from markupsafe import Markup, escape

from app.web.cookies import form_token
from app.web.rendering import language, mark
from app.web.shelf import Shelf

#: No field and no address holds U+0000, so no text of a reader can be taken for a mark.
_FORM = "\0form\0"
#: Kept by each process: a thousand parts of some kilobytes.
_parts: Shelf[str] = Shelf(4_000_000)


def once(*key: Hashable, each: tuple[str, ...] = (), caller: Callable[..., str]) -> Markup:
    """The part of that key, drawn by `caller` where it is asked for the first time."""
    whole = (language(), *key)
    token = form_token()
    marks = [mark(f"\0{place}\0") for place in range(len(each))]
    part = _parts.find(whole)
    if part is None:
        part = str(caller(*marks)).replace(token, _FORM)
        _parts.keep(whole, part, len(part))
    part = part.replace(_FORM, token)
    for place, text in zip(marks, each, strict=True):
        part = part.replace(place, escape(text))
    return mark(part)
