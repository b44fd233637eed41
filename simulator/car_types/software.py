"""Which software release each component of a car has: drawn from the car's own seed."""

import random
from collections.abc import Iterable
from typing import Final

RELEASES: Final = ("2026.8.2", "2026.20.1", "2026.32.3", "2026.38.1")


def draw_software(own_seed: int, components: Iterable[str]) -> dict[str, str]:
    """Component → release."""
    draw = random.Random(f"{own_seed} software")
    return {component: draw.choice(RELEASES) for component in components}
