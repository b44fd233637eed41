"""How many sets of signals a vehicle brings at most: a hostile unit may make up any number."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from gateway.domain.report import Placed, Report, ReportId, Telemetry
from gateway.domain.vin import Vin

SignalSet = tuple[int, ...]
"""The signals of a matrix, in the order of its columns."""
MOST_SETS = 2048
"""That one vehicle was the first to use, over all its life. A unit that groups its signals by
rate has some ten; one that sends what has changed makes up new ones, ever more seldom."""


def sets_of(
    placed: Collection[Placed[Report]] | Collection[Placed[Telemetry]],
) -> set[SignalSet]:
    """Few are not one and the same object, and to hash one takes long."""
    by_object = {
        id(matrix.signals): matrix.signals
        for one in placed
        if type(report := one.report) is Telemetry
        for matrix in report.matrices
    }
    return set(by_object.values())


def brought_by(
    placed: Collection[Placed[Report]], unknown: Collection[SignalSet]
) -> dict[SignalSet, list[Vin]]:
    """Who uses these, in the order in which they speak."""
    users: dict[SignalSet, list[Vin]] = {}
    for one in placed:
        if type(one.report) is Telemetry:
            for matrix in one.report.matrices:
                if matrix.signals in unknown:
                    users.setdefault(matrix.signals, []).append(one.report.header.id.vin)
    return users


def welcome(
    users: Mapping[SignalSet, Sequence[Vin]], brought: Mapping[Vin, int]
) -> dict[SignalSet, Vin]:
    """Which of these are taken in, and whose they are: of the first who may bring more.

    `brought`: how many each vehicle has brought before.
    """
    count = Counter(brought)
    taken: dict[SignalSet, Vin] = {}
    for signals, vins in users.items():
        vin = next((vin for vin in vins if count[vin] < MOST_SETS), None)
        if vin is not None:
            taken[signals] = vin
            count[vin] += 1
    return taken


def motley(placed: Collection[Placed[Report]], refused: Collection[SignalSet]) -> set[ReportId]:
    """Those with one of these sets."""
    return {
        one.report.header.id
        for one in placed
        if type(one.report) is Telemetry
        and any(matrix.signals in refused for matrix in one.report.matrices)
    }
