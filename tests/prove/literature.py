"""Published results recomputed from the published data, to the digits in which they were printed.

Callaway and Sant'Anna (2021): minimum wages and teen employment in 500 counties, as printed in the `did` package's
guide (estimates; its errors are bootstrapped there, so only the averages' are compared, in three digits).
Dehejia and Wahba (1999), table 1 and 2: the experiment of LaLonde (1986), without and with covariates.
The data comes with the peers of the benches; nothing of it stands here.
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from app.analysis.evaluation import att_difference, group_time_att
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

Compared = tuple[str, float, float, int]


def main(count: int = 1) -> dict[str, Any]:
    """`count` runs. `differ`: what rounds otherwise than it was printed, with both figures."""
    with TemporaryDirectory() as folder:
        with peer("published_data", folder) as fetch:
            fetch()
        for _turn in range(count):
            compared = [*_counties(Path(folder) / "mpdta.csv"), *_men(Path(folder) / "nsw.csv")]
    differ = [
        (name, ours, printed) for name, ours, printed, digits in compared if round(ours, digits) != printed
    ]
    return {"held": not differ, "figures": len(compared), "differ": differ}


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
