"""The grouped measures of the columnar file are those of the domain, area by area."""

import numpy as np
import pytest

from app.adapters.snapshot_file import frame_of, read_frame, write_frame
from app.adapters.snapshot_measures import measures_by_area
from app.domain.errors import InvalidInputError
from app.domain.indicators import poverty

WEIGHTS = {"A": 0.5, "B": 0.25, "C": 0.25}
VILLAGES = ("520199101201", "520199101202", "520199102201")


def _columns(size: int = 240, seed: int = 3) -> dict[str, list]:
    random = np.random.default_rng(seed)
    net = (random.gamma(2, 9000, size) * 100).astype(int)
    columns = {
        "id": list(range(size)),
        "area_code": [VILLAGES[i % 3] for i in range(size)],
        "members": [int(m) for m in random.integers(0, 7, size)],
        "net_fen": [None if i % 11 == 0 else int(net[i]) for i in range(size)],
        "line_fen": [850000] * size,
    }
    for code in WEIGHTS:
        answers = random.choice([0, 1, 2], size, p=[0.6, 0.3, 0.1])
        columns[f"d_{code}"] = [None if answer == 2 else int(answer) for answer in answers]
    return columns


def _of(columns: dict[str, list], prefix: str, name: str) -> np.ndarray:
    rows = [
        i
        for i, code in enumerate(columns["area_code"])
        if code.startswith(prefix) and columns["members"][i] > 0
    ]
    return np.array([np.nan if columns[name][i] is None else columns[name][i] for i in rows], dtype=float)


@pytest.mark.parametrize("digits", [6, 9, 12])
def test_every_measure_of_every_area_is_the_domains(digits: int) -> None:
    columns = _columns()
    found = measures_by_area(frame_of(columns), digits, WEIGHTS, 1 / 3)
    assert set(found) == {code[:digits].ljust(12, "0") for code in VILLAGES}
    for code, measured in found.items():
        prefix = code[:digits]
        net, members = _of(columns, prefix, "net_fen"), _of(columns, prefix, "members")
        told = ~np.isnan(net)
        y, w, z = net[told] // members[told], members[told], 850000
        expected = {
            "gap": poverty.fgt(y, z, 1, w),
            "severity": poverty.fgt(y, z, 2, w),
            "closing_cost_fen": poverty.closing_cost(y, z, w),
            "gini": poverty.gini(y, w),
            "median_fen": poverty.weighted_median(y, w),
            "at_risk": poverty.at_risk_rate(y, w),
            "s80s20": poverty.s80s20(y, w),
            "watts": poverty.watts(y, z, w),
            "sen": poverty.sen(y, z, w),
        }
        assert {name: measured[name] for name in expected} == pytest.approx(expected)
        matrix = np.column_stack([_of(columns, prefix, f"d_{name}") for name in WEIGHTS])
        index = poverty.alkire_foster(matrix, list(WEIGHTS.values()), 1 / 3, members, missing="rescale")
        assert (measured["H"], measured["A"], measured["M0"]) == pytest.approx((index.H, index.A, index.M0))
        assert list(measured["censored"].values()) == pytest.approx(index.censored_headcounts)
        assert list(measured["uncensored"].values()) == pytest.approx(index.uncensored_headcounts)
        assert list(measured["contributions"].values()) == pytest.approx(index.contributions)
        assert (measured["mpi_households"], measured["mpi_incomplete"]) == (index.rows, index.incomplete)


def test_what_cannot_be_measured_is_unknown_and_not_zero() -> None:
    columns = _columns(30) | {"line_fen": [None] * 30, "net_fen": [0] * 30}
    found = measures_by_area(frame_of(columns), 6, WEIGHTS, 1 / 3)["520199000000"]
    for name in ("gap", "severity", "watts", "sen", "gini", "at_risk", "s80s20", "closing_cost_fen"):
        assert found[name] is None, name


def test_equal_incomes_are_no_inequality() -> None:
    columns = _columns(30) | {"members": [2] * 30, "net_fen": [2_000_000] * 30}
    found = measures_by_area(frame_of(columns), 6, WEIGHTS, 1 / 3)["520199000000"]
    assert (found["gini"], found["s80s20"], found["gap"], found["sen"]) == (pytest.approx(0), 1, 0, 0)


def test_households_without_members_or_answers_take_no_part() -> None:
    columns = _columns(6) | {"members": [0, 1, 1, 1, 1, 1], "d_A": [1] + [None] * 5}
    columns |= {"d_B": [None] * 6, "d_C": [None] * 6, "net_fen": [None] * 6}
    assert measures_by_area(frame_of(columns), 6, WEIGHTS, 1 / 3) == {}


def test_equal_frames_are_equal_bytes_and_come_back_as_they_were() -> None:
    frame = frame_of(_columns())
    body = write_frame(frame)
    assert body == write_frame(frame_of(_columns()))
    assert read_frame(body).equals(frame)
    with pytest.raises(InvalidInputError, match="E-SNAPSHOT"):
        read_frame(b"PAR1 not really")


@pytest.mark.parametrize("scale", [1, 10**9], ids=["packed", "too wide to pack"])
@pytest.mark.parametrize("far", ["520199102201", "650199102201"], ids=["near codes", "codes far apart"])
def test_order_is_found_however_wide_the_numbers_are(scale: int, far: str) -> None:
    columns = _columns(120)
    columns["area_code"] = [far if code == VILLAGES[2] else code for code in columns["area_code"]]
    columns["net_fen"] = [None if net is None else net * scale - 900_000 for net in columns["net_fen"]]
    columns["line_fen"] = [850_000 if code == far else 700_000 for code in columns["area_code"]]

    found = measures_by_area(frame_of(columns), 12, WEIGHTS, 1 / 3)

    for code in (VILLAGES[0], far):
        net, members = _of(columns, code, "net_fen"), _of(columns, code, "members")
        y, w = (net // members)[~np.isnan(net)], members[~np.isnan(net)]
        assert found[code]["gini"] == pytest.approx(poverty.gini(y, w))
        assert found[code]["median_fen"] == pytest.approx(poverty.weighted_median(y, w))
        assert found[code]["line_fen"] == (850_000 if code == far else 700_000)
