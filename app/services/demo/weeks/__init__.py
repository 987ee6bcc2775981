"""The invented county at work: what its people did in the last weeks, through the services that everybody uses.

Nothing is written past the services: each act has its actor, its event and its day, and all checks hold. Acts are done
in the order of their days, so the trail reads like one that grew.
"""

from sqlalchemy.orm import Session

from app.adapters.file_store import FileStore
from app.services.demo.weeks.agenda import Agenda
from app.services.demo.weeks.months import plan_months
from app.services.demo.weeks.orders import plan_orders
from app.services.demo.weeks.people import cast_of
from app.services.demo.weeks.projects import plan_projects
from app.services.demo.weeks.questions import plan_questions

__all__ = ["live_weeks"]


def live_weeks(session: Session, store: FileStore) -> int:
    """The last weeks up to yesterday, with the months that ended; how many acts, 0 without the demo's people."""
    cast = cast_of(session)
    if cast is None:
        return 0
    agenda = Agenda(session)
    plan_months(agenda, store)
    plan_orders(agenda, cast)
    plan_projects(agenda, cast)
    plan_questions(agenda, cast)
    return agenda.run()
