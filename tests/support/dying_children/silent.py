"""Ends well and says nothing."""


def main() -> None:
    return None
