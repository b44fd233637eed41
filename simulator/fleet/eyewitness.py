"""Who sees what a unit does: it is counted in the account and told in the transcript."""

from dataclasses import dataclass

from simulator.fleet.account import Account
from simulator.fleet.transcript import Transcript


@dataclass(frozen=True, slots=True)
class Eyewitness:
    """The witness of one car."""

    vin: str
    account: Account
    transcript: Transcript

    def session(self, *, online: bool) -> None:
        self.transcript.tell("session", self.vin, online=online)

    async def command_executed(self, command_id: bytes) -> None:
        self.transcript.tell("command_executed", self.vin, command=command_id.hex())
        await self.account.command_executed(command_id)

    async def command_rejected(self, reason: str) -> None:
        self.transcript.tell("command_rejected", self.vin, reason=reason)
        await self.account.command_rejected(reason)

    async def clock_rejected(self, reason: str) -> None:
        self.transcript.tell("clock_rejected", self.vin, reason=reason)
        await self.account.clock_rejected(reason)

    async def resend_rejected(self, reason: str) -> None:
        self.transcript.tell("resend_rejected", self.vin, reason=reason)
        await self.account.resend_rejected(reason)
