"""Too hot, and cooler again: by readings that can be."""

from gateway.domain.quantity import Celsius
from gateway.domain.signal import Signal
from gateway.triage.condition import AtLeast, all_of
from gateway.triage.latch import Latched, latched
from gateway.triage.measured import latest
from gateway.triage.units import degrees_celsius, minutes

ALL_BITS_SET = degrees_celsius(200)


def is_hot(signal: Signal[Celsius], limit: Celsius, unread: Celsius = ALL_BITS_SET) -> Latched:
    """Above the limit for two minutes, until it is cooler; all bits set read `unread`."""
    return latched(
        on=all_of(latest(signal) > limit, latest(signal) < unread).held_for(minutes(2)),
        off=is_cooler(signal, limit),
    )


def is_cooler(signal: Signal[Celsius], limit: Celsius) -> AtLeast:
    """A sensor with a broken wire reads -40 °C."""
    return all_of(latest(signal) <= limit, latest(signal) > degrees_celsius(-30))
