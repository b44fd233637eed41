"""What the demo was asked for."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoOptions:
    """`seconds`: of the wall, 0 until Ctrl-C; `resume`: go on with what `data` holds."""

    vehicles: int
    seconds: float
    seed: int
    speed: float
    data: Path
    report: Path | None
    browser: bool
    port: int
    resume: bool
