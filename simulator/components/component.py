"""A component as the car around it sees it: requests, responses, monitors."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from math import ceil

from simulator.components.description import ComponentDescription
from simulator.components.dispatcher import dispatch
from simulator.components.monitor import Monitor
from simulator.components.negative_response import Nrc, negative
from simulator.components.operation_cycle import OperationCycle
from simulator.components.server import NEVER, Identity, Later, Server, Session
from simulator.components.surroundings import Surroundings
from simulator.days.day_plan import Phase


class Component(Server):
    """One ECU. `resets` and `clears` count what it has executed since it was made."""

    __slots__ = ("_last_request_s", "_later")

    def __init__(
        self, description: ComponentDescription, identity: Identity, surroundings: Surroundings
    ) -> None:
        super().__init__(description, identity, surroundings)
        self._later: Later | None = None
        self._last_request_s = NEVER

    @property
    def memory_version(self) -> int:
        """Grows whenever a status byte or a counter of the fault memory changes."""
        return self.memory.version

    @property
    def operation_cycle(self) -> int:
        """Operation cycles since the component was made."""
        return self.memory.operation_cycle

    @property
    def pending_until_s(self) -> float | None:
        """When the response that was announced with NRC 0x78 is ready."""
        return self._later.ready_s if self._later else None

    def handle(self, request: bytes, now_s: float) -> bytes | None:
        """Answer a UDS request at this world time, up to which the car is advanced first.

        None: silence (booting, wedged, or a suppressed positive response). After `7F xx 78` the
        response is fetched with `poll`; until then another request is answered "busy".
        """
        self._surroundings.advance(now_s)
        if self.wedged or now_s < self.silent_until_s or not request:
            return None
        self._expire_session(now_s)
        if self._later is not None and now_s < self._later.ready_s:
            return negative(request[0], Nrc.BUSY_REPEAT_REQUEST)
        self._later = None
        response = dispatch(self, request, now_s)
        self._last_request_s = now_s
        if isinstance(response, Later):
            self._later = response
            return negative(request[0], Nrc.RESPONSE_PENDING)
        return response

    def poll(self, now_s: float) -> bytes | None:
        """The response that was pending, once, as soon as it is ready."""
        if self._later is None or now_s < self._later.ready_s:
            return None
        response, self._later = self._later.response, None
        self._last_request_s = now_s
        return response

    def restart(self, now_s: float) -> None:
        """RAM goes, the fault memory stays; silence while booting."""
        super().restart(now_s)
        self._later = None

    def start_operation_cycle(self, *, warmed_up: bool) -> None:
        """The car wakes up; `warmed_up`: in the cycle that ends the engine did."""
        ages = warmed_up or not self.description.ages_by_warm_up
        self.memory.start_operation_cycle(ages=ages)

    def run_monitors(
        self,
        phase: Phase,
        seconds: range,
        failing: Mapping[int, Sequence[bool]],
        cycle: OperationCycle,
    ) -> Iterator[tuple[int, int]]:
        """Run the monitors that are due in these whole seconds of the world clock.

        `failing[dtc][i]` tells what the monitor would read in the i-th second; without an entry
        it passes throughout. Yields (dtc, second) for each change of testFailed from 0 to 1.
        """
        monitors, due = self.description.monitors, 0
        for precondition, codes in monitors.due[phase]:
            if cycle.holds_from(precondition) <= seconds[-1]:
                due |= codes
        wanted = self.memory.unsettled(due)
        if not (wanted or failing):
            return
        for dtc, monitor in monitors.items():
            bit = monitors.bits[dtc]
            if wanted & bit or (due & bit and dtc in failing):
                first_s = cycle.holds_from(monitor.precondition)
                yield from self._run(monitor, seconds, first_s, failing.get(dtc))

    def _run(
        self, monitor: Monitor, seconds: range, first_s: float, failing: Sequence[bool] | None
    ) -> Iterator[tuple[int, int]]:
        every_s, begins_s = monitor.every_s, max(seconds[0], first_s)
        for second in range(ceil(begins_s / every_s) * every_s, seconds[-1] + 1, every_s):
            if not self._records_at(second, monitor):
                continue
            fails = failing is not None and failing[second - seconds[0]]
            frame = partial(self.freeze_frame, second)
            if self.memory.read(monitor.dtc, failing=fails, freeze_frame=frame):
                yield monitor.dtc, second

    def _records_at(self, now_s: float, monitor: Monitor) -> bool:
        if self.wedged or now_s < self.silent_until_s:
            return False
        self._expire_session(now_s)
        return self.ram.dtc_setting and (self.ram.receives or not monitor.is_network)

    def is_heard_at(self, now_s: float) -> bool:
        """Whether others get its normal messages, as far as CommunicationControl decides."""
        self._expire_session(now_s)
        return self.ram.transmits

    def _expire_session(self, now_s: float) -> None:
        busy_until_s = self._later.ready_s if self._later else self._last_request_s
        if (
            self.ram.session is not Session.DEFAULT
            and now_s > busy_until_s + self._surroundings.s3_s
        ):
            self.leave_session()
