"""Columns no accepted header names: similar words, a place between known neighbours, one that speaks for another."""

from dataclasses import replace

from app.domain.importing.headers import Aliases, Header, Match, plain, unit_of

BY_PLACE = 0.75  # how sure a column is that only its place speaks for


def with_guesses(header: Header, aliases: Aliases) -> Header:
    """The header with similar words taken for columns not yet found, and with columns that speak for absent ones."""
    taken = {m.column for m in header.matches}
    free = [c for c in aliases.columns if c.key not in {m.key for m in header.matches}]
    guesses: dict[str, Match] = {}
    for column, text in enumerate(header.texts):
        if column in taken or not text:
            continue
        guess = aliases.guess(text.rsplit("/", 1)[-1], free)
        if guess and (guess[0] not in guesses or guesses[guess[0]].confidence < guess[1]):
            guesses[guess[0]] = Match(guess[0], column, round(guess[1], 2), unit_of(text))
    found = (*header.matches, *guesses.values())
    return _replaced(
        Header(
            header.first,
            header.last,
            header.texts,
            (*found, *_by_place(header, found, aliases)),
            header.twice,
            header.crowded,
        ),
        aliases,
    )


def _by_place(header: Header, found: tuple[Match, ...], aliases: Aliases) -> list[Match]:
    """Columns of last time's sheet that nobody recognises by their header, between the same two neighbours as then."""
    have, taken = {m.key for m in found}, {m.column for m in found}
    texts = [plain(text) for text in header.texts]
    was = [plain(text) for text, _ in aliases.layout]
    keys = {c.key for c in aliases.columns} - have
    guessed = []
    for place, (_, key) in enumerate(aliases.layout):
        if key not in keys or was[place] in texts:
            continue
        left = was[place - 1] if place else ""
        right = was[place + 1] if place + 1 < len(was) else ""
        for column, text in enumerate(texts):
            beside = (
                texts[column - 1] if column else "",
                texts[column + 1] if column + 1 < len(texts) else "",
            )
            fresh = text and column not in taken and text not in was and text not in aliases.ignored
            if fresh and beside == (left, right):
                guessed.append(Match(key, column, BY_PLACE, unit_of(header.texts[column])))
                taken.add(column)
    return guessed


def _replaced(header: Header, aliases: Aliases) -> Header:
    """Columns that speak for an absent one: a list of heads has the head's name and number only."""
    found = {m.key: m for m in header.matches}
    for column in aliases.columns:
        if column.instead in found and column.key not in found:
            other = found.pop(column.instead)
            found[column.key] = replace(other, key=column.key)
    return replace(header, matches=tuple(found.values()))
