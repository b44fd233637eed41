"""What may be behind a fault of tyres, doors and lights."""

from gateway.domain.cause import CauseId
from gateway.domain.component import BODY_CONTROL
from gateway.domain.signal import (
    AMBIENT_TEMPERATURE,
    TYRE_PRESSURE_FRONT_LEFT,
    TYRE_PRESSURE_FRONT_RIGHT,
    TYRE_PRESSURE_REAR_LEFT,
    TYRE_PRESSURE_REAR_RIGHT,
)
from gateway.triage.cause import Cause, Frequency, speaks_against, speaks_for
from gateway.triage.condition import all_of, any_of
from gateway.triage.measured import latest
from gateway.triage.reported import code
from gateway.triage.statistic import falls_by
from gateway.triage.units import degrees_celsius, kilopascals, minutes

TYRES = (
    TYRE_PRESSURE_FRONT_LEFT,
    TYRE_PRESSURE_FRONT_RIGHT,
    TYRE_PRESSURE_REAR_LEFT,
    TYRE_PRESSURE_REAR_RIGHT,
)
COLD = latest(AMBIENT_TEMPERATURE) < degrees_celsius(5)
MILD = latest(AMBIENT_TEMPERATURE) > degrees_celsius(8)
# Cold takes a tenth of the pressure, never a third of it; a sensor that sleeps says 0.
BELOW_WHAT_COLD_TAKES = any_of(
    *(all_of(latest(tyre) < kilopascals(175), latest(tyre) > kilopascals(0)) for tyre in TYRES)
)
FALLS_FAST = any_of(
    *(
        all_of(falls_by(tyre, kilopascals(40), over=minutes(3)), latest(tyre) > kilopascals(0))
        for tyre in TYRES
    )
)
SENSOR_CODES = ("C1A54-31", "C1A55-31", "C1A56-31", "C1A57-31")
# Called silent, and yet it sends: it repeats what is not believed any more.
STILL_SENDS = any_of(
    *(
        all_of(
            code(BODY_CONTROL, spelling).present,
            latest(tyre, within=minutes(4)) > kilopascals(0),
        )
        for spelling, tyre in zip(SENSOR_CODES, TYRES, strict=True)
    )
)

SLOW_LEAK = Cause(
    id=CauseId("body.tyre_slow_leak"),
    title="A nail, a valve or a rim lets a tyre lose air slowly.",
    frequency=Frequency.MOST,
    signs=(
        speaks_for(BELOW_WHAT_COLD_TAKES, lasting=True),
        speaks_against(FALLS_FAST),
    ),
)
FILLED_WARM = Cause(
    id=CauseId("body.tyre_filled_warm"),
    title="A tyre was filled on a warm day, and the cold shows it.",
    signs=(
        speaks_for(COLD),
        speaks_against(MILD),
        speaks_against(BELOW_WHAT_COLD_TAKES, lasting=True),
        speaks_against(FALLS_FAST),
    ),
)
PUNCTURE = Cause(
    id=CauseId("body.tyre_punctured"),
    title="A cut or a large hole empties a tyre quickly.",
    frequency=Frequency.RARE,
    signs=(speaks_for(FALLS_FAST),),
)
SENSOR_EMPTY = Cause(
    id=CauseId("body.tyre_sensor_empty"),
    title="The battery of a tyre sensor is empty.",
    frequency=Frequency.MOST,
    signs=(speaks_against(STILL_SENDS),),
)
SENSOR_FROZEN = Cause(
    id=CauseId("body.tyre_sensor_frozen"),
    title="A tyre sensor repeats its last value.",
    frequency=Frequency.RARE,
    signs=(speaks_for(STILL_SENDS),),
)
DOOR_LATCH = Cause(
    id=CauseId("body.door_latch"),
    title="Water or wear in a latch.",
)
WINDOW_LIFTER = Cause(
    id=CauseId("body.window_lifter"),
    title="A window lifter is worn, or its guide binds.",
)
KEY_BATTERY = Cause(
    id=CauseId("body.key_battery"),
    title="The battery of the key is empty, or something disturbs its radio.",
)
LAMP = Cause(
    id=CauseId("body.lamp"),
    title="A lamp, its plug or its ground is damaged.",
)
WIPER = Cause(
    id=CauseId("body.wiper"),
    title="Ice, the linkage or the motor holds the wipers.",
)
HORN = Cause(
    id=CauseId("body.horn"),
    title="The horn or its plug is corroded.",
)
