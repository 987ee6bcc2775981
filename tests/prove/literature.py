"""Published results recomputed from the published data, to the digits in which they were printed.

Callaway and Sant'Anna (2021): minimum wages and teen employment in 500 counties, as printed in the `did` package's
guide (estimates; its errors are bootstrapped there, so only the averages' are compared, in three digits).
Dehejia and Wahba (1999), table 1 and 2: the experiment of LaLonde (1986), without and with covariates.
The data comes with the peers of the benches; nothing of it stands here.
Measures of poverty and inequality: worked examples small enough to be printed whole, each with its source below.
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from app.analysis.evaluation import att_difference, group_time_att
from app.domain.indicators.poverty import alkire_foster, fgt, gini, sen
from tests.bench.peer import peer

#: (group, period) -> estimate without covariates, and given the counties' population.
CELLS = {
    (2004, 2004): (-0.0105, -0.0145), (2004, 2005): (-0.0704, -0.0764), (2004, 2006): (-0.1373, -0.1404),
    (2004, 2007): (-0.1008, -0.1069), (2006, 2004): (0.0065, -0.0005), (2006, 2005): (-0.0028, -0.0062),
    (2006, 2006): (-0.0046, 0.0010), (2006, 2007): (-0.0412, -0.0413), (2007, 2004): (0.0305, 0.0267),
    (2007, 2005): (-0.0027, -0.0046), (2007, 2006): (-0.0311, -0.0284), (2007, 2007): (-0.0261, -0.0288),
}  # fmt: skip
#: Kind of average -> overall estimate and error.
OVERALL = {"simple": (-0.0400, 0.012), "dynamic": (-0.0772, 0.020), "group": (-0.0310, 0.012)}
#: Event time -> average effect.
EVENTS = {-3: 0.0305, -2: -0.0006, -1: -0.0245, 0: -0.0199, 1: -0.0510, 2: -0.1373, 3: -0.1008}
PRETEST = 0.168
#: Earnings of 1978 in dollars: estimate and classic error.
EARNINGS = {"plain": (1794, 633), "adjusted": (1676, 639)}
TRAITS = ("age", "educ", "black", "hisp", "marr", "nodegree", "re74", "re75")

#: Help page of R's ineq: incomes, and the Gini that is printed for them.
INEQ = (541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261)
#: Human Development Report 2014, technical note 5: four households, ten indicators, members.
HDR = ("0001000010", "1101101011", "0010111010", "1001100011")
HDR_WEIGHTS, HDR_MEMBERS = (1 / 6,) * 4 + (1 / 18,) * 6, (4, 7, 5, 4)
#: Alkire and Foster (2011), section 3: who is deprived in what.
COUNTING = ("0000", "0101", "1111", "0100")

Compared = tuple[str, float, float, int]


def main(count: int = 1) -> dict[str, Any]:
    """`count` runs. `differ`: what rounds otherwise than it was printed, with both figures."""
    with TemporaryDirectory() as folder:
        with peer("published_data", folder) as fetch:
            fetch()
        for _turn in range(count):
            compared = [*_examples(), *_counties(Path(folder) / "mpdta.csv"), *_men(Path(folder) / "nsw.csv")]
    differ = [
        (name, ours, printed) for name, ours, printed, digits in compared if round(ours, digits) != printed
    ]
    return {"held": not differ, "figures": len(compared), "differ": differ}


def _examples() -> list[Compared]:
    """Haughton and Khandker (2009), chapter 4: line 125; Sen (1976): one poor person who has nothing."""
    counted = alkire_foster([list(map(int, row)) for row in COUNTING], [1] * 4, 2)
    index = alkire_foster([list(map(int, row)) for row in HDR], HDR_WEIGHTS, 1 / 3, HDR_MEMBERS)
    handbook = [100, 110, 150, 160]
    return [
        ("ineq gini", gini(INEQ) or 0, 0.4620911, 7),
        ("handbook P1", fgt(handbook, 125, 1), 0.08, 4),
        ("handbook P2", fgt(handbook, 125, 2), 0.0136, 4),
        ("sen", sen([0, 900, 900, 900], 500), 0.25, 6),
        *(
            (f"AF {name}", counted[name], printed, 4)
            for name, printed in (("H", 0.5), ("A", 0.75), ("M0", 0.375))
        ),
        *((f"HDR {name}", index[name], printed, 3) for name, printed in (("H", 0.8), ("M0", 0.45))),
    ]


def _columns(path: Path) -> dict[str, Any]:
    table = pd.read_csv(path)
    return {str(name): table[name].to_numpy() for name in table.columns}


def _counties(path: Path) -> list[Compared]:
    data = _columns(path)
    plain, given = (
        group_time_att(
            data, y="lemp", unit="countyreal", time="year", group="first.treat", covariates=covariates
        )
        for covariates in ((), ("lpop",))
    )
    found: list[Compared] = []
    for (group, time), (without, within) in CELLS.items():
        for word, result, printed in (("", plain, without), (" lpop", given, within)):
            cell = result.att(group, time)
            assert cell is not None
            found.append((f"att({group},{time}){word}", cell.estimate, printed, 4))
    averages = plain.as_data()
    for kind, (estimate, error) in OVERALL.items():
        overall = averages[kind]["overall"]
        found += [(kind, overall["estimate"], estimate, 4), (f"{kind} error", overall["se"], error, 3)]
    parts = {part["key"]: part["estimate"] for part in averages["dynamic"]["parts"]}
    found += [(f"event {after}", parts[after], printed, 4) for after, printed in EVENTS.items()]
    return [*found, ("pretest", averages["pretest_p"], PRETEST, 3)]


def _men(path: Path) -> list[Compared]:
    data = _columns(path)
    plain = att_difference(data, y="re78", treated="treat", covariance="classic")
    adjusted = att_difference(data, y="re78", treated="treat", covariates=TRAITS, covariance="classic")
    found: list[Compared] = []
    for word, result in (("plain", plain), ("adjusted", adjusted)):
        estimate, error = EARNINGS[word]
        found += [(word, result.estimate, estimate, 0), (f"{word} error", result.se, error, 0)]
    return found
