"""Which measures exclude each other, said as conditions: the same compiler that judges them also finds 重复享受."""

from app.domain.catalogue import Catalogue, Exclusion, Measure
from app.domain.conditions import Compare, Group, Node, Plain, Quantified, Window, everywhere
from app.domain.facts import HOUSEHOLD, MEMBERS


def double_condition(measure: Measure, catalogue: Catalogue) -> Group | None:
    """When the measure is had although something excludes it; one titled part for each exclusion. None where
    nothing in force excludes it."""
    parts = [*_own(measure, catalogue), *_all_by(measure, catalogue)]
    return Group("any", tuple(parts)) if parts else None


def barred_condition(measure: Measure, catalogue: Catalogue) -> Group | None:
    """When granting the measure now would make it double: what excludes it is had. One titled part for each."""
    against = [*_own(measure, catalogue), *_all_by(measure, catalogue, 1)]
    parts = [Group("all", one.parts[1:], one.title) for one in against]
    return Group("any", tuple(parts)) if parts else None


def _own(measure: Measure, catalogue: Catalogue) -> list[Group]:
    """What the measure itself excludes, on the same subject."""
    others = [catalogue.measures[c] for c in measure.excludes if c in catalogue.measures]
    return [
        Group("all", (measure.has, other.has), f"不能和“{other.title}”同享"[:60])
        for other in others
        if other.unit == measure.unit
    ]


def _all_by(measure: Measure, catalogue: Catalogue, twice: int = 2) -> list[Group]:
    found = (x for x in catalogue.exclusions.values() if measure.code in x.measures)
    return [part for exclusion in found for part in _by(exclusion, measure, catalogue, twice)]


def _by(exclusion: Exclusion, measure: Measure, catalogue: Catalogue, twice: int) -> list[Group]:
    had = _had(measure, exclusion)
    if exclusion.when is not None:
        # the condition speaks about the unit of the first measure
        first = catalogue.measures.get(exclusion.measures[0], measure)
        seen = exclusion.when if first.unit == measure.unit else None
        return [] if seen is None else [Group("all", (had, seen), exclusion.title)]
    others = list(exclusion.measures)
    others.remove(measure.code)
    parts = [
        _times(measure, exclusion, twice)
        if code == measure.code
        else _seen(catalogue.measures[code], measure, exclusion)
        for code in dict.fromkeys(others)
        if code in catalogue.measures
    ]
    told = [part for part in parts if part is not None]
    return [Group("all", (had, Group("any", tuple(told))), exclusion.title)] if told else []


def _had(measure: Measure, exclusion: Exclusion) -> Node:
    return measure.has if exclusion.same == "now" else _granted(measure.code, exclusion)


def _granted(code: str, exclusion: Exclusion) -> Quantified:
    """A grant of the measure, in force now or begun in this year."""
    window = Window(live=True) if exclusion.same == "now" else Window(this="year")
    return Quantified("any", "grants", Compare("row.measure", "is", Plain((code,))), window)


def _times(measure: Measure, exclusion: Exclusion, times: int) -> Node:
    """So many grants of one measure."""
    one = _granted(measure.code, exclusion)
    two = Quantified("count", "grants", one.where, one.window, None, "ge", Plain((times,)))
    if exclusion.within == "household" and measure.unit == "person":
        return Quantified("any", HOUSEHOLD, two)
    return two


def _seen(other: Measure, measure: Measure, exclusion: Exclusion) -> Node | None:
    """That the other measure is had, as seen from the subject of this one; None where it cannot be seen."""
    had = _had(other, exclusion)
    if other.unit == measure.unit:
        wider = measure.unit == "person" and exclusion.within == "household"
        return _among_members(had) if wider else had
    if (measure.unit, other.unit) == ("person", "household"):
        return Quantified("any", HOUSEHOLD, had)
    return _among_members(had) if (measure.unit, other.unit) == ("household", "person") else None


def _among_members(had: Node) -> Node | None:
    """Some member has it; a question about members cannot stand inside another one."""
    nested = any(isinstance(n, Quantified) and n.over == MEMBERS for n in everywhere(had))
    return None if nested else Quantified("any", MEMBERS, had)


def one_of_household(measure: Measure, catalogue: Catalogue) -> bool:
    """Whether only one member of a household may have the measure."""
    pair = (measure.code, measure.code)
    return any(x.measures == pair and x.within == "household" for x in catalogue.exclusions.values())


def conflicts(catalogue: Catalogue) -> dict[frozenset[str], str]:
    """Pairs of measures that exclude each other, with how far it reaches: "person" or "household".

    The pair of a measure with itself is not among them: a set holds each measure once for a subject.
    """
    pairs: dict[frozenset[str], str] = {}
    for measure in catalogue.measures.values():
        for other in measure.excludes:
            pairs[frozenset((measure.code, other))] = "person"
    for exclusion in catalogue.exclusions.values():
        for i, one in enumerate(exclusion.measures):
            for other in exclusion.measures[i + 1 :]:
                pairs[frozenset((one, other))] = exclusion.within
    return pairs
