"""How a message is written: our wire contract, or the JSON that everybody else takes."""

import json
from collections.abc import Callable
from typing import Any, Final

from benchmarks.intake.load import CHANNELS, Message
from proto.v1.telemetry_pb2 import Telemetry

Body = Callable[[Message], bytes]
NUMBERS: Final = [one.number for one in CHANNELS]
COLUMNS: Final = tuple(f"s{number}" for number in NUMBERS)
_DIGITS: Final = 3


def telemetry(message: Message) -> bytes:
    """proto/v1."""
    wire = Telemetry()
    header, matrix = wire.header, wire.matrices.add()
    header.version = 1
    header.vin = message.vin
    header.boot_id = message.boot_id
    header.boot_count = 1
    header.unit_id = message.unit_id
    header.seq = message.seq
    header.uptime_ms = message.uptime_ms
    header.age_ms = message.age_ms
    header.wall_ms = message.wall_ms
    matrix.signals.extend(NUMBERS)  # type: ignore[arg-type]  # the stub wants the enum's type
    matrix.offsets_ms = message.offsets_ms.tobytes()
    matrix.values = message.values.tobytes()
    return wire.SerializeToString()


def json_batch(message: Message) -> bytes:
    """The same samples: columns named once, a list for each row."""
    document = {
        **_who(message),
        "columns": COLUMNS,
        "at_ms": [message.wall_ms + int(offset) for offset in message.offsets_ms],
        "rows": [[round(v, _DIGITS) for v in row] for row in message.values.tolist()],
    }
    return json.dumps(document, separators=(",", ":")).encode()


def json_row(message: Message) -> bytes:
    """One flat object, of a message that has one row."""
    [row] = message.values.tolist()
    named = {name: round(v, _DIGITS) for name, v in zip(COLUMNS, row, strict=True)}
    document = {**_who(message), "at_ms": message.wall_ms, **named}
    return json.dumps(document, separators=(",", ":")).encode()


def _who(message: Message) -> dict[str, Any]:
    return {"vin": message.vin, "seq": message.seq}
