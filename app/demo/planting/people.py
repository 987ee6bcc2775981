"""How a member is made to be what a planted case needs."""

from app.demo.draft import Draft
from app.demo.tables import years_before


def set_age(draft: Draft, i: int, years: int, *, day: int = 0) -> None:
    """Born so that the member turns so many years on the judgement day (day 1: tomorrow)."""
    draft.people["born"][i] = years_before(draft.as_of, years) + day
    draft.people["kept_day"][i] = True


def set_school(draft: Draft, i: int, school: str | None, *, boarder: bool | None = False) -> None:
    """Enrolled at a stage, with a pupil's record; or at no stage at all; or not told."""
    people = draft.people
    pupil = school not in (None, "not_in_school", "preschool_age")
    people["school"][i] = school
    people["education"][i] = "junior" if school == "not_in_school" else None
    people["is_boarder"][i] = boarder if pupil else None
    people["rec_pupil"][i] = "normal" if pupil else None
    people["dropout_reason"][i] = "none"
    people["no_id_reason"][i] = None
    if pupil:
        set_work(draft, i, "none", None, 0)


def set_work(draft: Draft, i: int, labor: str | None, region: str | None, months: int | None) -> None:
    """Labour and work; no public post."""
    people = draft.people
    people["labor"][i], people["work_region"][i], people["work_months"][i] = labor, region, months
    people["work_place"][i] = "浙江省义乌市" if region == "other_province" else None
    people["public_post"][i] = people["public_post_months"][i] = None


def set_disability(draft: Draft, i: int, category: str | None, level: int | None, record: str | None) -> None:
    """Category and level in the register, and the certificate that the bureau holds."""
    people = draft.people
    people["disability_category"][i], people["disability_level"][i] = category, level
    people["rec_dis"][i], people["rec_dis_level"][i] = record, level
    people["no_id_reason"][i] = None
    people["health_disabled"][i] = category is not None
    for name in ("health_chronic", "health_serious"):
        people[name][i] = bool(people[name][i])


def set_vehicle(draft: Draft, i: int, kind: str, fen: int | None, status: str = "normal") -> None:
    """A vehicle of the member."""
    people = draft.people
    people["rec_veh"][i], people["rec_veh_kind"][i], people["rec_veh_fen"][i] = status, kind, fen
    people["no_id_reason"][i] = None


def set_unborn(draft: Draft, i: int) -> None:
    """Neither number nor birth day is known."""
    people = draft.people
    people["born"][i], people["no_id_reason"][i], people["dibao"][i] = 0, "unregistered", "none"
    for name in ("rec_dibao", "rec_dis", "rec_veh", "rec_pupil"):
        people[name][i] = None
