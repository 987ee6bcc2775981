"""What a web process loads at its start: every start and every worker pays for it."""

import os
import subprocess
import sys
from pathlib import Path

from config import ensure_settings_file
from tests.support.jobs import ROOT

#: Libraries of single rooms, half a second each and more: loaded where they are used, never at the start.
HEAVY = ("geopandas", "linearmodels", "matplotlib", "openpyxl", "pandas", "pyogrio", "scipy", "statsmodels")


def test_a_web_process_starts_without_the_libraries_of_single_rooms(tmp_path: Path) -> None:
    ensure_settings_file(tmp_path)
    found = subprocess.run(
        [sys.executable, "-c", f"import sys, wsgi; print(*[n for n in {HEAVY!r} if n in sys.modules])"],
        cwd=ROOT, env={**os.environ, "BANGFU_DATA_DIR": str(tmp_path)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert found.stdout.split() == []
