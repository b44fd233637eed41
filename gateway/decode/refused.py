"""How decoding says no."""

from gateway.domain.report import RefusalReason


class Refused(Exception):
    """This frame is not what its topic promises."""

    def __init__(self, reason: RefusalReason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
