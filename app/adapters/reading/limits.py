"""How large a workbook may be, and what reading it may cost (sizes in bytes)."""

KIB, MIB, GIB = 1 << 10, 1 << 20, 1 << 30

MAX_PACKED = 200 * MIB
MAX_UNPACKED = 2 * GIB
MAX_MEMBERS = 2_000
MAX_RATIO = 250  # of one member above BOMB_FLOOR; a million equal rows stay below 120
BOMB_FLOOR = 8 * MIB
MAX_SHEETS = 200
MAX_COLUMNS = 1_000
MAX_CELL_TEXT = 32_767  # what Excel itself allows
MAX_LINE = 4_000_000  # letters of a line of a text table: a thousand columns of four thousand
SPARSE_CELLS = 5_000_000  # a sheet that claims more than this ...
SPARSE_FACTOR = 30  # ... and more than this many places per filled cell is refused
MAX_BLANK_LINES = 1_000_000  # in a text table
MAX_MERGES = 20_000
MAX_MARKS = 200_000

START_MEMORY = 1 * GIB
MAX_MEMORY = 6 * GIB
START_CPU = 15  # seconds


def memory_limit(unpacked_sheets: int) -> int:
    """1 GiB and six times the unpacked sheets, at most 6 GiB: half of it kills an ordinary 100k-row file."""
    return min(START_MEMORY + 6 * unpacked_sheets, MAX_MEMORY)


def cpu_limit(unpacked_sheets: int) -> int:
    """15 s and 2 s for each 10 MB unpacked."""
    return START_CPU + 2 * (unpacked_sheets // 10_000_000)
