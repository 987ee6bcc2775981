"""A body that breaks off is the sender's fault; a full disk is not."""

import errno
from io import BytesIO

import pytest
from werkzeug.exceptions import BadRequest
from werkzeug.test import EnvironBuilder

from app.web.incoming import IncomingRequest


class Failing(BytesIO):
    """A body of which the server says on reading what went wrong."""

    def __init__(self, problem: OSError) -> None:
        super().__init__()
        self.problem = problem

    def read(self, _size: int | None = -1) -> bytes:
        raise self.problem


@pytest.mark.parametrize(
    ("problem", "told"), [(OSError("no such piece"), BadRequest), (OSError(errno.ENOSPC, "full"), OSError)]
)
def test_whose_fault_a_broken_body_is(problem: OSError, told: type[Exception]) -> None:
    kind = "application/x-www-form-urlencoded"
    environ = EnvironBuilder("/sign-in", method="POST", content_type=kind).get_environ()
    request = IncomingRequest(environ | {"wsgi.input": Failing(problem), "wsgi.input_terminated": True})
    with pytest.raises(told):
        _ = request.form
