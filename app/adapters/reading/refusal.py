"""Why a file is not taken, told across the process border by code alone."""


class Refusal(Exception):  # noqa: N818 - it is an answer, not a fault
    """`code` is one of the file refusals of app.domain.importing.problems; `gaps` fill its sentence."""

    def __init__(self, code: str, **gaps: str) -> None:
        super().__init__(code)
        self.code = code
        self.gaps = gaps
