"""The key that a page gives each of its forms: the same form sent twice is one act (`unit_of_work`)."""

from flask import request

#: As long as the column that keeps it.
LONGEST = 80


def sent_key() -> str | None:
    """The form's key, cut to what can be kept; None for a form without one."""
    return request.form.get("request_key", "")[:LONGEST] or None
