"""Planted cases of the measures for pupils, and of two school measures that exclude each other."""

from app.demo.planting.people import set_age, set_school
from app.demo.planting.planter import Planter
from app.demo.tables import Column, is_one_of

T, NOT_T, MAYBE_T = {"t": 1}, {"t": 0}, {"t": 2}
_CHILDREN = ("son", "daughter", "grandson", "granddaughter")


def plant_pupils(planter: Planter) -> None:
    """M21, M23, M24, M25, M26 and M24xM25."""
    _m23(planter)
    _m21(planter)
    _m25(planter)
    _m24(planter)
    _m26(planter)
    _double(planter)


def _young(planter: Planter, least: int, most: int) -> Column:
    draft = planter.draft
    fits = (draft.ages >= least) & (draft.ages <= most)
    return fits & is_one_of(draft.people["relation"], _CHILDREN)


def _m21(planter: Planter) -> None:
    draft = planter.draft
    small, big, senior = _young(planter, 7, 11), _young(planter, 13, 14), _young(planter, 15, 17)

    def pupil(i: int, turn: int, boarder: bool | None) -> None:
        young = draft.ages[i] < 12
        set_school(draft, i, "primary" if young else ("grade_8", "grade_9")[turn % 2], boarder=boarder)

    planter.members("M21", "planted", small, T, lambda i, turn: pupil(i, turn, True), 10)
    planter.members("M21", "planted", big, T, lambda i, turn: pupil(i, turn, True), 10)
    planter.members("M21", "near", small | big, T, lambda i, turn: pupil(i, turn, False), 14)
    planter.members(
        "M21", "near", senior, T, lambda i, turn: set_school(draft, i, "senior_1", boarder=True), 6
    )
    planter.members("M21", "unknown", small | big, T, lambda i, turn: pupil(i, turn, None))
    planter.members("M21", "wrong", small | big, T, lambda i, turn: pupil(i, turn, False))


def _m23(planter: Planter) -> None:
    draft = planter.draft
    tiny = _young(planter, 1, 7)

    def aged(role: str, total: int | None, years: int, day: int, school: str | None) -> None:
        def change(i: int, turn: int) -> None:
            set_age(draft, i, years, day=day)
            set_school(draft, i, school, boarder=None)

        planter.members("M23", role, tiny, T, change, total)

    for role, years, day, school, total in (
        ("planted", 3, 0, "preschool", 10),
        ("planted", 7, 1, "preschool", 10),
        ("near", 3, 1, "preschool", 8),
        ("near", 7, 0, "preschool", 6),
        ("near", 4, 0, "preschool_age", 6),
        ("unknown", 5, 0, None, None),
        ("wrong", 3, 1, "preschool_age", None),
    ):
        aged(role, total, years, day, school)


def _stages(
    planter: Planter, kind: str, cases: tuple[tuple[str, dict[str, int], tuple[str | None, ...], int], ...]
) -> None:
    draft = planter.draft
    for role, needs, stages, total in cases:
        grown = any(
            stage is not None and stage.startswith(("higher", "technician", "under")) for stage in stages
        )
        mask = _young(planter, 18, 22) if grown else _young(planter, 15, 19)

        def change(i: int, turn: int, stages: tuple[str | None, ...] = stages) -> None:
            set_school(draft, i, stages[turn % len(stages)], boarder=True)

        planter.members(kind, role, mask, needs, change, total)


def _m24(planter: Planter) -> None:
    _stages(
        planter,
        "M24",
        (
            ("planted", T, ("senior_1", "senior_2", "senior_3"), 20),
            ("near", NOT_T, ("senior_2",), 8),
            ("near", T, ("vocational_1",), 12),
            ("unknown", T, (None,), 6),
            ("unknown", MAYBE_T, ("senior_1",), 4),
            ("wrong", T, ("vocational_3", "not_in_school"), 20),
        ),
    )


def _m25(planter: Planter) -> None:
    _stages(
        planter,
        "M25",
        (
            ("planted", T, ("vocational_1", "vocational_2"), 20),
            ("near", T, ("vocational_3",), 20),
            ("unknown", MAYBE_T, ("vocational_1",), 6),
            ("unknown", T, (None,), 4),
            ("wrong", T, ("vocational_3",), 20),
        ),
    )


def _m26(planter: Planter) -> None:
    _stages(
        planter,
        "M26",
        (
            ("planted", T, ("vocational_3",), 10),
            ("planted", T, ("higher_vocational_1", "higher_vocational_3", "technician_4"), 10),
            ("near", T, ("undergraduate_1",), 10),
            ("near", T, ("senior_3",), 10),
            ("unknown", T, (None,), 10),
            ("wrong", T, ("undergraduate_2",), 20),
        ),
    )


def _double(planter: Planter) -> None:
    draft, teen = planter.draft, _young(planter, 15, 20)

    def both(role: str, other: str) -> None:
        def change(i: int, turn: int) -> None:
            set_school(draft, i, "senior_1", boarder=True)
            planter.grant("M24", "person", i, "live")
            planter.grant("M25", "person", i, other)

        planter.members("M24xM25", role, teen, T, change)

    for role, other in (("planted", "live"), ("near", "ended")):
        both(role, other)
