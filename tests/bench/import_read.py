"""Reading and checking a workbook: seconds and memory for 100,000 and 1,000,000 rows, as xlsx and as csv.

Base of the ratios: the same file opened into columns by the guarded reader, without any checking.
"""

import json
import resource
import statistics
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import xlsxwriter

from app.adapters.workbook_reader import open_workbook
from app.domain.importing.reading import read_workbook
from imports import load_profiles
from tests.workbooks.people import name_of, number_of

HEADER = [
    "姓名",
    "身份证号",
    "与户主关系",
    "保障类别",
    "低保类型",
    "户月保障金（元）",
    "起保时间",
    "状态",
    "乡镇",
    "村",
]


def row(place: int) -> list[str]:
    """One row of a dibao list; every hundredth has a wrong check digit."""
    number = number_of(place)
    if place % 100 == 0:
        number = number[:17] + ("0" if number[17] != "0" else "1")
    month = f"20{10 + place % 16}-{place % 12 + 1:02d}-01"
    words = [name_of(place), number, "户主", "ABC"[place % 3] + "类", "农村低保", f"{300 + place % 700}.50"]
    return [*words, month, "正常", f"第{place % 10}镇", f"第{place % 97}村"]


def write(path: Path, count: int) -> None:
    """The list as xlsx or csv."""
    if path.suffix == ".csv":
        lines = (",".join(row(i)) for i in range(count))
        path.write_text("\n".join([",".join(HEADER), *lines]), "gb18030")
        return
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet("名单")
        page.write_row(0, 0, HEADER)
        for i in range(count):
            page.write_row(i + 1, 0, row(i))


def _cpu_seconds() -> float:
    """Processor time of this process and its finished children: what a busy machine does not change."""
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def measure(path: Path, count: int, runs: int) -> dict[str, Any]:
    """Medians of opening alone and of opening and checking."""
    profiles, opening, whole, cpu, accepted = load_profiles(), [], [], [], 0
    for _ in range(runs):
        begin, cpu_begin = time.perf_counter(), _cpu_seconds()
        raw = open_workbook(path)
        middle, cpu_middle = time.perf_counter(), _cpu_seconds()
        reading = read_workbook(raw, profiles, "B04")
        reading.causes()
        end = time.perf_counter()
        opening.append(middle - begin)
        whole.append(end - begin)
        cpu.append((cpu_middle - cpu_begin, _cpu_seconds() - cpu_begin))
        accepted = reading.counts.accepted
        del raw, reading
    ratio = statistics.median(w / o for w, o in zip(whole, opening, strict=True))
    return {
        "bench": "import_read",
        "file": path.suffix[1:],
        "rows": count,
        "accepted": accepted,
        "file_mib": round(path.stat().st_size / 2**20, 1),
        "open_seconds": round(statistics.median(opening), 2),
        "open_and_check_seconds": round(statistics.median(whole), 2),
        "open_cpu_seconds": round(statistics.median(c[0] for c in cpu), 2),
        "open_and_check_cpu_seconds": round(statistics.median(c[1] for c in cpu), 2),
        "ratio_to_open": round(ratio, 2),
        "peak_mib_self": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "peak_mib_child": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
    }


def main(sizes: list[int] | None = None) -> None:
    """One JSON line for each size and format."""
    with TemporaryDirectory() as folder:
        for count in sizes or [100_000, 1_000_000]:
            for suffix in ("csv", "xlsx"):
                path = Path(folder) / f"{count}.{suffix}"
                write(path, count)
                print(json.dumps(measure(path, count, 3 if count <= 100_000 else 1)), flush=True)


if __name__ == "__main__":
    main([int(a) for a in sys.argv[1:]])
