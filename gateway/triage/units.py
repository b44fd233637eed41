"""Quantities as rules write them: `volts(11.8)`, `kilohms(500)`, `minutes(5)`."""

from gateway.domain.quantity import (
    Ampere,
    Celsius,
    Count,
    Decibelmilliwatt,
    KilogramPerSecond,
    Kilopascal,
    MetrePerSecond,
    Ohm,
    Percent,
    PerMinute,
    Quantity,
    Second,
    TimesPerMinute,
    Volt,
)


class Sigma(Quantity):
    """Robust standard deviations: what fits half of a fleet, not its outliers."""

    unit = "standard deviations"


amperes = Ampere
count = Count
decibelmilliwatts = Decibelmilliwatt
kilograms_per_second = KilogramPerSecond
percent = Percent
volts = Volt
degrees_celsius = Celsius
kilopascals = Kilopascal
metres_per_second = MetrePerSecond
revolutions_per_minute = PerMinute
seconds = Second
sigmas = Sigma
times_per_minute = TimesPerMinute


def kilohms(value: float) -> Ohm:
    return Ohm(value * 1_000)


def minutes(value: float) -> Second:
    return Second(value * 60)


def in_ms(span: Second) -> int:
    return round(span.value * 1_000)
