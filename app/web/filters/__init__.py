"""Filters by any fact: the builder, lists kept under a name, columns of the list."""
