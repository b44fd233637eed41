"""Frames that must be refused, each with its reason; and noise to make more of."""

import random
from dataclasses import dataclass
from uuid import UUID

from gateway.domain.report import RefusalReason
from gateway.domain.vin import Vin
from proto.v1 import commands_pb2, telemetry_pb2
from tests import fix_wire as wire

YEAR_MS = 365 * 86_400_000
LARGEST_MESSAGE = 80 * 1024
NOBODYS_COMMAND = UUID("0193a000-0000-7000-8000-00000000dead")


def car(number: int) -> Vin:
    return Vin(f"WVWZZZ1KZ8W2{number:05d}")


@dataclass(frozen=True, slots=True)
class Bad:
    """A frame that must be refused for `reason`."""

    reason: RefusalReason
    topic: str
    payload: bytes


def noise(seed: int, size: int) -> bytes:
    return random.Random(seed).randbytes(size)  # noqa: S311 -- the same noise every time


def refused_cases(vin: Vin, other: Vin) -> dict[str, Bad]:
    """What is wrong → a frame on a topic of `vin` (where it has a good one)."""
    up = wire.topic(vin, "telemetry")
    whole = wire.telemetry(vin, 900)
    wild_matrix = telemetry_pb2.Matrix(
        signals=["LV_BATTERY_VOLTAGE_V"] * 2, offsets_ms=b"\0" * 4, values=b"\0" * 8
    )
    backwards = telemetry_pb2.Matrix(
        signals=["LV_BATTERY_VOLTAGE_V"], offsets_ms=b"\2\0\0\0\1\0\0\0", values=b"\0" * 8
    )
    head = wire.header(vin, 901)
    good_shape, wrong_digit = "1HGCM82633A004352", "1HGCM82643A004352"
    assert Vin(good_shape).text == good_shape  # so only the digit is wrong in the other
    reasons = RefusalReason
    return {
        "truncated telemetry": Bad(reasons.UNDECODABLE, up, whole[:-5]),
        "truncated faults": Bad(
            reasons.UNDECODABLE, wire.topic(vin, "faults"), wire.faults(vin, 902)[:-3]
        ),
        "random bytes as telemetry": Bad(reasons.UNDECODABLE, up, b"\xff" + noise(1, 300)),
        "random bytes as faults": Bad(
            reasons.UNDECODABLE, wire.topic(vin, "faults"), b"\xff" + noise(2, 300)
        ),
        "random bytes as a reply": Bad(
            reasons.UNDECODABLE, wire.topic(vin, "replies"), b"\xff" + noise(3, 300)
        ),
        "random bytes as presence": Bad(
            reasons.UNDECODABLE, wire.topic(vin, "presence"), b"\xff" + noise(4, 300)
        ),
        "oversized": Bad(reasons.OVERSIZED, up, noise(5, LARGEST_MESSAGE + 1)),
        "no bytes at all": Bad(reasons.WRONG_VERSION, up, b""),
        "the next version": Bad(reasons.WRONG_VERSION, up, wire.telemetry(vin, 903, version=2)),
        "presence of the next version": Bad(
            reasons.WRONG_VERSION, wire.topic(vin, "presence"), wire.presence(vin, version=2)
        ),
        "another car's VIN in the payload": Bad(
            reasons.VIN_MISMATCH, up, wire.telemetry(other, 904)
        ),
        "another car's VIN in a presence": Bad(
            reasons.VIN_MISMATCH, wire.topic(vin, "presence"), wire.presence(other)
        ),
        "a VIN with a wrong check digit": Bad(
            reasons.INVALID_VIN, wire.topic(wrong_digit, "telemetry"), wire.telemetry(vin, 905)
        ),
        "a VIN with a forbidden letter": Bad(
            reasons.INVALID_VIN,
            wire.topic("WVWZZZ1KZ8WO00001", "telemetry"),
            wire.telemetry(vin, 906),
        ),
        "a report without a boot": Bad(
            reasons.IMPOSSIBLE_VALUE, up, wire.telemetry(vin, 907, boot_id=0)
        ),
        "a boot beyond all": Bad(
            reasons.IMPOSSIBLE_VALUE, up, wire.telemetry(vin, 908, boot_id=2**64 - 1)
        ),
        "an uptime of centuries": Bad(
            reasons.IMPOSSIBLE_TIME, up, wire.telemetry(vin, 909, uptime_ms=300 * YEAR_MS)
        ),
        "an age of centuries": Bad(
            reasons.IMPOSSIBLE_TIME, up, wire.telemetry(vin, 910, age_ms=300 * YEAR_MS)
        ),
        "a column named twice": Bad(
            reasons.IMPOSSIBLE_VALUE,
            up,
            telemetry_pb2.Telemetry(header=head, matrices=[wild_matrix]).SerializeToString(),
        ),
        "rows that run backwards": Bad(
            reasons.IMPOSSIBLE_TIME,
            up,
            telemetry_pb2.Telemetry(header=head, matrices=[backwards]).SerializeToString(),
        ),
        "more matrices than a report has": Bad(
            reasons.IMPOSSIBLE_VALUE,
            up,
            telemetry_pb2.Telemetry(
                header=head, matrices=[telemetry_pb2.Matrix() for _ in range(35_000)]
            ).SerializeToString(),
        ),
        "a component that is no name": Bad(
            reasons.IMPOSSIBLE_VALUE,
            wire.topic(vin, "faults"),
            wire.faults(vin, 911, component="'; drop table vehicles; --"),
        ),
        "a reply in no state": Bad(
            reasons.IMPOSSIBLE_VALUE,
            wire.topic(vin, "replies"),
            wire.reply(vin, 912, NOBODYS_COMMAND, state=99),
        ),
        "a reply to an unknown command": Bad(
            reasons.UNKNOWN_COMMAND,
            wire.topic(vin, "replies"),
            wire.reply(vin, 913, NOBODYS_COMMAND),
        ),
        "a command sent up by a car": Bad(
            reasons.WRONG_VERSION,
            up,
            commands_pb2.ClockAnswer(boot_id=1, session=1).SerializeToString(),
        ),
    }
