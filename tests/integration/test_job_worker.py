"""The worker as a process: killed, paused, told to end, two at once. The full counts run under `./run prove jobs`."""

import random
import signal
import time
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.prove.jobs import kill_and_restart
from tests.support.jobs import effects, job, make_effects, put, start, states, wait_until, workers

pytestmark = pytest.mark.timeout(400)


def test_killed_workers_lose_nothing_and_double_nothing(engine: Engine, database_url: str) -> None:
    result = kill_and_restart(engine, database_url, jobs=10, steps=12, kills=6, chance=random.Random(7))
    assert result == {"done": 10, "lost": 0, "doubled": 0}


def test_a_worker_that_slept_past_its_lease_cannot_write(engine: Engine, database_url: str) -> None:
    make_effects(engine)
    name = put(engine, "count", {"steps": 12, "seconds": 0.25})
    with workers(database_url, lease=2) as (asleep,):
        wait_until(lambda: job(engine, name).step >= 2)
        asleep.send_signal(signal.SIGSTOP)
        with workers(database_url, lease=2):
            wait_until(lambda: job(engine, name).state == "done")
            asleep.send_signal(signal.SIGCONT)
            time.sleep(1)
    assert effects(engine) == [(name, n) for n in range(12)]
    assert job(engine, name).fence >= 2


def test_a_hung_step_is_taken_over_and_its_late_write_refused(engine: Engine, database_url: str) -> None:
    """The step sleeps longer than `max_step_seconds` (1.6 s) each time: its heartbeat stops, another goes on."""
    make_effects(engine)
    name = put(engine, "hang", {"steps": 1, "seconds": 4}, max_attempts=2)
    with workers(database_url, lease=1, count=2):
        wait_until(lambda: job(engine, name).fence == 2)
        wait_until(lambda: job(engine, name).state == "failed")
        time.sleep(2)  # until the second sleeper has woken, too
    assert effects(engine) == []


def test_a_long_step_within_its_limit_is_not_taken_over(engine: Engine, database_url: str) -> None:
    make_effects(engine)
    name = put(engine, "count", {"steps": 1, "seconds": 5})
    with workers(database_url, lease=2, count=2):
        wait_until(lambda: job(engine, name).state == "done")
    assert job(engine, name).fence == 1


def test_a_poisonous_job_is_set_aside_after_its_attempts(engine: Engine, database_url: str) -> None:
    name = put(engine, "poison", max_attempts=2)
    for _ in range(2):
        assert start(database_url, 1).wait(120) == -signal.SIGKILL
    with workers(database_url, lease=1):
        wait_until(lambda: job(engine, name).state == "failed")
    assert job(engine, name).error.startswith("E-JOB-1")


def test_sigterm_ends_after_the_step_and_loses_nothing(engine: Engine, database_url: str) -> None:
    make_effects(engine)
    name = put(engine, "count", {"steps": 60, "seconds": 0.1})
    first = start(database_url, 5)
    wait_until(lambda: job(engine, name).step >= 3)
    asked = time.monotonic()
    first.send_signal(signal.SIGTERM)
    assert first.wait(60) == 0
    assert time.monotonic() - asked < 20
    row = job(engine, name)
    assert (row.state, row.attempts) == ("queued", 0)
    with workers(database_url, lease=5):
        wait_until(lambda: job(engine, name).state == "done")
    assert effects(engine) == [(name, n) for n in range(60)]


def test_two_workers_fire_a_schedule_once_each_time(engine: Engine, database_url: str) -> None:
    make_effects(engine)
    with workers(database_url, lease=1, kinds=["scheduled"], count=2):
        wait_until(lambda: states(engine).get("done", 0) >= 2)
    assert len(effects(engine)) == sum(states(engine).values())


def test_an_outside_effect_may_repeat_but_is_never_left_out(
    engine: Engine, database_url: str, tmp_path: Path
) -> None:
    make_effects(engine)
    name = put(engine, "count", {"steps": 8, "seconds": 0.1, "outside": str(tmp_path / "lines")})
    first = start(database_url, 1)
    wait_until(lambda: job(engine, name).step >= 3)
    first.kill()
    first.wait()
    with workers(database_url, lease=1):
        wait_until(lambda: job(engine, name).state == "done")
    lines = (tmp_path / "lines").read_text().split("\n")[:-1]
    assert {line.split()[1] for line in lines} == {str(n) for n in range(8)}
