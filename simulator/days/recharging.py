"""Who stops with a low battery looks for a charger, whatever the day had planned."""

from collections.abc import Callable, Iterator
from typing import Final

from simulator.days.day_plan import FAST_CHARGER_W, Phase, Segment

CHARGING_SHARE: Final = 0.75


def recharging(plan: Iterator[Segment], low: Callable[[], bool]) -> Iterator[Segment]:
    """The same plan, but the first three quarters of a sleep are spent charging when `low`.

    `low` is asked when a sleep begins. The times and places of the plan stay.
    """
    for segment in plan:
        if segment.phase is Phase.ASLEEP and low():
            yield from _charged(segment)
        else:
            yield segment


def _charged(sleep: Segment) -> Iterator[Segment]:
    """At the cable that is plugged in already, or at a fast charger."""
    charger_w = sleep.charger_w or FAST_CHARGER_W
    full_s = sleep.ends_s - max(
        round((sleep.ends_s - sleep.begins_s) * (1 - CHARGING_SHARE)), 1
    )
    if sleep.begins_s < full_s:
        yield Segment(Phase.CHARGING, sleep.begins_s, full_s, sleep.place, charger_w)
    yield Segment(Phase.ASLEEP, full_s, sleep.ends_s, sleep.place, charger_w)
