"""`./run` before anything is installed: each missing thing is one clear sentence in Chinese and English."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pytest

from tests.support.jobs import ROOT

#: What a bare machine has beside python3, node and npm.
BARE = (
    "bash",
    "cat",
    "cut",
    "dirname",
    "find",
    "grep",
    "id",
    "mkdir",
    "readlink",
    "sh",
    "sha256sum",
    "sleep",
    "tail",
)


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder of programs that serves as PATH, and a copy of `run` in a folder of its own."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in BARE:
        found = shutil.which(name)
        assert found is not None, name
        (programs / name).symlink_to(found)
    (tmp_path / "home").mkdir()
    shutil.copy(ROOT / "run", tmp_path / "home" / "run")
    return tmp_path


def pretend(machine: Path, name: str, script: str) -> None:
    """A program that does this instead of the real thing."""
    path = machine / "bin" / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


#: The administrator may write everywhere, so permission is tried as somebody else.
AS_NOBODY: dict[str, Any] = (
    {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.getuid() == 0 else {}
)


def run(machine: Path, *arguments: str, **more: Any) -> subprocess.CompletedProcess[str]:
    env = {"PATH": str(machine / "bin"), "HOME": str(machine / "home")}
    line = [str(machine / "home" / "run"), *arguments]
    return subprocess.run(line, env=env, capture_output=True, text=True, timeout=60, check=False, **more)


def good_python(machine: Path) -> None:
    pretend(machine, "python3", "exit 0")


def refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """Non-zero, one sentence, nothing else on the error side."""
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1, done.stderr
    for word in words:
        assert word in done.stderr


def test_without_python_it_says_which(machine: Path) -> None:
    refused(run(machine, "up"), "需要 Python 3.11", "Python 3.11 is needed")


def test_an_old_python_is_named(machine: Path) -> None:
    pretend(machine, "python3", '[ "$1" = -V ] && echo "Python 3.9.2" || exit 1')
    refused(run(machine, "up"), "Python 3.9.2", "Python 3.11 is needed")


def test_without_node_it_says_so(machine: Path) -> None:
    good_python(machine)
    refused(run(machine, "up"), "缺少 Node.js", "Node.js is missing")


def test_an_old_node_is_named(machine: Path) -> None:
    good_python(machine)
    pretend(machine, "node", "echo 18.20.4")
    refused(run(machine, "up"), "18.20.4", "20 or newer")


def test_without_npm_it_says_so(machine: Path) -> None:
    good_python(machine)
    pretend(machine, "node", "echo 20.20.2")
    refused(run(machine, "up"), "缺少 npm", "npm is missing")


def test_without_write_permission_it_says_where(machine: Path) -> None:
    good_python(machine)
    pretend(machine, "node", "echo 20.20.2")
    pretend(machine, "npm", "exit 0")
    with tempfile.TemporaryDirectory() as name:  # everybody may pass through it, unlike the tests' own folder
        shutil.copytree(machine, name, symlinks=True, dirs_exist_ok=True)
        Path(name).chmod(0o755)
        (Path(name) / "home").chmod(0o555)
        done = run(Path(name), "up", **AS_NOBODY)
    refused(done, "没有写入", "No permission to write")


def test_other_commands_ask_for_the_installation(machine: Path) -> None:
    for command in ("check", "worker", "backup", "restore", "demo", "bench", "prove"):
        refused(run(machine, command), "./run up")


@pytest.mark.parametrize("command", ["check", "fix", "bench", "prove"])
def test_after_a_first_start_the_tools_of_developers_are_fetched_when_asked_for(
    machine: Path, command: str
) -> None:
    good_python(machine)
    home = machine / "home"
    (home / "uv.lock").write_text("")
    version = (ROOT / "run").read_text().split("UV_VERSION=")[1].split()[0]
    uv = f'echo "uv {version}"; echo "$@" >>asked'
    for program, script in ((".venv/bin/flask", "exit 0"), (".tools/bin/uv", uv)):
        path = home / program
        path.parent.mkdir(parents=True)
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
    run(machine, command)
    syncs = [line for line in (home / "asked").read_text().splitlines() if line.startswith("sync")]
    assert len(syncs) == 1
    assert "--no-dev" not in syncs[0]


def test_help_names_every_command(machine: Path) -> None:
    done = run(machine, "help")
    assert done.returncode == 0
    for command in (
        "up",
        "test",
        "check",
        "fix",
        "worker",
        "demo",
        "bench",
        "prove",
        "backup",
        "restore",
        "help",
    ):
        assert command in done.stdout


def test_an_unknown_command_is_refused_with_the_list(machine: Path) -> None:
    done = run(machine, "uo")
    assert done.returncode == 1
    assert "没有这个命令：uo" in done.stderr
    assert "backup" in done.stderr


def test_tests_without_browser_and_root_end_with_the_line_to_type(tmp_path: Path) -> None:
    """The function is called by itself: everything before it would install."""
    script = (ROOT / "run").read_text("utf-8").split("\ncommand=")[0]
    script = script.replace('cd "$(dirname', 'cd "/" # "$(dirname')
    asked = 'command() { [ "$2" != chromium ]; }\nis_root() { false; }\nneed_browser\n'
    done = subprocess.run(
        ["bash", "-c", f"{script}\n{asked}"], capture_output=True, text=True, timeout=60, check=False
    )
    refused(done, "sudo apt-get install -y chromium")
