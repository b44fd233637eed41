"""Messages made ready for the publisher: whole MQTT packets on disk, a file a connection."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from simulator.agent.mqtt import packets
from simulator.agent.mqtt.packets import Credentials, Will

PLAN: Final = "plan.json"
KEEPALIVE_S: Final = 600
PACKET_IDS: Final = 65_535
_WILL: Final = Will("v1/nobody/telemetry", b"")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`rate`: messages a second over all lanes; without it each has `window` under way."""

    host: str
    port: int
    lanes: int
    window: int
    rate: float | None

    @classmethod
    def read(cls, folder: Path) -> "Plan":
        told: dict[str, Any] = json.loads((folder / PLAN).read_text())
        return cls(**told)


@dataclass(frozen=True, slots=True)
class Cargo:
    """One lane's packets: `numbers` of its messages, where each ends, all of their bytes."""

    numbers: NDArray[np.int64]
    ends: NDArray[np.int64]
    octets: bytes
    connect: bytes


def pack(
    folder: Path, plan: Plan, credentials: Credentials, messages: Iterable[tuple[str, bytes]]
) -> int:
    """Writes (topic, payload) down in turn for the lanes; returns how many there are.

    A car must always use the same lane: `plan.lanes` divides their number.
    """
    folder.mkdir(parents=True)
    octets = [bytearray() for _ in range(plan.lanes)]
    ends: list[list[int]] = [[] for _ in range(plan.lanes)]
    count = 0
    for number, (topic, payload) in enumerate(messages):
        lane, count = number % plan.lanes, number + 1
        octets[lane] += packets.publish(len(ends[lane]) % PACKET_IDS + 1, topic, payload)
        ends[lane].append(len(octets[lane]))
    (folder / PLAN).write_text(json.dumps(asdict(plan)))
    for lane in range(plan.lanes):
        (folder / f"{lane}.packets").write_bytes(octets[lane])
        np.save(folder / f"{lane}.npy", np.array(ends[lane], np.int64))
        (folder / f"{lane}.connect").write_bytes(_connect(credentials, lane))
    return count


def unpack(folder: Path, lane: int, lanes: int) -> Cargo:
    ends: NDArray[np.int64] = np.load(folder / f"{lane}.npy")
    return Cargo(
        numbers=np.arange(len(ends)) * lanes + lane,
        ends=ends,
        octets=(folder / f"{lane}.packets").read_bytes(),
        connect=(folder / f"{lane}.connect").read_bytes(),
    )


def _connect(credentials: Credentials, lane: int) -> bytes:
    own = Credentials(
        client_id=f"{credentials.client_id}-{lane}",
        username=credentials.username,
        password=credentials.password,
    )
    return packets.connect(own, KEEPALIVE_S, _WILL)
