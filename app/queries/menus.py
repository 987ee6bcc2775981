"""Answers about names, roles, rules, places and kept lists, asked again only when one of these changed.

Who is signed in is asked with every request, and the answer brings the database's own token (`MenuRevision`): what was
asked under this token is still true, whichever process changed what since. In an act, in a job and after a commit there
is none, and everything is asked.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy.orm import Session

T = TypeVar("T")

#: Answers kept by each process; the one that was asked longest ago gives way.
MOST = 1000
_answers: OrderedDict[Hashable, Any] = OrderedDict()
_changing = Lock()


def remember_revision(session: Session, token: str | None) -> None:
    """`token` was read in the session's present transaction, before anything was written there."""
    session.info["menus"] = (token, session.get_transaction())


def kept(session: Session, key: Hashable, ask: Callable[[], T]) -> T:
    """What `ask` found under the present token. It depends on the key and on what the token watches, and is not changed
    by who is handed it."""
    token = _revision(session)
    if token is None:
        return ask()
    whole = (token, key)
    with _changing:
        if whole in _answers:
            _answers.move_to_end(whole)
            found: T = _answers[whole]
            return found
    found = ask()
    with _changing:
        _answers[whole] = found
        if len(_answers) > MOST:
            _answers.popitem(last=False)
    return found


def _revision(session: Session) -> str | None:
    token, read_in = session.info.get("menus", (None, None))
    if token is None or read_in is not session.get_transaction() or session.info.get("event") is not None:
        return None
    return str(token)
