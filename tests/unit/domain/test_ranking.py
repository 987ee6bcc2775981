"""Who comes first where places are fewer than people."""

from app.domain.catalogue import RankKey, Source
from app.domain.conditions import Told
from app.domain.ranking import Candidate, deciding_key, is_in_turn, ranked

PAPER = Source("办法")
WEAK = RankKey("弱劳动力先", PAPER, when=Told("person.labor", True))
POOR = RankKey("收入低的先", PAPER, fact="household.net_income_per_head")
OLD = RankKey("年纪大的先", PAPER, fact="person.age", least_first=False)


def _people(*values, homes=None):
    homes = homes or range(1, len(values) + 1)
    return [Candidate(n, home, value) for n, (home, value) in enumerate(zip(homes, values, strict=True), 1)]


def _told(found):
    return [(r.candidate.subject, r.rank, r.standing) for r in found]


def test_keys_are_looked_at_one_after_the_other():
    found = ranked((WEAK, POOR), _people((0, 100), (1, 900), (1, 300)), 2)
    assert _told(found) == [(3, 1, "inside"), (2, 2, "inside"), (1, 3, "outside")]


def test_most_first_turns_the_order():
    found = ranked((OLD,), _people((40,), (68,)), 1)
    assert _told(found) == [(2, 1, "inside"), (1, 2, "outside")]


def test_what_is_not_known_is_no_advantage():
    found = ranked((WEAK, POOR), _people((None, 1), (0, 5), (1, None), (1, 9)), 3)
    assert [r.candidate.subject for r in found] == [4, 3, 2, 1]


def test_equals_over_the_line_are_tied_and_share_the_rank():
    found = ranked((POOR,), _people((5,), (7,), (7,), (9,)), 2)
    assert _told(found) == [(1, 1, "inside"), (2, 2, "tied"), (3, 2, "tied"), (4, 4, "outside")]


def test_without_a_figure_everybody_is_ranked_and_nobody_inside():
    assert _told(ranked((POOR,), _people((5,), (7,)), None)) == [(1, 1, "outside"), (2, 2, "outside")]


def test_more_in_use_than_there_are_places_leaves_nobody_inside():
    assert [r.standing for r in ranked((POOR,), _people((5,)), -3)] == ["outside"]


def test_a_second_member_of_a_household_takes_no_place():
    found = ranked((POOR,), _people((5,), (5,), (7,), homes=(1, 1, 2)), 2, one_of_household=True)
    assert _told(found) == [(1, 1, "inside"), (2, 1, "same_household"), (3, 3, "inside")]


def test_who_is_barred_or_refused_stands_behind_all_and_takes_no_place():
    found = ranked(
        (POOR,), [Candidate(1, 1, (1,), "barred"), Candidate(2, 2, (9,)), Candidate(3, 3, (0,), "refused")], 1
    )
    assert _told(found) == [(2, 1, "inside"), (1, 0, "barred"), (3, 0, "refused")]


def test_the_first_difference_is_the_reason():
    one, other, like = _people((1, 5), (1, 9), (1, 5))
    assert deciding_key((WEAK, POOR), one, other) == 1
    assert deciding_key((WEAK, POOR), one, like) is None


def test_leaving_out_who_stands_before_is_out_of_turn():
    found = ranked((POOR,), _people((1,), (2,), (3,), (4,)), 3)
    assert is_in_turn(found, {1, 2}, set())
    assert not is_in_turn(found, {2}, set())
    assert is_in_turn(found, {2}, {1})
    assert not is_in_turn(found, {1, 2, 3, 4}, set())
    assert not is_in_turn(found, {99}, set())


def test_among_equals_any_may_be_taken():
    found = ranked((POOR,), _people((1,), (1,), (1,)), 2)
    assert is_in_turn(found, {3}, set())
