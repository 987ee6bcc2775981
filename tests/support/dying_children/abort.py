"""Ends like a native reader that cannot go on."""

import os


def main() -> None:
    os.abort()
