import pytest

from app.domain.errors import InvalidInputError
from app.domain.map_points import MOST_LINES, cell_of, read_spots


def test_lines_are_read_as_they_come_from_a_workbook() -> None:
    spots, problems = read_spots("户编号\t经度\t纬度\nH1\t106.71234\t26.5\nP-2，106.8，26.6\n\n")
    assert problems == []
    assert [(s.line, s.number, s.lon, s.lat) for s in spots] == [
        (2, "H1", 106.71234, 26.5),
        (3, "P-2", 106.8, 26.6),
    ]


def test_what_cannot_be_is_told_by_line_and_never_turned_round() -> None:
    _spots, problems = read_spots("H1 26.5 106.7\nH2 600000 2900000\nH3 106.7\nH4 106,7 x")
    assert [words[:4] for words in problems] == ["第 1 ", "第 2 ", "第 3 ", "第 4 "]
    assert "颠倒" in problems[0] and "不在中国" in problems[1] and "没有看懂" in problems[2]


def test_shifted_spots_are_taken_back() -> None:
    (shifted,), _ = read_spots("H1 113.9171764808363 22.540796131694766", shifted=True)
    assert (shifted.lon, shifted.lat) == pytest.approx((113.912316, 22.543847), abs=1e-7)


@pytest.mark.parametrize("text", ["", "编号 经度 纬度", "H1 106 26\n" * (MOST_LINES + 1)])
def test_nothing_and_too_much_are_refused(text: str) -> None:
    with pytest.raises(InvalidInputError):
        read_spots(text)


def test_a_cell_tells_where_somebody_lives_by_a_kilometre_only() -> None:
    assert cell_of(106.712345, 26.509999) == pytest.approx((106.715, 26.505))
    assert cell_of(106.7199, 26.5001) == cell_of(106.7101, 26.5099)
