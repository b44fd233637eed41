"""What becomes of reports that are missing."""

from gateway.pipeline.missing import MissingFate, MissingReports

_FATES = {
    MissingFate.EXPECTED: "on their way, or to be asked for soon",
    MissingFate.ON_BOARD: "the car still has reports to send",
    MissingFate.AWAY: "to be asked for when the car is here",
    MissingFate.ASKED: "the car has been asked to send them again",
    MissingFate.UNANSWERED: "the car was asked and has not answered",
    MissingFate.UNIT_GONE: "the unit that made them is no longer in the car",
    MissingFate.LOST: "the car no longer has them",
}


def missing_words(missing: MissingReports) -> str:
    """As "14 reports: the car has been asked to send them again"."""
    plural = "" if missing.reports == 1 else "s"
    return f"{missing.reports} report{plural}: {_FATES[missing.fate]}"
