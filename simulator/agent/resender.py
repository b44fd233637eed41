"""Takes the gateway's requests to send reports again."""

from proto.v1.commands_pb2 import ResendRequest, SignedResend
from simulator.agent.outbox import Outbox
from simulator.agent.report import Boot
from simulator.agent.unit_clock import UnitClock
from simulator.agent.verifier import Rejection, Verifier

OLDEST_MS = 600_000
MOST_SEQUENCES = 4096


class Resender:
    """One for a boot: it remembers when the newest request was issued."""

    def __init__(
        self, *, boot: Boot, clock: UnitClock, outbox: Outbox, verifier: Verifier
    ) -> None:
        self._boot = boot
        self._clock = clock
        self._outbox = outbox
        self._verifier = verifier
        self._newest_ms = 0

    async def receive(self, signed: SignedResend) -> Rejection | None:
        """Do what is asked, or tell why not. Needs the server's time of this session."""
        request = self._verifier.resend(signed)
        if isinstance(request, Rejection):
            return request
        if reason := self._objection(request):
            return Rejection(reason)
        self._newest_ms = request.issued_at_ms
        await self._outbox.resend(self._boot, request.ranges)
        return None

    def _objection(self, request: ResendRequest) -> str | None:
        if abs(self._clock.latest_server_ms() - request.issued_at_ms) > OLDEST_MS:
            return "stale"
        if request.issued_at_ms <= self._newest_ms:
            return "repeated"
        if any(not 0 < each.first_seq <= each.last_seq for each in request.ranges):
            return "malformed"
        asked = sum(each.last_seq - each.first_seq + 1 for each in request.ranges)
        return "too_many" if asked > MOST_SEQUENCES else None
