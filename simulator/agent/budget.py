"""How much of the unit's flash its reports may take."""

from dataclasses import dataclass

MIB = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """Bytes of one unit: of reports that wait, and of acknowledged ones that are kept.

    Faults and replies are never given up: when they alone take more, there is no telemetry.
    Acknowledged reports are kept for `kept_s` world seconds at most; not at all with 0 bytes.
    """

    unsent_bytes: int = 8 * MIB
    kept_bytes: int = MIB
    kept_s: float = 86_400.0
