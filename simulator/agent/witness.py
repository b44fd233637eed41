"""Who is told what happens on board, to count it where no unit can forget it."""

from typing import Protocol


class Witness(Protocol):
    def session(self, *, online: bool) -> None:
        """A session with the broker has come about, or is over."""

    async def command_executed(self, command_id: bytes) -> None:
        """Said before the first step of a command, once the ledger holds it as running."""

    async def command_rejected(self, reason: str) -> None: ...

    async def clock_rejected(self, reason: str) -> None: ...

    async def resend_rejected(self, reason: str) -> None: ...
