"""Who lives together: heads, spouses, parents, children and grandchildren with ages that fit."""

from datetime import date

import numpy as np

from app.demo.tables import Column, Table, chance, constant, pick_words

_YEAR = 365.2425


class Families:
    """Collects members slot by slot (one slot: one possible member of every household), then sorts them."""

    def __init__(self, rng: np.random.Generator, households: int, as_of: date) -> None:
        self.rng, self.n, self.today = rng, households, as_of.toordinal()
        self._slots: list[Table] = []

    def born(self, age: Column) -> Column:
        """A birth day for an age in years (with fractions)."""
        return (self.today - age * _YEAR).astype(int)

    def add(self, present: Column, relation: str | Column, sex: Column, age: Column, line: str) -> None:
        """One slot. `line` says whose surname: `head`, `child` (the father's) or `own`."""
        rows = np.flatnonzero(present & (age >= 0))
        words = relation[rows] if isinstance(relation, np.ndarray) else constant(len(rows), relation)
        self._slots.append(
            Table(
                {
                    "household": rows,
                    "slot": np.full(len(rows), len(self._slots)),
                    "relation": words,
                    "sex": sex[rows],
                    "born": self.born(age[rows]),
                    "line": constant(len(rows), line),
                }
            )
        )

    def members(self) -> Table:
        """All members, household by household, the head first."""
        names = self._slots[0].columns
        table = Table({name: np.concatenate([slot[name] for slot in self._slots]) for name in names})
        return table.take(np.lexsort((table["slot"], table["household"])))


def draw_families(rng: np.random.Generator, households: int, as_of: date) -> Table:
    """Members of so many households: household, relation, sex, born (ordinal), line of the surname."""
    families = Families(rng, households, as_of)
    n = households
    head_age = _within(rng, rng.normal(52, 14, n), 22, 88)
    man = chance(rng, n, 0.86)
    head_sex = np.where(man, "male", "female").astype(object)
    other_sex = np.where(man, "female", "male").astype(object)
    families.add(np.ones(n, dtype=bool), "head", head_sex, head_age, "head")
    married = chance(rng, n, np.where(head_age > 70, 0.55, 0.84))
    families.add(
        married,
        "spouse",
        other_sex,
        _within(rng, head_age - np.where(man, 2.5, -2.5) + rng.normal(0, 3, n), 20.5, 95),
        "own",
    )
    _add_parents(families, head_age, man)
    _add_children(families, head_age, married)
    return families.members()


def _within(rng: np.random.Generator, age: Column, least: float, most: float) -> Column:
    """Ages outside the bounds are drawn anew near the bound, so that no birth day is crowded."""
    age = np.where(age < least, least + rng.uniform(0, 6, len(age)), age)
    return np.where(age > most, most - rng.uniform(0, 6, len(age)), age)


def _add_parents(families: Families, head_age: Column, man: Column) -> None:
    rng, n = families.rng, families.n
    gap = rng.uniform(20.5, 30, n)
    father_age, mother_age = head_age + gap + 2, head_age + gap
    fits = head_age < 58
    families.add(
        fits & man & (father_age < 94) & chance(rng, n, 0.2),
        "father",
        constant(n, "male"),
        father_age,
        "head",
    )
    families.add(
        fits & man & (mother_age < 97) & chance(rng, n, 0.32),
        "mother",
        constant(n, "female"),
        mother_age,
        "own",
    )
    families.add(
        fits & chance(rng, n, 0.02),
        "sibling",
        pick_words(rng, n, {"male": 3, "female": 1}),
        head_age - 4,
        "head",
    )


def _add_children(families: Families, head_age: Column, married: Column) -> None:
    rng, n = families.rng, families.n
    wanted = np.where(married, rng.choice(4, n, p=[0.1, 0.28, 0.42, 0.2]), rng.choice(2, n, p=[0.6, 0.4]))
    child_age = head_age - rng.uniform(21, 30, n)
    twins = chance(rng, n, 0.012)
    heir = np.zeros(n, dtype=bool)
    for number in range(3):
        sex = pick_words(rng, n, {"male": 53, "female": 47})
        son = sex == "male"
        stays = chance(rng, n, np.where(child_age < 23, 1.0, np.where(son & ~heir, 0.62, 0.08)))
        here = (wanted > number) & (child_age >= 0.05) & stays
        relation = np.where(son, "son", "daughter").astype(object)
        families.add(here, relation, sex, child_age, "child")
        grown = here & son & ~heir & (child_age > 24)
        heir |= here & son & (child_age > 23)
        _add_young_family(families, grown & chance(rng, n, 0.6), child_age)
        apart = np.where(twins & (number == 0), 0.0, rng.uniform(1.3, 5, n))
        child_age = child_age - apart
    _add_left_behind(families, head_age, heir)


def _add_young_family(families: Families, married: Column, husband_age: Column) -> None:
    rng, n = families.rng, families.n
    families.add(
        married & chance(rng, n, 0.9),
        "daughter_in_law",
        constant(n, "female"),
        _within(rng, husband_age - rng.uniform(-1, 4, n), 20.5, 70),
        "own",
    )
    age = husband_age - rng.uniform(21.5, 27, n)
    for share in (0.85, 0.5):
        _add_grandchild(families, married & chance(rng, n, share), age)
        age = age - rng.uniform(1.3, 4, n)


def _add_grandchild(families: Families, present: Column, age: Column) -> None:
    sex = pick_words(families.rng, families.n, {"male": 53, "female": 47})
    relation = np.where(sex == "male", "grandson", "granddaughter").astype(object)
    families.add(present & (age >= 0.05) & (age < 22), relation, sex, age, "child")


def _add_left_behind(families: Families, head_age: Column, heir: Column) -> None:
    """Grandchildren whose parents are registered elsewhere or gone."""
    rng, n = families.rng, families.n
    alone = (head_age > 50) & ~heir & chance(rng, n, 0.12)
    _add_grandchild(families, alone, _within(rng, head_age - rng.uniform(43, 58, n), 0.5, 21))
