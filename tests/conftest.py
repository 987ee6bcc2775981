"""Fixtures of all tests; each group stands in tests/support."""

pytest_plugins = ["tests.support.databases"]
