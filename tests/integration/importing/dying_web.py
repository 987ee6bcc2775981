"""A web process that is killed right after a batch is written: `python -m ... URL FOLDER BATCH ADDRESS-END`."""

import os
import signal
import sys
from pathlib import Path

from app.factory import create_app
from app.services.importing import aftermath
from tests.conftest import settings_for
from tests.support.people import World


def main(url: str, folder: str, public_id: str, verb: str) -> None:
    app = create_app(settings_for(url, Path(folder)))
    app.config.update(WTF_CSRF_ENABLED=False)

    def die(*_args: object, **_more: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    aftermath.run_area = die  # type: ignore[assignment]
    client = app.test_client()
    client.post("/sign-in", data={"login": "office", "password": World.PASSWORD})
    answer = client.post(f"/imports/{public_id}/{verb}")
    sys.stdout.write(f"{answer.status_code} {answer.get_data(as_text=True)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
