"""Asks for more memory than there is for it."""


def main() -> None:
    bytearray(100 << 30)
