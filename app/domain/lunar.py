"""The days of the farmers' calendar (农历), for finding birthdays that one office writes in it and another does not.

Only good for telling that two written days may mean one: some months before 1950 were published a day apart.
"""

from functools import lru_cache

#: One number a year from 1900 on: bits 15 to 4 say which of the months 1 to 12 has 30 days, the last four bits which
#: month is repeated (0: none), bit 16 whether the repeated one has 30 days. Tables of the Purple Mountain Observatory.
_YEARS = """
    04bd8 04ae0 0a570 054d5 0d260 0d950 16554 056a0 09ad0 055d2
    04ae0 0a5b6 0a4d0 0d250 1d255 0b540 0d6a0 0ada2 095b0 14977
    04970 0a4b0 0b4b5 06a50 06d40 1ab54 02b60 09570 052f2 04970
    06566 0d4a0 0ea50 16a95 05ad0 02b60 186e3 092e0 1c8d7 0c950
    0d4a0 1d8a6 0b550 056a0 1a5b4 025d0 092d0 0d2b2 0a950 0b557
    06ca0 0b550 15355 04da0 0a5b0 14573 052b0 0a9a8 0e950 06aa0
    0aea6 0ab50 04b60 0aae4 0a570 05260 0f263 0d950 05b57 056a0
    096d0 04dd5 04ad0 0a4d0 0d4d4 0d250 0d558 0b540 0b6a0 195a6
    095b0 049b0 0a974 0a4b0 0b27a 06a50 06d40 0af46 0ab60 09570
    04af5 04970 064b0 074a3 0ea50 06b58 05ac0 0ab60 096d5 092e0
    0c960 0d954 0d4a0 0da50 07552 056a0 0abb7 025d0 092d0 0cab5
    0a950 0b4a0 0baa4 0ad50 055d9 04ba0 0a5b0 15176 052b0 0a930
    07954 06aa0 0ad50 05b52 04b60 0a6e6 0a4e0 0d260 0ea65 0d530
    05aa0
"""
#: The first day of the first year is 31 January 1900; days are counted from 1 January 1970.
FIRST_DAY = -25_537


@lru_cache(maxsize=1)
def labels() -> list[int]:
    """What the calendar writes for each day from FIRST_DAY on, as yyyymmdd; a repeated month has the same number."""
    found: list[int] = []
    for year, code in enumerate((int(word, 16) for word in _YEARS.split()), start=1900):
        for month in range(1, 13):
            days = [29 + (code >> (16 - month) & 1)]
            if code & 15 == month:
                days.append(29 + (code >> 16 & 1))
            for length in days:
                found += [year * 10_000 + month * 100 + day for day in range(1, length + 1)]
    return found
