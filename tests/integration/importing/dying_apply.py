"""A process that applies a batch and is killed at a named place: `python -m ... URL FOLDER BATCH PLACE`."""

import os
import signal
import sys
from pathlib import Path

from app.extensions import db
from app.factory import create_app
from app.models import ImportBatch
from app.queries.accounts import actor_of, find_user
from app.queries.scope import unscoped
from app.services.importing import acts, apply
from tests.conftest import settings_for


def main(url: str, folder: str, batch_id: str, place: str) -> None:
    app = create_app(settings_for(url, Path(folder)))

    def die(*_args: object, **_more: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(apply, place, die)
    with app.app_context(), unscoped("tests"):
        session = db.session()
        batch = session.get(ImportBatch, int(batch_id))
        user = find_user(session, "office")
        assert batch is not None
        assert user is not None
        acts.write(session, actor_of(session, user), batch)


if __name__ == "__main__":
    main(*sys.argv[1:])
