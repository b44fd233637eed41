"""What happens in a story, line by line in world time: planned, hence always the same."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise, takewhile

from simulator.days.day_plan import Phase
from simulator.faults.library import root_causes
from simulator.faults.root_cause import RootCauseId
from simulator.links.profile import Outage
from simulator.links.weather import LinkEvent, Upset
from simulator.scenario.cast import Cast, Part


@dataclass(frozen=True, slots=True, order=True)
class Happening:
    """`at_s` is unix time of the world; `who` is a role. `routine`: the car's ordinary day."""

    at_s: float
    who: str
    what: str
    routine: bool = False

    def __str__(self) -> str:
        moment = datetime.fromtimestamp(self.at_s, UTC)
        return f"{moment:%Y-%m-%d %H:%M:%S}Z  {self.who:<12} {self.what}"


def transcript(cast: Cast) -> list[Happening]:
    """Everything from the start of the story to its end, in order."""
    start_s, end_s = cast.story.start_s, cast.story.start_s + cast.story.lasts_s
    every = (happening for part in cast.parts for happening in _of(part))
    return sorted(one for one in every if start_s <= one.at_s < end_s)


def _of(part: Part) -> Iterator[Happening]:
    name = part.role.name
    for at_s, what in (*_faults(part), *_weather(part)):
        yield Happening(at_s, name, what)
    for at_s, what in _day(part):
        yield Happening(at_s, name, what, routine=True)


def _faults(part: Part) -> Iterator[tuple[float, str]]:
    start_s, library = part.story.start_s, root_causes()
    for onset in part.role.lot.faults:
        title = library[onset.cause].title
        yield start_s + onset.at_s, f"{onset.cause} is planted: {title}"
    for repair in part.role.lot.repairs:
        work = library[repair.cause].repair
        yield start_s + repair.at_s, f"{work.part} {work.outcome}: {repair.cause} is gone"
    for offer in part.role.lot.updates:
        yield start_s + offer.at_s, f"is offered new software for its {offer.component}"


def _day(part: Part) -> Iterator[tuple[float, str]]:
    end_s = part.story.start_s + part.story.lasts_s
    days = takewhile(lambda segment: segment.begins_s < end_s, part.day())
    phases = [(float(segment.begins_s), segment.phase) for segment in days]
    for (_, before), (at_s, phase) in pairwise(phases):
        if phase is not before:
            yield at_s, _MOVES[phase]


_MOVES = {
    Phase.DRIVING: "drives off",
    Phase.PARKED: "is parked",
    Phase.CHARGING: "begins to charge",
    Phase.ASLEEP: "falls asleep",
}


def _weather(part: Part) -> Iterator[tuple[float, str]]:
    story = part.story
    for event in part.weather.events(story.start_s, story.start_s + story.lasts_s):
        begins, ends = _words(event)
        yield event.at_s, begins
        if ends:
            yield event.until_s, ends


def misfortunes(cast: Cast) -> dict[str, list[float]]:
    """When an outage of a link and a loss of power begins: what must really have happened."""
    start_s, end_s = cast.story.start_s, cast.story.start_s + cast.story.lasts_s
    events = [e for part in cast.parts for e in part.weather.events(start_s, end_s)]
    return {
        "outages": sorted(e.at_s for e in events if isinstance(e.kind, Outage)),
        "power_failures": sorted(e.at_s for e in events if e.kind is Upset.POWER_CUT),
    }


def planned(cast: Cast) -> dict[str, list[dict[str, object]]]:
    """Faults and repairs as the cars will tell of them: car, root cause and moment.

    `at_once`: the fault waits neither for operation cycles nor for the cold.
    """
    library = root_causes()
    return {
        "faults": [
            _due(part, onset.cause, onset.at_s)
            | {"at_once": library[onset.cause].onset.at_once}
            for part in cast.parts
            for onset in part.role.lot.faults
        ],
        "repairs": [
            _due(part, repair.cause, repair.at_s)
            for part in cast.parts
            for repair in part.role.lot.repairs
        ],
    }


def _due(part: Part, cause: RootCauseId, at_s: float) -> dict[str, object]:
    return {"car": part.role.name, "cause": cause, "at_s": part.story.start_s + at_s}


def _words(event: LinkEvent) -> tuple[str, str]:
    match event.kind:
        case Outage():
            return f"its link goes down ({event.kind.value})", "its link is up again"
        case Upset.POWER_CUT:
            return "loses its 12 V supply", "has power again; its wall clock shows 1970"
        case Upset.CLOCK_JUMP:
            return f"its wall clock jumps by {event.shift_s:+.0f} s", ""
