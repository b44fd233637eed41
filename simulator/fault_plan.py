"""Which car gets which fault: seeded, the main cases first."""

import random
from collections.abc import Mapping, Sequence
from typing import Final

from simulator.carriers.carrier import Carrier
from simulator.faults.library import root_causes
from simulator.faults.root_cause import RootCauseId
from simulator.faults.truth import InjectedFault

MASKING: Final = ("telematics_modem_failing", "infotainment_display_failing")
DANGEROUS: Final = (
    "wheel_speed_sensor_open",
    "steering_torque_sensor",
    "airbag_squib_resistance",
)

# The cases that a run should not go without, the most important first.
MAIN: Final = (
    ("telematics_half_connected",),
    MASKING,
    ("infotainment_frozen",),
    ("ambient_sensor_glitch",),
    ("ambient_sensor_broken",),
    ("hv_isolation_loss",),
    DANGEROUS,
    ("unknown_body_code",),
)
SHARE_WITH_FAULT: Final = 0.6
ENOUGH_FOR_ALL: Final = 12
ENOUGH_FOR_BOTH_MASKS: Final = 25
REALISTIC: Final = ("telematics_half_connected", "infotainment_frozen")

# In seconds of the wall, so that somebody who watches sees it happen at any speed of the world.
ONSETS_WALL_S: Final = (3.0, 40.0)


def plan_faults(
    vins: Sequence[str], seed: int, start_s: float, speed: float
) -> dict[str, list[InjectedFault]]:
    """At most one fault a car, at most 40 wall seconds after world time `start_s`."""
    rng = random.Random(f"{seed} faults")
    causes = _draw_causes(len(vins), rng)
    chosen = rng.sample(list(vins), len(causes))
    first, last = ONSETS_WALL_S
    share = (last - first) / max(1, len(causes))
    return {
        vin: [InjectedFault(cause, start_s + speed * (first + share * (i + rng.random())))]
        for i, (vin, cause) in enumerate(zip(chosen, causes, strict=True))
    }


def carriers(faults: Mapping[str, Sequence[InjectedFault]]) -> dict[str, Carrier]:
    """The cars that are worth real frames and threads: the first whose remedy is a reset."""
    hits = (
        vin for vin, own in faults.items() if any(f.root_cause_id in REALISTIC for f in own)
    )
    return dict(zip(hits, (Carrier.ISO_TP, Carrier.DOIP), strict=False))


def _draw_causes(cars: int, rng: random.Random) -> list[RootCauseId]:
    main = [rng.choice(alternatives) for alternatives in MAIN]
    if cars >= ENOUGH_FOR_BOTH_MASKS:
        main.extend(name for name in MASKING if name not in main)
    number = min(cars, max(1, round(cars * SHARE_WITH_FAULT)))
    if cars >= ENOUGH_FOR_ALL:
        number = max(number, len(main))
    library = sorted(root_causes())
    rest = [rng.choice(library) for _ in range(number - len(main))]
    return [RootCauseId(name) for name in (*main, *rest)[:number]]
