"""Planted cases of further measures for pupils and students: M22, M27 to M29."""

from app.demo.planting.chooser import Chooser
from app.demo.planting.more_measures import nothing
from app.demo.planting.people import set_unborn
from app.demo.tables import is_one_of, untold
from app.domain.vocabulary.schooling import COMPULSORY, HIGHER_VOCATIONAL, SENIOR, UNDERGRADUATE, VOCATIONAL


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
    chooser.members("M27", "planted", upper & poor & sent, nothing, read="school education_aid")
    chooser.members("M27 M28", "near", enrolled & poor, nothing, read="school")
    chooser.members("M28", "planted", student & poor, nothing, read="school")
    child = enrolled & (draft.ages >= 7) & (draft.ages <= 14)
    chooser.members("M29", "near", child, nothing, read="school")

    def leaves(i: int, turn: int) -> None:
        people["school"][i], people["rec_pupil"][i] = "not_in_school", None
        people["is_boarder"][i] = None
        people["dropout_reason"][i] = ("school_weary", "illness")[turn % 2]

    chooser.members("M29", "planted", child, leaves, write="school")
    late = (draft.ages >= 3) & (draft.ages < 6) & untold(people["rec_dibao"])
    chooser.members("M29", "unknown", late, lambda i, turn: set_unborn(draft, i), write="papers school")

    chooser.members("M22", "unknown", enrolled & (draft.ages < 12), keeps_quiet, write="school")
