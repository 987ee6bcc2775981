"""`./run prove [NAME ...]`: each module here has `main(count) -> dict`; results are kept, so a stopped run goes on."""

import json
import os
import sys
import time
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

HERE = Path(__file__).resolve().parent
#: Other names by which a proof is asked for.
ALIASES = {"kernel": "conditions", "import-kill": "import_kill"}
RESULTS = HERE.parents[1] / "test-results" / "prove"


def names() -> list[str]:
    return sorted(
        m.name
        for m in iter_modules(__import__("tests.prove", fromlist=["x"]).__path__)
        if m.name != "__main__"
    )


def finished(name: str) -> Path:
    return RESULTS / f"{name}.json"


def prove(name: str, count: int | None) -> bool:
    """Run one proof and keep its result; True where it held."""
    began = time.monotonic()
    result = (
        import_module(f"tests.prove.{name}").main(count)
        if count
        else import_module(f"tests.prove.{name}").main()
    )
    line = {"proof": name, **result, "seconds": round(time.monotonic() - began, 1)}
    RESULTS.mkdir(parents=True, exist_ok=True)
    finished(name).write_text(json.dumps(line, ensure_ascii=False))
    print(json.dumps(line, ensure_ascii=False), flush=True)
    return bool(result["held"])


def main(arguments: list[str]) -> int:
    """Named proofs are run anew; without names, those that have no result yet."""
    arguments = [ALIASES.get(name, name) for name in arguments]
    unknown = set(arguments) - set(names())
    if unknown:
        print(f"没有这样的证明：{'、'.join(sorted(unknown))}；有：{'、'.join(names())}", file=sys.stderr)
        return 2
    count = int(os.environ["BANGFU_PROVE_COUNT"]) if "BANGFU_PROVE_COUNT" in os.environ else None
    wanted = arguments or [name for name in names() if not finished(name).exists()]
    for name in sorted(set(names()) - set(wanted)) if not arguments else ():
        print(finished(name).read_text(), flush=True)
    held = [prove(name, count) for name in wanted]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
