"""A seeded sample of `./run prove import-kill`: killed in the middle of a batch, nothing is lost or there twice."""

from tests.prove.import_kill import sample


def test_a_batch_killed_at_a_point_of_each_stage_is_carried_on_whole() -> None:
    assert sample("sqlite", ("chunks", "apply"), seed=20_261_122) == []
