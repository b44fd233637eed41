"""Follows one car from outside: where its day is, what its faults and its link do."""

from collections.abc import Iterable, Iterator

from simulator.car.car import Car
from simulator.days.day_plan import Segment
from simulator.fleet.transcript import Transcript
from simulator.links.weather import LinkEvent


class Chronicle:
    """Call `follow` whenever time has passed for the car.

    Each event comes with the world time at which it happened, hence not always in order.
    """

    def __init__(self, car: Car, day: Iterable[Segment], transcript: Transcript) -> None:
        self._car = car
        self._vin = car.vin
        self._transcript = transcript
        self._day: Iterator[Segment] = iter(day)
        self._next: Segment | None = next(self._day, None)
        self._told: set[tuple[object, ...]] = set()

    def follow(self, now_s: float) -> None:
        self._follow_day(now_s)
        self._follow_faults()

    async def link(self, event: LinkEvent) -> None:
        """An outage begins, and it is known when it will end."""
        kind = event.kind.value
        self._transcript.tell("link", self._vin, at_s=event.at_s, down=kind)
        self._transcript.tell("link", self._vin, at_s=event.until_s, up_after=kind)

    def _follow_day(self, now_s: float) -> None:
        while self._next is not None and self._next.begins_s <= now_s:
            segment, self._next = self._next, next(self._day, None)
            self._transcript.tell(
                "phase",
                self._vin,
                at_s=float(segment.begins_s),
                phase=segment.phase.name.lower(),
                place=segment.place.value,
            )

    def _follow_faults(self) -> None:
        for cause, truth in self._car.whole_truth():
            fault = {"root_cause": cause.id, "planted": truth.onset_s}
            self._tell_once("fault_began", truth.began_s, fault)
            for code in truth.codes:
                where = {"component": code.component, "dtc": code.dtc}
                self._tell_once("code_set", code.set_at_s, fault | where)
            self._tell_once("fault_ended", truth.ended_s, {**fault, "by": truth.ended_by})

    def _tell_once(self, event: str, at_s: float | None, facts: dict[str, object]) -> None:
        key = (event, *facts.values())
        if at_s is None or key in self._told:
            return
        self._told.add(key)
        self._transcript.tell(event, self._vin, at_s=at_s, **facts)
