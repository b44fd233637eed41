"""Rules in the shadow in words: how long they were watched, and what would come of them."""

from datetime import timedelta

from gateway.domain.case import CaseOutcome
from gateway.pipeline.shadows import ENOUGH_VEHICLE_DAYS, LONG_ENOUGH, Tally
from gateway.web.words.age import span
from gateway.web.words.case import OUTCOMES
from gateway.web.words.quantity import number

_NOT_CLOSED = {"open": "still open", "no case": "no case"}


def watched_words(tally: Tally) -> str:
    """As "watched for 3 d, over 1 204 vehicle-days"."""
    days = "vehicle-day" if tally.vehicle_days == 1 else "vehicle-days"
    return f"watched for {span(tally.seen)}, over {number(tally.vehicle_days)} {days}"


def enough_words(tally: Tally) -> str:
    """Whether it can be said by now how the rule would do."""
    if tally.is_enough:
        rate = number(tally.cases_per_1000_days)
        return f"Long enough to say: new cases on {rate} vehicles in 1\u202f000 vehicle-days."
    days = number(ENOUGH_VEHICLE_DAYS)
    return (
        f"Not yet long enough to say: that takes {LONG_ENOUGH.days} d and {days} vehicle-days."
    )


def lead_words(lead: timedelta | None) -> str:
    """As "4 min earlier"; empty when nothing acted beside it."""
    if lead is None:
        return ""
    return f"{span(abs(lead))} {'later' if lead < timedelta() else 'earlier'}"


def outcome_words(outcome: str) -> str:
    """How the case ended, as a store tells it."""
    return _NOT_CLOSED.get(outcome) or OUTCOMES[CaseOutcome(outcome)]
