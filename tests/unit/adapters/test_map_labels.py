import numpy as np
import shapely
from shapely.geometry import box

from app.adapters.map_labels import LINE, place_labels, text_width

NAMES = ["岚溪镇", "鹰嘴岩苗族布依族乡", "坝", "洗马塘镇"]


def _crowd(count: int) -> np.ndarray:
    """Areas of many sizes, side by side and over one another, as broken borders leave them."""
    rng = np.random.default_rng(5)
    corners, sizes = rng.uniform(0, 900, (count, 2)), rng.uniform(20, 260, (count, 2))
    return np.array([box(x, y, x + w, y + h) for (x, y), (w, h) in zip(corners, sizes, strict=True)])


def test_no_label_lies_over_another_at_either_size() -> None:
    flat = _crowd(120)
    names = [NAMES[n % 4] for n in range(len(flat))]
    values = [f"{n * 13.7:,.1f}" for n in range(len(flat))]
    found = place_labels(flat, names, values, 23, 36)
    assert len(found) > 20
    for size, kept in ((23, [(one, one.named) for one in found]), (36, [
        (one, one.at_phone == "both") for one in found if one.at_phone != "nothing"
    ])):  # fmt: skip
        boxes = []
        for one, named in kept:
            wide = max(text_width(values[one.position], size), text_width(names[one.position], size) * named)
            tall = LINE * size * (2 if named else 1)
            boxes.append(box(one.x - wide / 2, one.y - tall / 2, one.x + wide / 2, one.y + tall / 2))
        crossing = shapely.STRtree(boxes).query(boxes, predicate="overlaps")
        assert crossing.size == 0


def test_a_name_too_long_leaves_the_value_and_a_sliver_nothing() -> None:
    flat = np.array([box(0, 0, 90, 90), box(200, 0, 201, 90)])
    found = place_labels(flat, ["鹰嘴岩苗族布依族乡", "岚溪镇"], ["1.5", "2.5"], 23, 36)
    assert [(one.position, one.named) for one in found] == [(0, False)]
