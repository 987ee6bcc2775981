"""`./run bench NAME [numbers ...]`: runs `main(numbers)` of tests/bench/NAME.py, else with its own defaults."""

import sys
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

HERE = Path(__file__).resolve().parent
#: Not benches but what they share.
SHARED = {"__main__", "rounds", "county", "peer", "labelled", "office_list", "scale_questions", "replicate"}


def names() -> list[str]:
    return sorted({module.name for module in iter_modules([str(HERE)])} - SHARED)


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0] not in names():
        print(f"./run bench {' | '.join(names())}", file=sys.stderr)
        return 2
    bench = import_module(f"tests.bench.{arguments[0]}")
    numbers = [int(text) for text in arguments[1:]]
    bench.main(numbers) if numbers else bench.main()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
