"""What the reader of a log has to say about a line that it could not use as it is."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why a row was skipped, or a value in it."""

    HEADER_AGAIN = "the header again"
    TORN = "torn off"
    COLUMNS = "wrong number of columns"
    TIME = "unreadable time"
    LEAP = "time leaps and comes back"
    BACKWARDS = "time goes back"
    FAR_AWAY = "more than a day from the rest"
    DUPLICATE = "values for this time were there already"
    EMPTY = "nothing measured"
    NOT_MAPPED = "values of columns that are not mapped only"
    NOTHING_READABLE = "no readable value"
    VALUE = "unreadable value"

    @property
    def counts_row(self) -> bool:
        """Whether the row was skipped; otherwise it was used without what is noted."""
        return self is not Reason.VALUE

    @property
    def faults_line(self) -> bool:
        """Whether something is wrong with the line; many loggers write one value to each."""
        return self is not Reason.NOT_MAPPED


@dataclass(frozen=True, slots=True)
class Note:
    line: int
    reason: Reason
    detail: str = ""

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}" + (f": {self.detail}" if self.detail else "")
