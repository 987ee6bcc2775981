"""Names of places as they are searched: by any piece of them, or by how their spelling begins."""

from app.domain.names import name_keys

#: Longest piece or spelling that is looked up; nobody types a longer one (`search_words.LONGEST`).
AREA_GRAM_LENGTH = 60
#: How near a name is to what was typed: it begins so, holds it, is spelled so.
BEGINS, HOLDS, SPELLED = 1, 2, 3


def area_grams(name: str) -> set[tuple[str, int]]:
    """Everything that finds the place, each with how near it is then: a piece that begins the name only BEGINS it."""
    keys = name_keys(name)
    key = keys.key[:AREA_GRAM_LENGTH]
    begins = {(key[:end], BEGINS) for end in range(1, len(key) + 1)}
    pieces = {key[start:end] for start in range(1, len(key)) for end in range(start + 1, len(key) + 1)}
    holds = {(piece, HOLDS) for piece in pieces if (piece, BEGINS) not in begins}
    spelled = {
        (text[:end], SPELLED)
        for text in (keys.pinyin[:AREA_GRAM_LENGTH], keys.initials)
        for end in range(1, len(text) + 1)
    }
    return begins | holds | spelled
