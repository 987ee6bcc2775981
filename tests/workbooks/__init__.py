"""Builders of small workbooks, made on the spot: no binary file rests in the repository."""
