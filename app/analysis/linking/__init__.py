"""Two lists of people, which rows speak of one person? By columns from end to end; knows no tables and no files.

`described` -> `candidates` -> `weighed` -> `decided`, and for households `pulled`; `link` does all of it.
"""
