"""The figures of a play, named as expectations name them."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from gateway.demo.scenario.expectation import EPISODES, Figures
from gateway.store.chronicle import Chronicle


def figures_of_a_car(chronicle: Chronicle) -> Figures:
    return {
        **chronicle.counts,
        **{f"{EPISODES}{code}": count for code, count in chronicle.episodes.items()},
        "severity": chronicle.severity.value if chronicle.severity else "none",
        "appointments.days": tuple(day for _, day in chronicle.slots),
        "appointments.slots": tuple(f"{centre} {day}" for centre, day in chronicle.slots),
        "ways": tuple(chronicle.ways),
        "reports.longest_silence_min": chronicle.longest_silence_s / 60,
    }


def figures_of_the_play(
    cars: Mapping[str, Chronicle], report: Mapping[str, Any], restarts: Mapping[str, int]
) -> Figures:
    """`report` is that of the comparison, `restarts` by the name of the part."""
    totals: Counter[str] = Counter()
    for chronicle in cars.values():
        totals.update(chronicle.counts)
        totals.update({f"{EPISODES}{code}": n for code, n in chronicle.episodes.items()})
    return {
        **totals,
        **{f"{part}_restarts": count for part, count in restarts.items()},
        **{
            name: report[name]
            for name in ("power_failures", "frames_refused", "faults_injected")
        },
        "commands_executed": report["commands_executed"],
    }
