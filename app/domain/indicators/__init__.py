"""Indicators: what each means and how it is computed, apart from where the rows come from."""
