"""Background jobs as people see them."""

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.clock import now
from app.models import Job, JobSchedule

LATE = timedelta(minutes=3)


def worker_state(session: Session) -> str:
    """`ok`, `late` where due work has been waiting for minutes, `idle` where nothing was ever scheduled."""
    moment = now()
    scheduled = session.scalar(select(func.min(JobSchedule.next_at)))
    waiting = session.scalar(select(func.min(Job.not_before)).where(Job.state == "queued"))
    due = [at for at in (scheduled, waiting) if at is not None]
    if not due:
        return "idle"
    return "late" if min(due) < moment - LATE else "ok"


def list_jobs(session: Session, state: str | None = None, limit: int = 100) -> list[Job]:
    """The newest jobs, those that failed first."""
    wanted = select(Job).order_by((Job.state != "failed"), Job.id.desc()).limit(limit)
    return list(session.scalars(wanted.where(Job.state == state) if state else wanted))


def find_job(session: Session, public_id: str) -> Job | None:
    return session.scalar(select(Job).where(Job.public_id == public_id))
