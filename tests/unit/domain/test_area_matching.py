from app.domain.area_matching import bare_name, match_areas, pad_code

AREAS = {"520199001000": "岚溪镇", "520199002000": "洗马塘镇", "520199003000": "桐子湾乡"}


def test_codes_of_nine_digits_are_found_in_whichever_column() -> None:
    rows = [{"OBJECTID": "1", "XZQDM": "520199001"}, {"OBJECTID": "2", "XZQDM": "520199003"}]
    found = match_areas(rows, AREAS)
    assert (found.how, found.column) == ("code", "XZQDM")
    assert found.codes == ("520199001000", "520199003000")


def test_names_serve_where_there_are_no_codes() -> None:
    found = match_areas([{"NAME": "岚溪"}, {"NAME": "洗马塘镇"}, {"NAME": "没有的镇"}], AREAS)
    assert found.codes == ("520199001000", "520199002000", None)


def test_a_name_that_two_areas_bear_decides_nothing() -> None:
    twins = {"520199001000": "岚溪镇", "520199009000": "岚溪镇", "520199002000": "洗马塘镇"}
    assert match_areas([{"N": "岚溪镇"}, {"N": "洗马塘镇"}], twins).codes == (None, "520199002000")


def test_rows_with_one_code_are_parts_of_one_area() -> None:
    rows = [{"C": "520199001"}, {"C": "520199001"}, {"C": "520199002"}]
    assert match_areas(rows, AREAS).codes == ("520199001000", "520199001000", "520199002000")


def test_a_name_claimed_twice_belongs_to_neither() -> None:
    rows = [{"N": "岚溪镇"}, {"N": "岚溪镇"}, {"N": "洗马塘镇"}]
    assert match_areas(rows, AREAS).codes == (None, None, "520199002000")


def test_nothing_fits() -> None:
    assert match_areas([{"C": "x"}], AREAS).how == "none"
    assert match_areas([], AREAS).codes == ()


def test_pad_code_takes_division_codes_only() -> None:
    assert pad_code("520199") == "520199000000"
    assert pad_code("12345") is None
    assert pad_code("岚溪") is None


def test_short_names_keep_their_ending() -> None:
    assert bare_name("大乡") == "大乡"
