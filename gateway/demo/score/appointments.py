"""Whether the workshops that were booked can do what the true fault needs."""

from collections import Counter

from gateway.demo.score.attribution import Attribution
from gateway.demo.score.truth import TrueFault
from gateway.store.conclusions import BookedSkills, Conclusions

RIGHT = "right skills"
LACKING = "skills are lacking"
FOR_NOTHING = "no fault"


def bookings(conclusions: Conclusions, attribution: Attribution) -> Counter[str]:
    """Appointments by whether their skills are the right ones."""
    return Counter(
        _fitness(booked, attribution.fault_of(booked.case)) for booked in conclusions.booked
    )


def _fitness(booked: BookedSkills, fault: TrueFault | None) -> str:
    if fault is None:
        return FOR_NOTHING
    return RIGHT if fault.needs <= booked.skills else LACKING
