"""Planted cases: for each measure and check some that hold, near misses one step from the limit, and unknowns."""
