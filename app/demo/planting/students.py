"""Planted cases of further measures for pupils and students: M22, M27 to M29, and of a pair that stays open."""

import numpy as np

from app.demo.planting.chooser import Chooser
from app.demo.planting.more_measures import nothing
from app.demo.planting.people import set_school, set_unborn
from app.demo.tables import is_one_of, untold
from app.domain.vocabulary.schooling import COMPULSORY, HIGHER_VOCATIONAL, SENIOR, UNDERGRADUATE, VOCATIONAL

#: Where somebody of this age learns who goes on after grade 9.
_STAGES = {
    15: "senior_1", 16: "senior_2", 17: "senior_3",
    18: "higher_vocational_1", 19: "higher_vocational_2", 20: "higher_vocational_3",
}  # fmt: skip

#: How many of them in a county: enough where there are few, hardly any in a large one.
_ENROLLED = 120


def enrol(chooser: Chooser) -> None:
    """The young of helped families without a case go on learning: cases of upper pupils need many of them."""
    draft = chooser.draft
    out = (draft.people["school"] == "not_in_school") & (draft.people["relation"] != "head") & draft.present
    young = out & (draft.ages >= 15) & (draft.ages <= 20) & untold(draft.people["no_id_reason"])
    found = np.flatnonzero(young & (chooser.free & chooser.helped)[draft.home_of])
    for i in found[: chooser.planter.quota(_ENROLLED)].tolist():
        set_school(draft, i, _STAGES[int(draft.ages[i])], boarder=True)


def plant_open_pair(chooser: Chooser) -> None:
    """M24xM25: receives the first; the list of school aid names an aid and not which, so it may be the second."""
    draft = chooser.draft
    aid = {"kind": None, "amount_fen": 100_000, "starts_on": draft.as_of.toordinal() - 100}

    def some_aid(i: int, turn: int) -> None:
        chooser.planter.grant("M24", "person", i, "live")
        chooser.planter.grant("M25", "person", i, "none")
        chooser.listed.add("education_aid", i, **aid)

    seniors = is_one_of(draft.people["school"], SENIOR) & chooser.poor
    chooser.members("M24xM25", "unknown", seniors, some_aid, read="school", write="education_aid grants")


def plant_students(chooser: Chooser) -> None:
    """M22, M27, M28, M29."""
    draft = chooser.draft
    people, poor = draft.people, chooser.poor
    school = people["school"]
    enrolled = is_one_of(school, COMPULSORY) & (people["rec_pupil"] == "normal")
    upper = is_one_of(school, SENIOR | VOCATIONAL | UNDERGRADUATE | HIGHER_VOCATIONAL)
    student = is_one_of(school, UNDERGRADUATE | HIGHER_VOCATIONAL)

    def keeps_quiet(i: int, turn: int) -> None:
        record = people["rec_pupil"][i]
        people["school"][i] = people["is_boarder"][i] = people["rec_pupil"][i] = None
        if record is not None:
            chooser.listed.add("pupil", i, kind="grade_7", starts_on=draft.as_of.toordinal() - 70)

    chooser.members("M27 M28", "unknown", student & poor, keeps_quiet, write="school education_aid")
    chooser.members("M22", "planted", enrolled, nothing, read="school")
    chooser.members("M22", "near", is_one_of(school, SENIOR | VOCATIONAL), nothing, read="school")
    sent = (draft.homes["area_code"] != draft.plan.left_out)[draft.home_of]
    chooser.members("M27", "planted", upper & poor & sent, nothing, 32, read="school education_aid")
    chooser.members("M27 M28", "near", enrolled & poor, nothing, read="school")
    chooser.members("M28", "planted", student & poor, nothing, read="school")
    child = enrolled & (draft.ages >= 7) & (draft.ages <= 14)
    chooser.members("M29", "near", child, nothing, read="school")

    def leaves(i: int, turn: int) -> None:
        people["school"][i], people["rec_pupil"][i] = "not_in_school", None
        people["is_boarder"][i] = None
        people["dropout_reason"][i] = ("school_weary", "illness")[turn % 2]

    chooser.members("M29", "planted", child, leaves, 26, write="school")
    late = (draft.ages >= 3) & (draft.ages < 6) & untold(people["rec_dibao"])
    chooser.members("M29", "unknown", late, lambda i, turn: set_unborn(draft, i), write="papers school")

    chooser.members("M22", "unknown", enrolled & (draft.ages < 12), keeps_quiet, write="school")
