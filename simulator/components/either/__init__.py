"""Components that a car has whatever drives it."""

from typing import Final

from simulator.components.either.airbag import AIRBAG
from simulator.components.either.body_control import BODY_CONTROL
from simulator.components.either.brakes import BRAKES
from simulator.components.either.driver_assistance import DRIVER_ASSISTANCE
from simulator.components.either.infotainment import INFOTAINMENT
from simulator.components.either.steering import STEERING
from simulator.components.either.telematics import TELEMATICS

COMPONENTS: Final = (
    TELEMATICS,
    INFOTAINMENT,
    BRAKES,
    STEERING,
    AIRBAG,
    DRIVER_ASSISTANCE,
    BODY_CONTROL,
)
