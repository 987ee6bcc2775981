"""Which rules two catalogues judge differently, with their conditions and amounts."""

from collections.abc import Sequence

from app.domain.catalogue import Amount, Catalogue, Measure, Rule
from app.domain.conditions import Node, standards_of
from app.domain.exclusions import double_condition

#: Behind a measure's code: those who have it although something excludes it.
DOUBLE = "_double"


def changed_codes(old: Catalogue, new: Catalogue) -> tuple[str, ...]:
    """Rules whose condition, amounts or standards are not the same in both catalogues, in catalogue order."""
    moved = {c for c in {*old.standards, *new.standards} if old.standards.get(c) != new.standards.get(c)}
    before, after = ({r.code: r for r in catalogue.rules()} for catalogue in (old, new))
    codes = dict.fromkeys((*before, *after))
    changed = [c for c in codes if _differs(before.get(c), after.get(c), moved)]
    return (*changed, *_newly_double(old, new))


def _newly_double(old: Catalogue, new: Catalogue) -> list[str]:
    """`M35_double` of the measures that a changed exclusion speaks of."""
    moved = {c for c in {*old.exclusions, *new.exclusions} if old.exclusions.get(c) != new.exclusions.get(c)}
    named = {m for c in moved for k in (old, new) if c in k.exclusions for m in k.exclusions[c].measures}
    return [code + DOUBLE for code in new.measures if code in named]


def trees_of(catalogue: Catalogue, codes: Sequence[str]) -> dict[str, Node]:
    """The condition behind each code: of the rule, or that a measure is had against an exclusion."""
    trees: dict[str, Node] = {r.code: r.condition for r in catalogue.rules() if r.code in codes}
    for code, measure in catalogue.measures.items():
        double = double_condition(measure, catalogue) if code + DOUBLE in codes else None
        if double is not None:
            trees[code + DOUBLE] = double
    return trees


def _differs(one: Rule | None, other: Rule | None, standards: set[str]) -> bool:
    if one is None or other is None:
        return True
    amounts = [r.amounts if isinstance(r, Measure) else () for r in (one, other)]
    named = {c for a in amounts[1] for c in (a.standard, a.at_most) if isinstance(c, str)}
    return (
        one.condition != other.condition
        or amounts[0] != amounts[1]
        or bool(standards & (standards_of(other.condition) | named))
    )


def amounts_of(catalogue: Catalogue, codes: Sequence[str]) -> dict[str, tuple[Amount, ...]]:
    """What the measures among these codes pay."""
    return {m.code: m.amounts for m in catalogue.measures.values() if m.code in codes and m.amounts}
