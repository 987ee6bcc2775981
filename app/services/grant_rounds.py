"""Steps of many grants at once: ticked in the browser, or written into the bureau's own sheet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from app.domain.errors import InvalidInputError, NotAllowedError
from app.models import MeasureGrant
from app.queries.scope import Scope
from app.services.grants import step_grant
from app.services.rules import run_household
from app.unit_of_work import Work


@dataclass(frozen=True, slots=True)
class Wanted:
    """One step for one grant: the version that the person saw (None = whatever it is now), and what the step takes."""

    public_id: str
    act: str
    version: int | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


def take_steps(
    work: Work, scope: Scope, versions: Mapping[str, int | None], act: str, **values: Any
) -> list[tuple[str, str]]:
    """The same step for many (public id -> version seen), at most 500 at once; what was left, and why."""
    return take_each(work, scope, [Wanted(one, act, seen, values) for one, seen in versions.items()])


def take_each(work: Work, scope: Scope, wanted: Sequence[Wanted]) -> list[tuple[str, str]]:
    """A step of its own for each. Returns (public id, sentence) of those left as they are; nothing stops the others.

    The rules are run once for each family whose grants moved.
    """
    rows = _rows(work, scope, (one.public_id for one in wanted))
    left, touched = [], set()
    for one in wanted:
        grant = rows.get(one.public_id)
        if grant is None:
            left.append((one.public_id, "没有找到，或不归您管。"))
        elif one.version is not None and one.version != grant.version:
            left.append((one.public_id, "刚才被别人办过一步。"))
        else:
            try:
                step_grant(work, scope, grant, one.act, **one.values)
                touched.add(grant.household_id)
            except InvalidInputError as refused:
                left.append((one.public_id, "".join(refused.fields.values()) or refused.message))
            except NotAllowedError:
                left.append((one.public_id, "您的岗位不能办这一步。"))
    for household_id in sorted(touched):
        run_household(work, household_id)
    return left


def _rows(work: Work, scope: Scope, public_ids: Iterable[str]) -> dict[str, MeasureGrant]:
    wanted = select(MeasureGrant).where(scope.on(MeasureGrant), MeasureGrant.public_id.in_(list(public_ids)))
    return {row.public_id: row for row in work.session.scalars(wanted.order_by(MeasureGrant.id))}
