"""Data of published studies, as the packages of their field carry it: each line that comes in writes the files anew.

Argument: a folder. mpdta.csv: teen employment of 500 counties (Callaway and Sant'Anna 2021); nsw.csv: the experiment
of LaLonde (1986) in the sample of Dehejia and Wahba (1999).
"""

import sys
from pathlib import Path

from serve import serve


def load():
    from causaldata import nsw_mixtape
    from moderndid import load_mpdta

    folder = Path(sys.argv[1])
    counties, men = load_mpdta(), nsw_mixtape.load_pandas().data

    def write():
        counties.write_csv(folder / "mpdta.csv")
        men.to_csv(folder / "nsw.csv", index=False)
        return {"mpdta": len(counties), "nsw": len(men)}

    return write


serve(load)
