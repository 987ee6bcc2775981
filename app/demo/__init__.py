"""The invented county: a generator that decides the truth before any file or table is written.

It may import the vocabulary and the identifiers only, so that it can never agree with the rules by sharing them.
"""
