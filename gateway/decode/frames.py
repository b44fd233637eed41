"""Bytes to reports: the one verb of this stage."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from types import MappingProxyType

from google.protobuf.message import DecodeError

from gateway.decode.faults import read_faults
from gateway.decode.presence import read_presence
from gateway.decode.refused import Refused
from gateway.decode.replies import read_reply
from gateway.decode.telemetry import read_telemetry
from gateway.decode.units import UnitOrders
from gateway.domain.errors import InvalidVin
from gateway.domain.report import Frame, Presence, Refusal, RefusalReason, Report, ReportId
from gateway.domain.vin import Vin

LARGEST_MESSAGE = 80 * 1024
LONGEST_TOPIC = 64
_PARTS_OF_A_TOPIC = 3
NO_ORDERS: UnitOrders = MappingProxyType({})
_Reader = Callable[[bytes, Vin, int, UnitOrders], Report | Presence]
_READERS: dict[str, _Reader] = {
    "telemetry": read_telemetry,
    "faults": read_faults,
    "replies": read_reply,
    "presence": read_presence,
}


@dataclass(frozen=True, slots=True)
class Decoded:
    """Everything that stood in the frames, in their order.

    `frames`: where each of the reports stood.
    """

    reports: tuple[Report, ...]
    presences: tuple[Presence, ...]
    refused: tuple[Refusal, ...]
    frames: Sequence[Frame] = ()

    @property
    def sources(self) -> Mapping[ReportId, Frame]:
        return {
            report.header.id: frame
            for report, frame in zip(self.reports, self.frames, strict=True)
        }


def decode(frames: Sequence[Frame], orders: UnitOrders = NO_ORDERS) -> Decoded:
    """Never raises on what a frame holds: what cannot be read comes back with its reason.

    `orders`: the orders of units, as far as they are known.
    """
    reports: list[Report] = []
    sources: list[Frame] = []
    presences: list[Presence] = []
    refused: list[Refusal] = []
    for frame in frames:
        try:
            said = _read(frame, orders)
        except Refused as no:
            refused.append(Refusal(frame, no.reason, no.detail))
        except DecodeError as error:
            refused.append(Refusal(frame, RefusalReason.UNDECODABLE, str(error)))
        else:
            if isinstance(said, Presence):
                presences.append(replace(said, retained=frame.retained))
            else:
                reports.append(said)
                sources.append(frame)
    return Decoded(tuple(reports), tuple(presences), tuple(refused), tuple(sources))


def together(parts: Sequence[Decoded]) -> Decoded:
    """All of them, in their order."""
    return Decoded(
        tuple(chain.from_iterable(part.reports for part in parts)),
        tuple(chain.from_iterable(part.presences for part in parts)),
        tuple(chain.from_iterable(part.refused for part in parts)),
        tuple(chain.from_iterable(part.frames for part in parts)),
    )


def _read(frame: Frame, orders: UnitOrders) -> Report | Presence:
    if len(frame.payload) > LARGEST_MESSAGE:
        raise Refused(
            RefusalReason.OVERSIZED,
            f"{len(frame.payload)} bytes, {LARGEST_MESSAGE} are allowed",
        )
    read, vin = _read_topic(frame.topic)
    return read(frame.payload, vin, frame.received_us, orders)


@lru_cache(maxsize=65_536)
def _read_topic(topic: str) -> tuple[_Reader, Vin]:
    parts = topic.split("/", _PARTS_OF_A_TOPIC)
    if (
        len(topic) > LONGEST_TOPIC
        or len(parts) != _PARTS_OF_A_TOPIC
        or parts[0] != "v1"
        or parts[2] not in _READERS
    ):
        raise Refused(RefusalReason.UNKNOWN_TOPIC, "topics are v1/<VIN>/<kind>")
    try:
        vin = Vin(parts[1])
    except InvalidVin as error:
        raise Refused(RefusalReason.INVALID_VIN, str(error)) from error
    return _READERS[parts[2]], vin
