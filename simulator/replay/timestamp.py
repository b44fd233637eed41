"""Times as drive logs write them, in seconds of one scale."""

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from simulator.replay.measured_text import NoNumber, parse_number

ISO: Final = "iso"
COUNTED: Final = {"s": 1.0, "ms": 1e-3, "us": 1e-6, "min": 60.0}
SPELT: Final = {
    "s": ("sec", "secs", "second", "seconds"),
    "ms": ("msec", "msecs", "millis", "millisecond", "milliseconds"),
    "us": ("µs", "usec", "micros", "microsecond", "microseconds"),
    "min": ("mins", "minute", "minutes"),
}


class NoTime(ValueError):
    def __init__(self, text: str, form: str) -> None:
        super().__init__(f"{text!r} is no time as {form!r}")


class InvalidTimeFormat(ValueError):
    """A format or a time zone that does not exist."""


@dataclass(frozen=True, slots=True)
class TimeFormat:
    """`form`: s, ms, us, min, iso, or a pattern of strptime; `zone`: of times without one."""

    form: str
    zone: tzinfo = UTC

    def __post_init__(self) -> None:
        if self.form not in COUNTED and self.form != ISO and "%" not in self.form:
            known = ", ".join([*COUNTED, ISO])
            raise InvalidTimeFormat(
                f'no time format {self.form!r}: {known}, or a pattern as "%d.%m.%Y %H:%M:%S"'
            )

    def parse(self, text: str, decimal: str) -> float:
        """Seconds, from 1970 or from wherever the log counts; raises NoTime."""
        try:
            if self.form in COUNTED:
                return parse_number(text, decimal) * COUNTED[self.form]
            return self._moment(text.strip()).timestamp()
        except (NoNumber, ValueError, OverflowError):
            raise NoTime(text, self.form) from None

    def _moment(self, text: str) -> datetime:
        if self.form == ISO:
            moment = datetime.fromisoformat(text)
        else:
            # A zone follows below where the text has none.
            moment = datetime.strptime(text, self.form)  # noqa: DTZ007
        return moment if moment.tzinfo else moment.replace(tzinfo=self.zone)


def zone_named(name: str) -> tzinfo:
    """Raises InvalidTimeFormat."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise InvalidTimeFormat(
            f"no time zone {name!r}; they look like Europe/Berlin or UTC"
        ) from None


DATES: Final = (
    *("%d.%m.%Y ", "%d/%m/%Y ", "%m/%d/%Y ", "%d-%b-%Y ", "%Y/%m/%d ", "%Y-%m-%d "),
    *("%d.%m.%y ", "%d/%m/%y ", "%m/%d/%y ", ""),
)
CLOCKS: Final = (
    "%H:%M:%S",
    "%H:%M:%S.%f",
    "%H:%M:%S,%f",
    "%H:%M",
    "%I:%M:%S %p",
    "%I:%M:%S.%f %p",
    "%H:%M:%S %Z",
    "%H:%M:%S.%f %Z",
    "%M:%S.%f",
)
GUESSES: Final = (ISO, *(date + clock for date in DATES for clock in CLOCKS))
MILLISECONDS_FROM: Final = 1e11


def counted_unit(text: str) -> str:
    """In what a clock counts, of those in `COUNTED`; empty when this tells nothing of it."""
    told = text.strip("()[]{} ").casefold().replace("\u03bc", "µ")
    return next((unit for unit, spelt in SPELT.items() if told in {unit, *spelt}), "")


def guess_format(samples: list[str], decimal: str, unit: str = "") -> str | None:
    """A format in which most samples are times; the day is first where both would do."""

    def readable(form: str) -> bool:
        read = sum(_reads(TimeFormat(form), text, decimal) for text in samples)
        return read * 2 > len(samples)

    if readable("s"):
        largest = max(_numbers(samples, decimal))
        if unit in COUNTED:
            return unit
        return "ms" if largest >= MILLISECONDS_FROM else "s"
    return next(filter(readable, GUESSES), None)


def _reads(form: TimeFormat, text: str, decimal: str) -> bool:
    try:
        form.parse(text, decimal)
    except NoTime:
        return False
    return True


def _numbers(samples: list[str], decimal: str) -> list[float]:
    form = TimeFormat("s")
    return [form.parse(text, decimal) for text in samples if _reads(form, text, decimal)]
