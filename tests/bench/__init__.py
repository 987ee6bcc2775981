"""Measurements as ratios: both sides in turn in one run. `./run bench NAME [numbers]` prints JSON lines."""
