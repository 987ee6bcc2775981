"""The truth of the work orders: who must have one after a run of the rules, and after the next (domain reference 8).

A comparison that says yes opens exactly one order for its subject, and sends the office that domain 8.2 names, as
heavy as it says there. Whoever is seen again keeps the one order; whoever is no longer seen has none that waits.
Nothing else opens one: not what is unknown, not a measure, a criterion, a rule of quality or a pair that excludes
itself, and not a comparison whose result is a list only.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from app.demo.county import County
from app.demo.truth import subject_of

#: Office and severity of each comparison: R of domain 8.2; K (8.3) by who gives the measure that is missing or odd.
KINDS: dict[str, tuple[str, str]] = {
    "R01": ("GA", "hard"), "R02": ("CZ", "hard"), "R03": ("GA", "doubt"), "R04": ("ZR", "doubt"),
    "R05": ("ZR", "doubt"), "R06": ("SJ", "doubt"), "R07": ("CZ", "doubt"), "R08": ("RS", "hint"),
    "R09": ("SH", "doubt"), "R10": ("GA", "hard"), "R11": ("GA", "hard"), "R12": ("NY", "hard"),
    "R13": ("GA", "doubt"), "R14": ("GA", "doubt"), "R15": ("GA", "doubt"), "R16": ("GA", "hard"),
    "R17": ("JY", "doubt"), "R18": ("JY", "hard"), "R19": ("JY", "hint"), "R20": ("JY", "hard"),
    "R21": ("YB", "hard"), "R22": ("YB", "doubt"), "R23": ("YB", "hard"), "R24": ("YB", "doubt"),
    "R25": ("ZJ", "hard"), "R26": ("ZJ", "hard"), "R27": ("YM", "doubt"), "R28": ("MZ", "hard"),
    "R29": ("MZ", "hint"), "R30": ("MZ", "doubt"), "R31": ("CL", "hard"), "R32": ("CL", "doubt"),
    "R33": ("RS", "hard"), "R34": ("RS", "doubt"), "R35": ("YH", "doubt"), "R36": ("NY", "doubt"),
    "R37": ("NY", "doubt"), "R38": ("NY", "hard"), "R39": ("CZ", "hard"), "R40": ("CZ", "doubt"),
    "R41": ("NY", "doubt"), "R42": ("YJ", "hard"), "R43": ("ZZ", "hint"), "R45": ("SW", "doubt"),
    "K01": ("NY", "doubt"), "K02": ("NY", "doubt"), "K03": ("NY", "doubt"), "K04": ("NY", "hard"),
    "K05": ("NY", "hard"), "K06": ("JY", "hard"), "K07": ("YB", "doubt"), "K08": ("NY", "doubt"),
    "K09": ("NY", "hard"), "K10": ("NY", "doubt"), "K11": ("NY", "doubt"), "K12": ("MZ", "doubt"),
    "K13": ("RS", "doubt"), "K14": ("YM", "hard"), "K15": ("RS", "doubt"),
}  # fmt: skip
#: 只列名单: these families are watched, nobody is sent to them.
LISTED_ONLY = frozenset(("R44",))
#: What the rules answer, too, and what never opens a work order.
SILENT = ("unknown", "measures", "criteria", "quality", "double", *sorted(LISTED_ONLY))
#: Days between a run and the next delivery of the lists.
MONTH = 30

#: By check and number of the person or household: number of the household, code of the village.
Orders = dict[str, dict[str, tuple[str, str]]]


def next_run(as_of: date) -> date:
    """The day on which the rules run again."""
    return as_of + timedelta(days=MONTH)


def orders(county: County, checks: Mapping[str, Mapping[str, Any]]) -> Orders:
    """The work orders that must wait for somebody when the checks answer so (`answers`)."""
    villages: dict[str, str] = {}
    homes: dict[str, str] = {}
    for part in county.parts:
        households, people = part.tables["households"], part.tables["people"]
        numbers = households["household_no"].tolist()
        villages |= zip(numbers, households["area_code"].tolist(), strict=True)
        homes |= zip(
            people["person_no"].tolist(),
            (numbers[home] for home in people["household"].tolist()),
            strict=True,
        )
    found: Orders = {}
    for code in sorted(set(checks) - LISTED_ONLY):
        of = {n: n if subject_of(code) == "household" else homes[n] for n in checks[code]["yes"]}
        found[code] = {number: (home, villages[home]) for number, home in of.items()}
    return found


def findings(now: Orders, later: Orders) -> dict[str, Any]:
    """The truth about work orders as it is written down: by check who sends whom where, and what the next run does.

    `new` and `gone`: numbers that only the later run sees, or sees no more. All others keep the order they have.
    """
    return {
        code: {
            "subject": subject_of(code),
            "bureau": KINDS[code][0],
            "severity": KINDS[code][1],
            "orders": [[number, home, village] for number, (home, village) in of.items()],
            "next_run": {"new": sorted(later[code].keys() - of), "gone": sorted(of.keys() - later[code])},
        }
        for code, of in now.items()
    }
