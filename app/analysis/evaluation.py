"""The evaluation of projects: the four ways of comparing, by name."""

from app.analysis.differences import Difference, att_difference, did
from app.analysis.group_time import GroupTime, group_time_att
from app.analysis.matched import MatchedDid, matched_did
from app.analysis.tables import EvaluationInputError

__all__ = [
    "Difference",
    "EvaluationInputError",
    "GroupTime",
    "MatchedDid",
    "att_difference",
    "did",
    "group_time_att",
    "matched_did",
]
