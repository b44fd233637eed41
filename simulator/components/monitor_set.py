"""The monitors of a component, each with a bit, so that a set of codes is one number."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from simulator.components.monitor import Monitor, Precondition
from simulator.days.day_plan import Phase


class MonitorSet(Mapping[int, Monitor]):
    """Monitors by code, shared by all cars.

    bits: code → a number with one bit. due: which codes are tested in a phase, by what has to
    come first.
    """

    __slots__ = ("_by_code", "bits", "due")

    def __init__(self, monitors: Iterable[Monitor]) -> None:
        self._by_code = {monitor.dtc: monitor for monitor in monitors}
        self.bits: Mapping[int, int] = MappingProxyType(
            {dtc: 1 << place for place, dtc in enumerate(self._by_code)}
        )
        self.due: Mapping[Phase, tuple[tuple[Precondition | None, int], ...]]
        self.due = MappingProxyType({phase: self._due(phase) for phase in Phase})

    def __getitem__(self, dtc: int) -> Monitor:
        return self._by_code[dtc]

    def __iter__(self) -> Iterator[int]:
        return iter(self._by_code)

    def __len__(self) -> int:
        return len(self._by_code)

    def _due(self, phase: Phase) -> tuple[tuple[Precondition | None, int], ...]:
        codes: dict[Precondition | None, int] = {}
        for dtc, monitor in self._by_code.items():
            if phase in monitor.during:
                first = monitor.precondition
                codes[first] = codes.get(first, 0) | self.bits[dtc]
        return tuple(codes.items())
