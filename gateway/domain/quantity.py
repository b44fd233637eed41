"""Physical quantities, so that the type checker refuses volts compared with degrees."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Quantity:
    value: float
    unit: ClassVar[str] = ""

    def __str__(self) -> str:
        return f"{self.value:g} {self.unit}".rstrip()


class Volt(Quantity):
    unit = "V"


class Ampere(Quantity):
    unit = "A"


class Ohm(Quantity):
    unit = "Ω"


class Celsius(Quantity):
    unit = "°C"


class Kilopascal(Quantity):
    unit = "kPa"


class MetrePerSecond(Quantity):
    unit = "m/s"


class Metre(Quantity):
    unit = "m"


class Second(Quantity):
    unit = "s"


class Percent(Quantity):
    unit = "%"


class PerMinute(Quantity):
    """Of what turns."""

    unit = "1/min"


class TimesPerMinute(Quantity):
    """Of what happens now and then."""

    unit = "1/min"


class Watt(Quantity):
    unit = "W"


class KilogramPerSecond(Quantity):
    unit = "kg/s"


class NewtonMetre(Quantity):
    unit = "Nm"


class Decibelmilliwatt(Quantity):
    unit = "dBm"


class Count(Quantity):
    unit = ""
