"""Certain, doubtful or nobody: who decides is the exact number first, then the score; doubt always goes to a person."""

CERTAIN, DOUBTFUL, NOBODY = "certain", "doubtful", "none"

#: Chosen on the tuning lists so that no more than one link in a thousand is wrong and one row in forty is asked about.
#: Base-2 odds that make a link without asking, by how far the runner-up must be behind, and those worth a question.
LINK, AHEAD, WORTH_A_LOOK = 3.0, 5.0, 0.0
#: A runner-up this far behind the best is not shown.
HOPELESS = 12.0
#: At most so many candidates are shown.
SHOWN = 9
#: Names that one person may bear without anybody asking, and those that need more than place and birthday.
ONE_NAME = ("same", "sound", "look", "part", "mixed")
#: Birthdays that are one day written otherwise; further apart they need the household or the number.
ONE_DAY = ("same", "swapped", "turned", "lunar", "year")
NEEDS_MATES = ("short",)
#: So many members of one household found in one household of the register pull the others.
MATES = 3


def likelihood(odds: float) -> float:
    """Base-2 odds as a number between 0 and 1."""
    return float(1 / (1 + 2.0 ** -max(min(odds, 60.0), -60.0)))
