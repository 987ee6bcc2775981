"""Entries of the fact dictionary, one file per subject."""
