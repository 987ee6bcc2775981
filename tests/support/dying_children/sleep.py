"""Never answers."""

import time


def main() -> None:
    time.sleep(600)
