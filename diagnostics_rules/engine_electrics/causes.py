"""What a workshop puts right on battery, alternator and starter; how look-alikes differ."""

from gateway.domain.cause import CauseId, Weight
from gateway.domain.component import ENERGY_MANAGEMENT
from gateway.domain.signal import ENGINE_SPEED, LV_BATTERY_CURRENT, LV_BATTERY_VOLTAGE
from gateway.triage.cause import Cause, Frequency, speaks_against, speaks_for
from gateway.triage.condition import all_of, not_
from gateway.triage.hindsight import within
from gateway.triage.measured import latest
from gateway.triage.reported import code, occurrences
from gateway.triage.units import amperes, minutes, revolutions_per_minute, seconds, volts

TIME_AND_AGAIN = 2

HAS_AN_ENGINE = latest(ENGINE_SPEED) >= revolutions_per_minute(0)
TURNS = latest(ENGINE_SPEED) > revolutions_per_minute(600)
STANDS = latest(ENGINE_SPEED) < revolutions_per_minute(200)
LOW = latest(LV_BATTERY_VOLTAGE) < volts(12)
FEEDS_THE_NET = latest(LV_BATTERY_CURRENT) < amperes(-15)
# Just started, the alternator lifts a worn battery within seconds; a contact stays bad.
AFTER_A_START = seconds(20)
LOW_ON_THE_ROAD = all_of(TURNS, LOW).held_for(AFTER_A_START)
CHARGED_BUT_LOW = all_of(TURNS, LOW, not_(FEEDS_THE_NET)).held_for(AFTER_A_START)
# A clever alternator rests for a minute when the car accelerates.
FEEDS_FOR_LONG = all_of(TURNS, FEEDS_THE_NET).held_for(minutes(2))
NO_CHARGING = code(ENERGY_MANAGEMENT, "P0620-71").present

BATTERY_WORN = Cause(
    id=CauseId("engine_electrics.battery"),
    title="The starter battery is worn out.",
    frequency=Frequency.MOST,
    signs=(
        speaks_for(all_of(STANDS, LOW), Weight.HINTS),
        speaks_against(LOW_ON_THE_ROAD, lasting=True),
    ),
)
# A bad clamp does not care whether the alternator charges.
CLAMP_OXIDISED = Cause(
    id=CauseId("engine_electrics.battery_clamp"),
    title="A clamp of the starter battery is loose or oxidised.",
    signs=(
        speaks_for(within(CHARGED_BUT_LOW, minutes(15)), lasting=True),
        speaks_for(occurrences(ENERGY_MANAGEMENT, "P0562-16") >= TIME_AND_AGAIN, Weight.HINTS),
        speaks_against(NO_CHARGING),
    ),
)
ALTERNATOR_FAILED = Cause(
    id=CauseId("engine_electrics.alternator"),
    title="The alternator or its belt has failed, and the 12 V net runs down.",
    signs=(
        speaks_for(NO_CHARGING, Weight.PROVES),
        speaks_for(HAS_AN_ENGINE, Weight.HINTS),
        speaks_for(FEEDS_FOR_LONG, lasting=True),
    ),
)
REGULATOR_STUCK = Cause(
    id=CauseId("engine_electrics.voltage_regulator"),
    title="The voltage regulator of the alternator is stuck.",
    frequency=Frequency.MOST,
)
SENSE_WIRE = Cause(
    id=CauseId("engine_electrics.sense_wire"),
    title="A ground or sense wire is bad, so that the voltage is measured wrong.",
)
ALTERNATOR_LINE = Cause(
    id=CauseId("engine_electrics.alternator_line"),
    title="The control line to the alternator is broken.",
)
STARTER_RELAY_WET = Cause(
    id=CauseId("engine_electrics.starter_relay"),
    title="Moisture or corrosion in the starter relay.",
)
DRAINED_AT_REST = Cause(
    id=CauseId("engine_electrics.quiescent_drain"),
    title="Something keeps drawing current while the car rests.",
)
BATTERY_SENSOR = Cause(
    id=CauseId("engine_electrics.battery_sensor"),
    title="The battery sensor or its line has failed.",
)
