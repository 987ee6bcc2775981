"""The tasks of a visit as parts of its form: what is ticked is answered, the others wait on."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.access import current_actor, current_scope, session
from app.models import Household
from app.queries.visit_tasks import TICKED, Task, list_tasks
from app.services.quality import Explanation
from app.services.visit_rounds import Answered, Brought
from app.web.households.visit_form import DocumentPart, ExplainPart, FindingPart
from app.web.quality.remarks import HouseholdQuality, quality_of

#: More problems of the data than this are no matter of one visit; they stand on the household's page.
MOST_PROBLEMS = 5
_PARTS: dict[str, Any] = {"finding": FindingPart, "document": DocumentPart, "quality": ExplainPart}


@dataclass
class Part:
    """One task with the form that answers it; none where the visit itself or another page clears it."""

    task: Task
    form: Any | None

    @property
    def is_done(self) -> bool:
        return self.form is not None and bool(self.form.done.data)


def parts_of(household: Household) -> list[Part]:
    """All that waits for this family, with the forms that answer it."""
    return [Part(task, _form(task)) for task in tasks_of(household, quality_of(household))]


def tasks_of(household: Household, quality: HouseholdQuality) -> list[Task]:
    """All that waits for this family, problems of the data last."""
    tasks = list_tasks(session(), current_scope(), household, current_actor())
    if current_actor().may("household:edit") and household.status == "active":
        tasks += _problems(quality)
    return tasks


def _problems(quality: HouseholdQuality) -> list[Task]:
    found = []
    for problem in quality.problems[:MOST_PROBLEMS]:
        rule, person = quality.rules[problem.result.rule], problem.person
        ref = f"{rule.code}:{person.public_id if person else ''}"
        found.append(Task("quality", rule.sentence, ref, person.name if person else "", rule.fix))
    return found


def _form(task: Task) -> Any | None:
    kind = _PARTS.get(task.kind)
    if kind is None:
        return None
    form = kind(prefix=f"{task.ref}-", meta={"csrf": False})
    if task.kind in TICKED and not form.version.data:
        form.version.data = task.version
    return form


def are_whole(parts: list[Part]) -> bool:
    """Whether everything that was ticked is written out; the forms carry the sentences."""
    answers = [part.form.validate() for part in parts if part.is_done and part.form is not None]
    return all(answers)


def refusals_of(parts: list[Part]) -> list[str]:
    """What is wrong with the ticked tasks, for the top of the form."""
    return [
        f"{part.task.title}：{field.errors[0]}"
        for part in parts
        if part.form is not None
        for field in part.form
        if field.errors
    ]


def findings_of(parts: list[Part]) -> tuple[Answered, ...]:
    return tuple(
        Answered(part.task.ref, part.form.version.data, part.form.changes())
        for part in parts
        if part.is_done and part.task.kind == "finding" and part.form is not None
    )


def documents_of(parts: list[Part]) -> tuple[Brought, ...]:
    return tuple(
        Brought(part.task.ref, part.form.version.data or 0, part.form.words.data)
        for part in parts
        if part.is_done and part.task.kind == "document" and part.form is not None
    )


def explanations_of(parts: list[Part]) -> tuple[tuple[str, Explanation], ...]:
    found = []
    for part in parts:
        if part.is_done and part.task.kind == "quality" and part.form is not None:
            rule, _colon, person = part.task.ref.partition(":")
            words, days = part.form.words.data or "", part.form.days.data
            found.append((part.task.ref, Explanation(rule, person or None, words, days)))
    return tuple(found)


def put_refusal(form: Any, parts: list[Part], fields: dict[str, str]) -> None:
    """Sentences beside what they speak of: `<ref>-<field>` of a task, or a field of the visit."""
    for part in parts:
        if part.form is None:
            continue
        for name in [name for name in fields if name.startswith(f"{part.task.ref}-")]:
            field = name.removeprefix(f"{part.task.ref}-")
            part.form[field if field in part.form else "done"].errors = [fields.pop(name)]
            if field == "done":  # it moved meanwhile: the next press is about what is shown now
                part.form.version.raw_data, part.form.version.data = None, part.task.version
    gone = [name for name in fields if "-" in name and name not in form]
    for name in gone:
        del fields[name]
    if gone:
        fields[""] = _("有一件事刚才已经由别人办了，没有重复办，请再看一遍。")
    form.put_errors(fields)
