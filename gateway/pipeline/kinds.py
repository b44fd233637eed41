"""The reports of a batch by their kind."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from gateway.domain.report import FaultReport, Header, Placed, Reply, Report, Telemetry

Judgeable = Placed[Telemetry] | Placed[FaultReport]


@dataclass(frozen=True, slots=True)
class ByKind:
    telemetry: list[Placed[Telemetry]]
    faults: list[Placed[FaultReport]]
    replies: list[Placed[Reply]]

    @property
    def headers(self) -> list[Header]:
        return [
            *[one.report.header for one in self.telemetry],
            *[one.report.header for one in self.faults],
            *[one.report.header for one in self.replies],
        ]

    @property
    def heard(self) -> list[Judgeable]:
        return [*self.telemetry, *self.faults]


def by_kind(placed: Iterable[Placed[Report]]) -> ByKind:
    every: list[Any] = [*placed]

    def these(kind: type[Report]) -> list[Any]:
        return [one for one in every if type(one.report) is kind]

    telemetry = these(Telemetry)
    if len(telemetry) == len(every):
        return ByKind(telemetry, [], [])
    return ByKind(telemetry, these(FaultReport), these(Reply))
