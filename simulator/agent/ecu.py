"""Diagnostic access to one component: one request at a time, every byte remembered."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import NamedTuple, TypeVar

from udsoncan import Dtc
from udsoncan.client import Client
from udsoncan.connections import BaseConnection
from udsoncan.exceptions import (
    InvalidResponseException,
    NegativeResponseException,
    TimeoutException,
    UnexpectedResponseException,
)
from udsoncan.services.ReadDTCInformation import ReadDTCInformation

from simulator.agent.recording_connection import RawExchange, RecordingConnection

ALL_RECORDS = 0xFF
ALL_STATUS_BITS = 0xFF

# testFailed, testFailedThisOperationCycle, pendingDTC, confirmedDTC, testFailedSinceLastClear:
# a code without any of them has neither snapshots nor counters.
HAS_FAILED = 0x2F

EXTENDED_SESSION = 3
SESSION_ENDED = "nrc_0x7F"
NO_ANSWER, BAD_ANSWER = "no_answer", "bad_answer"
WITHOUT_ANSWER = frozenset({NO_ANSWER, BAD_ANSWER})
BAD_ANSWERS = (InvalidResponseException, UnexpectedResponseException)
ANSWERS = (NegativeResponseException, TimeoutException, *BAD_ANSWERS)

T = TypeVar("T")
Hook = Callable[[str, bytes], Awaitable[None]]


class UdsFailure(Exception):
    """A component refused, kept silent or answered nonsense; `reason` is for the reply."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class OutcomeUnknown(UdsFailure):
    """A change was asked for and not answered: whether it was done is not known."""


class CodesRead(NamedTuple):
    """What 0x19 02 tells: the codes, and which bits of a status byte mean anything."""

    status_availability_mask: int
    dtcs: list[Dtc]


class Ecu:
    """Hold `lock` for a sequence of requests that nobody may come between."""

    def __init__(
        self,
        name: str,
        connection: BaseConnection,
        client_for: Callable[[BaseConnection], Client],
        *,
        now: Callable[[], float],
        before_change: Hook,
        bus: asyncio.Lock | None = None,
    ) -> None:
        """`client_for` is asked before each request: one client may serve many components.

        `now` gives world seconds; `before_change` hears of every request that changes state.

        A connection that blocks comes with the lock of its `bus`, and is used in a thread.
        """
        self.name = name
        self.lock = asyncio.Lock()
        self._recording = RecordingConnection(connection, now)
        self._client_for = client_for
        self._before_change = before_change
        self._bus = bus

    @property
    def _client(self) -> Client:
        return self._client_for(self._recording)

    def take_exchanges(self) -> list[RawExchange]:
        """The requests and responses since the last call."""
        return self._recording.take()

    async def reset(self, reset_type: int) -> None:
        """0x10 03 and 0x11: the component answers, then falls silent for a while.

        Raises UdsFailure; OutcomeUnknown when 0x11 was sent and not understandably answered.
        """
        await self._change(
            bytes([0x11, reset_type]), lambda: self._client.ecu_reset(reset_type)
        )

    async def clear(self, dtc: int) -> None:
        """0x10 03 and 0x14 for one code; raises as `reset` does."""
        request = b"\x14" + dtc.to_bytes(3)
        await self._change(request, lambda: self._client.clear_dtc(dtc))

    async def tester_present(self) -> None:
        await self._ask(self._client.tester_present)

    async def _change(self, request: bytes, send: Callable[[], object]) -> None:
        """In one go with its session, which the component ends after 5 idle seconds (S3)."""
        sent = False

        def in_extended_session() -> None:
            nonlocal sent
            sent = False
            self._client.change_session(EXTENDED_SESSION)
            sent = True
            send()

        await self._before_change(self.name, bytes([0x10, EXTENDED_SESSION]))
        await self._before_change(self.name, request)
        for last_attempt in (False, False, True):
            try:
                await self._ask(in_extended_session)
            except UdsFailure as failure:
                if sent and failure.reason in WITHOUT_ANSWER:
                    raise OutcomeUnknown(failure.reason) from failure
                if last_attempt or failure.reason != SESSION_ENDED:
                    raise
            else:
                return

    async def codes(self) -> CodesRead:
        """0x19 02 with mask FF: every code whose status byte is not 0."""
        found = await self._read(lambda: self._client.get_dtc_by_status_mask(ALL_STATUS_BITS))
        if found.status_availability is None:
            raise UdsFailure(BAD_ANSWER)
        return CodesRead(
            found.status_availability.get_byte_as_int(),
            [dtc for dtc in found.dtcs if dtc.status.get_byte_as_int()],
        )

    async def snapshots(self, dtc: int) -> list[Dtc.Snapshot]:
        """0x19 04, all records; raises UdsFailure."""
        found = await self._read(
            lambda: self._client.get_dtc_snapshot_by_dtc_number(dtc, ALL_RECORDS)
        )
        return [
            record
            for each in found.dtcs
            for record in each.snapshots
            if isinstance(record, Dtc.Snapshot)
        ]

    async def extended_data(self, dtc: int) -> list[Dtc.ExtendedData]:
        """0x19 06, all records; raises UdsFailure."""
        found = await self._read(
            lambda: self._client.get_dtc_extended_data_by_dtc_number(dtc, ALL_RECORDS)
        )
        return [record for each in found.dtcs for record in each.extended_data]

    async def _read(
        self, request: Callable[[], ReadDTCInformation.InterpretedResponse | None]
    ) -> ReadDTCInformation.ResponseData:
        response = await self._ask(request)
        if response is None:
            raise UdsFailure(BAD_ANSWER)
        return response.service_data

    async def _ask(self, request: Callable[[], T]) -> T:
        try:
            return request() if self._bus is None else await _in_thread(request, self._bus)
        except NegativeResponseException as error:
            raise UdsFailure(f"nrc_0x{error.response.code:02X}") from error
        except TimeoutException as error:
            raise UdsFailure(NO_ANSWER) from error
        except BAD_ANSWERS as error:
            raise UdsFailure(BAD_ANSWER) from error


async def _in_thread(request: Callable[[], T], bus: asyncio.Lock) -> T:
    """A cancelled caller still waits for its thread: the bus is not free before.

    What the component answered, or not, is then nobody's concern; anything else is raised.
    """
    async with bus:
        running = asyncio.ensure_future(asyncio.to_thread(request))
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError as cancel:
            await _ended(running)
            error = running.exception()
            if error is None or isinstance(error, ANSWERS):
                raise cancel from error
            raise error from cancel


async def _ended(running: "asyncio.Future[T]") -> None:
    """Wait for it, however often the caller is cancelled meanwhile."""
    while not running.done():
        try:
            await asyncio.wait({running})
        except asyncio.CancelledError:
            continue  # the caller is on its way out already
