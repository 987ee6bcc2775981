"""What came over the wire, read in a way that a broken sender is told so."""

from flask import Request
from werkzeug.exceptions import BadRequest


class IncomingRequest(Request):
    """A request whose body may break off or lie about its length while it is read."""

    def _load_form_data(self) -> None:
        """BadRequest where the server cannot make out the body; what our own disk says stays what it is."""
        try:
            super()._load_form_data()
        except OSError as broken:
            if (
                broken.errno is None
            ):  # the server's own words for a body that is none; the system gives a number
                raise BadRequest from broken
            raise
