"""A shelf has an end: in letters, not in pieces."""

from app.web.shelf import Shelf


def test_what_was_asked_longest_ago_gives_way() -> None:
    shelf: Shelf[str] = Shelf(20)
    for key in "abc":
        shelf.keep(key, key * 2, 2)
    shelf.find("a")

    for key in "defghijk":
        shelf.keep(key, key * 2, 2)

    assert shelf.find("b") is None
    assert shelf.find("a") == "aa"
    assert (shelf.size, len(shelf.values())) == (20, 10)


def test_a_value_put_there_again_counts_once() -> None:
    shelf: Shelf[str] = Shelf(80)
    shelf.keep("a", "1", 10)
    shelf.keep("a", "2", 4)

    assert (shelf.find("a"), shelf.size) == ("2", 4)


def test_one_large_value_does_not_sweep_the_shelf() -> None:
    shelf: Shelf[str] = Shelf(80)
    shelf.keep("a", "1", 10)
    shelf.keep("large", "x" * 11, 11)

    assert shelf.values() == ["1"]

    shelf.clear()
    assert (shelf.size, shelf.find("a")) == (0, None)
