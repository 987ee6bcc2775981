"""The queue within one process: putting in, claiming, steps, fences, cancelling, repeating."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select, text, update

from app import job_queue
from app.domain.errors import BangfuError
from app.domain.vocabulary.jobs import JOB_KINDS
from app.job_queue import Claim, LeaseLost, RunCancelled, ask_to_cancel, claim, enqueue
from app.jobs import load_tasks
from app.jobs.schedule import next_time, tick
from app.jobs.tasks import Run, Task
from app.jobs.worker import Worker
from app.models.database_clock import database_moment
from app.models.jobs import Job, JobSchedule
from tests.support.job_worker import TASKS, settings
from tests.support.jobs import effects, job, make_effects, put, states

KINDS = ("count",)
_YEAR = 366 * 86400


def take(engine: Engine, lease_seconds: float = 30) -> Claim:
    held = claim(engine, KINDS, worker="w", lease_seconds=lease_seconds)
    assert held is not None
    return held


def run_of(engine: Engine, held: Claim) -> Run:
    return Run(engine, held, settings("", 30))


def worker(engine: Engine, **handlers: Callable[[Run], None]) -> Worker:
    tasks = {**TASKS, **{kind: Task(kind, handler) for kind, handler in handlers.items()}}
    return Worker(engine, settings("", 30), tasks)


def without_pause(engine: Engine) -> None:
    """Let a job that waits for its next attempt be due at once."""
    with engine.begin() as connection:
        connection.execute(update(Job).values(not_before=database_moment()))


def test_a_job_runs_its_steps_and_is_done(engine: Engine) -> None:
    make_effects(engine)
    name = put(engine, "count", {"steps": 3})
    assert worker(engine).run_due() == 1
    row = job(engine, name)
    assert (row.state, row.step, row.total, row.message) == ("done", 3, 3, "3")
    assert effects(engine) == [(name, 0), (name, 1), (name, 2)]


def test_a_rolled_back_act_leaves_no_job(engine: Engine) -> None:
    with engine.connect() as connection, connection.begin() as act:
        enqueue(connection, "count", {"steps": 1})
        act.rollback()
    assert states(engine) == {}


def test_the_same_key_twice_is_one_job(engine: Engine) -> None:
    first, second = (put(engine, "count", {"steps": n}, dedup_key="form-7") for n in (1, 2))
    assert first == second
    assert states(engine) == {"queued": 1}


def test_a_job_put_in_for_later_is_not_due(engine: Engine) -> None:
    put(engine, "count", delay_seconds=60)
    assert claim(engine, KINDS, worker="w", lease_seconds=5) is None


def test_a_kind_without_handler_here_is_left_for_others(engine: Engine) -> None:
    put(engine, "elsewhere")
    assert claim(engine, KINDS, worker="w", lease_seconds=5) is None


def test_a_held_job_is_not_given_twice(engine: Engine) -> None:
    put(engine, "count")
    take(engine)
    assert claim(engine, KINDS, worker="other", lease_seconds=5) is None


def test_an_old_fence_cannot_write(engine: Engine) -> None:
    make_effects(engine)
    put(engine, "count")
    asleep = run_of(engine, take(engine, lease_seconds=-1))
    awake = take(engine)
    with pytest.raises(LeaseLost), asleep.step() as session:
        session.execute(text("INSERT INTO effect VALUES ('late', 0)"))
    assert effects(engine) == []
    assert not job_queue.finish(engine, asleep.held)
    assert not job_queue.beat(engine, asleep.held, 30)
    assert job_queue.finish(engine, awake)


def test_a_process_does_not_begin_its_own_job_again(engine: Engine) -> None:
    """Its lease ran out because somebody held the database for long, and the next thread asked before its renewal."""
    begun = []

    def slow(run: Run) -> None:
        begun.append(run.held.id)
        with engine.begin() as connection:
            connection.execute(
                update(Job).values(leased_until=database_moment(-1), attempts=Job.max_attempts)
            )
        assert not busy.run_due_once()
        with run.step():
            pass

    busy = worker(engine, count=slow)
    name = put(engine, "count")
    assert busy.run_due() == 1
    assert (job(engine, name).state, len(begun)) == ("done", 1)


def test_a_lease_given_before_the_clock_was_set_back_is_over(engine: Engine) -> None:
    put(engine, "count")
    dead = take(engine, lease_seconds=24 * 3600)
    assert claim(engine, KINDS, worker="other", lease_seconds=5).id == dead.id  # type: ignore[union-attr]


def test_a_job_put_in_before_the_clock_was_set_back_waits_no_year(engine: Engine) -> None:
    put(engine, "count")
    with engine.begin() as connection:
        ahead = {"created_at": database_moment(_YEAR), "not_before": database_moment(_YEAR)}
        connection.execute(update(Job).values(**ahead))
    assert claim(engine, KINDS, worker="one", lease_seconds=5) is not None


def test_a_schedule_begins_anew_after_the_clock_was_set_back(engine: Engine) -> None:
    tick(engine, [every_hour()])
    due_now(engine, minutes_ago=-_YEAR // 60)
    assert tick(engine, [every_hour()]) == []
    with engine.connect() as connection:
        ahead = connection.execute(select(JobSchedule.next_at)).scalar_one() - datetime.now(UTC)
    assert ahead <= timedelta(hours=1)


def test_cancelling_a_waiting_job_ends_it_at_once(engine: Engine) -> None:
    name = put(engine, "count", {"steps": 1})
    with engine.begin() as connection:
        assert ask_to_cancel(connection, name)
    assert job(engine, name).state == "cancelled"
    assert worker(engine).run_due() == 0


def test_cancelling_a_running_job_rolls_its_step_back(engine: Engine) -> None:
    make_effects(engine)
    name = put(engine, "count")
    run = run_of(engine, take(engine))
    with run.step() as session:
        session.execute(text("INSERT INTO effect VALUES ('kept', 0)"))
    with engine.begin() as connection:
        assert ask_to_cancel(connection, name)
    with pytest.raises(RunCancelled), run.step() as session:
        session.execute(text("INSERT INTO effect VALUES ('undone', 1)"))
    assert effects(engine) == [("kept", 0)]
    assert job(engine, name).state == "running"


def test_a_cancelled_run_ends_cancelled(engine: Engine) -> None:
    def cancelled_meanwhile(run: Run) -> None:
        with engine.begin() as connection:
            ask_to_cancel(connection, run.held.public_id)
        with run.step():
            pass

    name = put(engine, "slow")
    worker(engine, slow=cancelled_meanwhile).run_due()
    assert job(engine, name).state == "cancelled"


def test_an_ended_job_cannot_be_cancelled(engine: Engine) -> None:
    name = put(engine, "count", {"steps": 0})
    worker(engine).run_due()
    with engine.begin() as connection:
        assert not ask_to_cancel(connection, name)


def test_a_failing_job_is_tried_again_and_then_set_aside(engine: Engine) -> None:
    name = put(engine, "refuse")
    for attempt in (1, 2, 3):
        assert worker(engine).run_due() == 1
        row = job(engine, name)
        assert row.attempts == attempt
        without_pause(engine)
    assert row.state == "failed"
    assert worker(engine).run_due() == 0


def test_an_error_keeps_no_number_of_a_person(engine: Engine) -> None:
    name = put(engine, "refuse", max_attempts=1)
    worker(engine).run_due()
    error = job(engine, name).error
    assert error == "E-JOB-2: ValueError: 证件号码 # 不对"


def test_a_repeated_attempt_waits(engine: Engine) -> None:
    put(engine, "refuse")
    assert worker(engine).run_due() == 1  # a second run would be counted here


def test_a_named_refusal_is_not_tried_again(engine: Engine) -> None:
    def refused(run: Run) -> None:
        raise BangfuError("E-X-1", "表里没有数据。")

    name = put(engine, "named")
    worker(engine, named=refused).run_due()
    assert (job(engine, name).state, job(engine, name).error) == ("failed", "E-X-1: 表里没有数据。")


def test_attempts_begin_anew_after_a_finished_step(engine: Engine) -> None:
    make_effects(engine)
    put(engine, "count")
    for _ in range(5):  # more takeovers than attempts allowed, each after one more step
        run = run_of(engine, take(engine))
        with run.step():
            pass
        expire(engine)
    assert run.held.done == 4


def test_a_step_that_kills_its_worker_is_set_aside(engine: Engine) -> None:
    name = put(engine, "count", max_attempts=2)
    for _ in range(2):
        take(engine)
        expire(engine)
    assert claim(engine, KINDS, worker="w", lease_seconds=5) is None
    row = job(engine, name)
    assert row.state == "failed"
    assert row.error.startswith("E-JOB-1")


def test_an_abandoned_cancelled_job_ends_cancelled(engine: Engine) -> None:
    name = put(engine, "count")
    take(engine)
    with engine.begin() as connection:
        ask_to_cancel(connection, name)
    expire(engine)
    assert claim(engine, KINDS, worker="w", lease_seconds=5) is None
    assert job(engine, name).state == "cancelled"


def test_putting_back_never_counts_below_zero(engine: Engine) -> None:
    name = put(engine, "count")
    held = take(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE job SET attempts = 0"))
    assert job_queue.put_back(engine, held)
    assert (job(engine, name).state, job(engine, name).attempts) == ("queued", 0)


def test_a_worker_told_to_end_puts_the_job_back_after_its_step(engine: Engine) -> None:
    make_effects(engine)
    name = put(engine, "count", {"steps": 3})
    told = worker(engine)
    told.stop()
    told.run_due_once()
    row = job(engine, name)
    assert (row.state, row.step, row.attempts) == ("queued", 1, 0)
    assert worker(engine).run_due() == 1
    assert effects(engine) == [(name, 0), (name, 1), (name, 2)]


def test_a_forgetful_task_leaves_no_row(engine: Engine) -> None:
    put(engine, "brief")
    tasks = {"brief": Task("brief", lambda run: None, forget=True)}
    Worker(engine, settings("", 30), tasks).run_due()
    assert states(engine) == {}


def test_pruning_keeps_what_failed_and_what_is_young(engine: Engine) -> None:
    old, failed, young = (put(engine, "count", {"steps": 0}) for _ in range(3))
    with engine.begin() as connection:
        for name, state, age in ((old, "done", -40), (failed, "failed", -40), (young, "done", 0)):
            moment = database_moment(age * 86400)
            connection.execute(
                update(Job).where(Job.public_id == name).values(state=state, finished_at=moment)
            )
    assert job_queue.prune(engine, 30) == 1
    assert states(engine) == {"done": 1, "failed": 1}


def expire(engine: Engine) -> None:
    """What a dead worker's lease looks like."""
    with engine.begin() as connection:
        connection.execute(update(Job).where(Job.state == "running").values(leased_until=database_moment(-1)))


def test_the_clock_is_the_databases(engine: Engine) -> None:
    with engine.connect() as connection:
        ask: Any = connection.execute
        first = ask(text("SELECT 1")) and ask(database_moment().select()).scalar_one()
        later = ask(database_moment(2.5).select()).scalar_one()
    assert 2.4 < (later - first).total_seconds() < 4
    assert first.utcoffset().total_seconds() == 0


def test_kinds_and_handlers_are_the_same() -> None:
    assert set(load_tasks()) == {code.code for code in JOB_KINDS}


def every_hour() -> Task:
    """Next due in half an hour: a test that crosses into another minute sees nothing fall due."""
    half_an_hour_on = (datetime.now(UTC).minute + 30) % 60
    return Task("count", TASKS["count"].handler, cron=f"{half_an_hour_on} * * * *")


def due_now(engine: Engine, minutes_ago: int = 0) -> None:
    """Let the schedule's next time be in the past."""
    with engine.begin() as connection:
        connection.execute(update(JobSchedule).values(next_at=database_moment(-60 * minutes_ago - 1)))


def test_a_schedule_met_for_the_first_time_waits_for_its_next_time(engine: Engine) -> None:
    assert tick(engine, [every_hour()]) == []
    assert tick(engine, [every_hour()]) == []
    assert states(engine) == {}


def test_missed_times_run_once(engine: Engine) -> None:
    tick(engine, [every_hour()])
    due_now(engine, minutes_ago=500)
    assert tick(engine, [every_hour()]) == ["count"]
    assert tick(engine, [every_hour()]) == []
    assert states(engine) == {"queued": 1}


def test_the_same_time_is_never_put_in_twice(engine: Engine) -> None:
    """Even where the schedule's row was set back by hand."""
    tick(engine, [every_hour()])
    due_now(engine)
    with engine.connect() as connection:
        moment = connection.execute(select(JobSchedule.next_at)).scalar_one()
    tick(engine, [every_hour()])
    with engine.begin() as connection:
        connection.execute(update(JobSchedule).values(next_at=moment))
    tick(engine, [every_hour()])
    assert states(engine) == {"queued": 1}


def test_a_changed_cron_line_takes_effect_at_once(engine: Engine) -> None:
    yearly = Task("count", TASKS["count"].handler, cron="0 0 1 1 *")
    tick(engine, [yearly])
    hourly = every_hour()
    assert tick(engine, [hourly]) == []
    with engine.connect() as connection:
        row = connection.execute(select(JobSchedule.cron, JobSchedule.next_at)).one()
        now = connection.execute(select(database_moment())).scalar_one()
    assert row.cron == hourly.cron
    assert row.next_at - now <= timedelta(hours=1)


def test_cron_lines_are_read_in_chinas_time() -> None:
    evening = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)  # half past two in the night there
    assert next_time("0 3 * * *")(evening) == datetime(2026, 11, 22, 19, 0, tzinfo=UTC)


def test_every_schedule_of_the_product_can_be_read() -> None:
    moment = datetime(2026, 11, 22, tzinfo=UTC)
    lines = [t.cron for t in load_tasks().values() if t.cron is not None]
    assert len(lines) >= 3
    assert all(next_time(line)(moment) > moment for line in lines)
