"""What every peer shares: ready after loading, one measurement for each line that comes in, one JSON line back."""

import contextlib
import json
import os
import resource
import sys
import time


def _cpu():
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def serve(load):
    """`load()` does what is not measured and returns `act()`, which is; facts that act returns are passed on."""
    out = os.fdopen(os.dup(1), "w")
    with contextlib.redirect_stdout(sys.stderr):
        try:
            act = load()
        except (ImportError, OSError) as missing:
            print(json.dumps({"missing": f"{type(missing).__name__}: {missing}"[:300]}), file=out, flush=True)
            return
        print("{}", file=out, flush=True)
        for _line in sys.stdin:
            cpu, began = _cpu(), time.perf_counter()
            facts = act() or {}
            took = {"seconds": time.perf_counter() - began, "cpu": _cpu() - cpu}
            print(json.dumps({**took, **facts}, default=str), file=out, flush=True)
