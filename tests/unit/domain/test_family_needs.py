"""A family's own priorities beside the plan: every need finds its measures, or it is said that there are none."""

from types import SimpleNamespace

from app.adapters.catalogue_files import read_entries
from app.domain.family_needs import GROUPS, beside
from app.domain.vocabulary.visits import FAMILY_NEED

PLAN = {"M1": "health", "M2": "water", "M3": "comprehensive"}
TITLES = {"M1": "医疗救助", "M2": "饮水工程", "M3": "低保"}


def _beside(*needs: str) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    told = [SimpleNamespace(need=need) for need in needs]
    return [(b.told.need, b.running, b.owed) for b in beside(told, ["M1", "M1", "M3"], ["M2"], PLAN, TITLES)]


def test_each_need_stands_in_the_familys_order_beside_what_speaks_to_it() -> None:
    assert _beside("water", "living", "health", "debt") == [
        ("water", (), ("饮水工程",)),
        ("living", ("低保",), ()),
        ("health", ("医疗救助",), ()),
        ("debt", (), ()),
    ]


def test_needs_and_groups_are_those_of_list_and_catalogue() -> None:
    known = {str(entry["group"]) for entry in read_entries("measures")}
    assert set(GROUPS) <= {code.code for code in FAMILY_NEED}
    assert {group for groups in GROUPS.values() for group in groups} <= known
