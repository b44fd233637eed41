"""The reports of a batch by their kind, each of them once."""

from collections.abc import Iterable
from dataclasses import dataclass

from gateway.domain.report import FaultReport, Header, Placed, Reply, Report, Telemetry

Judgeable = Placed[Telemetry] | Placed[FaultReport]


def once(placed: Iterable[Placed[Report]]) -> list[Placed[Report]]:
    """A report that stands twice in one batch counts once."""
    return list({one.report.header.id: one for one in placed}.values())


@dataclass(frozen=True, slots=True)
class ByKind:
    telemetry: list[Placed[Telemetry]]
    faults: list[Placed[FaultReport]]
    replies: list[Placed[Reply]]

    @property
    def headers(self) -> list[Header]:
        return [
            *(one.report.header for one in self.telemetry),
            *(one.report.header for one in self.faults),
            *(one.report.header for one in self.replies),
        ]

    @property
    def heard(self) -> list[Judgeable]:
        return [*self.telemetry, *self.faults]


def by_kind(placed: Iterable[Placed[Report]]) -> ByKind:
    kinds = ByKind([], [], [])
    for one in placed:
        match one.report:
            case Telemetry() as telemetry:
                kinds.telemetry.append(Placed(telemetry, one.at, one.source))
            case FaultReport() as faults:
                kinds.faults.append(Placed(faults, one.at, one.source))
            case Reply() as reply:
                kinds.replies.append(Placed(reply, one.at, one.source))
    return kinds
