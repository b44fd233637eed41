"""Laws of the signals: the gateway's vocabulary and the wire contract name the same things."""

from gateway.domain.quantity import (
    Ampere,
    Celsius,
    Count,
    Decibelmilliwatt,
    KilogramPerSecond,
    Kilopascal,
    Metre,
    MetrePerSecond,
    NewtonMetre,
    Ohm,
    Percent,
    PerMinute,
    Quantity,
    Second,
    TimesPerMinute,
    Volt,
    Watt,
)
from gateway.domain.signal import SIGNALS
from proto.v1.signals_pb2 import SignalNumber

SUFFIXES: dict[type[Quantity], str] = {
    Ampere: "_A",
    Celsius: "_CELSIUS",
    Count: "",
    Decibelmilliwatt: "_DBM",
    KilogramPerSecond: "_KG_PER_S",
    Kilopascal: "_KPA",
    Metre: "_M",
    MetrePerSecond: "_M_PER_S",
    NewtonMetre: "_NM",
    Ohm: "_OHM",
    Percent: "_PERCENT",
    PerMinute: "_PER_MIN",
    TimesPerMinute: "_PER_MIN",
    Second: "_S",
    Volt: "_V",
    Watt: "_W",
}


def test_every_quantity_has_its_suffix() -> None:
    """No signal has a unit that the wire has no way to write."""
    own = Quantity.__module__
    units = {each for each in Quantity.__subclasses__() if each.__module__ == own}
    assert units == SUFFIXES.keys()


def test_the_vocabulary_is_that_of_the_wire() -> None:
    """Each number stands for one signal on both sides, and the wire's name ends in its unit."""
    on_the_wire = {number: name for name, number in SignalNumber.items() if number}
    spoken = {
        number: signal.name.upper() + SUFFIXES[signal.quantity]
        for number, signal in SIGNALS.items()
    }
    assert spoken == on_the_wire


def test_names_and_titles_tell_signals_apart() -> None:
    """Neither a name nor the title that people read stands for two signals."""
    names = {signal.name for signal in SIGNALS.values()}
    titles = {signal.title for signal in SIGNALS.values()}
    assert len(names) == len(titles) == len(SIGNALS)
