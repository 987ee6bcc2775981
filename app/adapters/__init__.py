"""File formats and the outside world; adapters know no tables."""
