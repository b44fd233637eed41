"""What may be behind a weak 12 V net: battery, converter, a drain at rest, or a contact."""

from gateway.domain.cause import CauseId, Weight
from gateway.domain.component import DCDC_CONVERTER
from gateway.domain.signal import (
    DCDC_CURRENT,
    LV_BATTERY_CURRENT,
    LV_BATTERY_VOLTAGE,
    Phase,
)
from gateway.triage.cause import Cause, Frequency, speaks_against, speaks_for
from gateway.triage.condition import all_of, any_of
from gateway.triage.hindsight import within
from gateway.triage.measured import latest, phase
from gateway.triage.reported import code, occurrences
from gateway.triage.reporting import TIME_AND_AGAIN
from gateway.triage.units import amperes, minutes, volts

AT_WORK = any_of(phase(Phase.DRIVING), phase(Phase.CHARGING))
DELIVERS = all_of(AT_WORK, latest(DCDC_CURRENT) >= amperes(25))
# Often the battery is found low after the drive on which it was not charged.
DELIVERS_LITTLE = within(
    all_of(AT_WORK, latest(DCDC_CURRENT) < amperes(20)).held_for(minutes(1)), minutes(15)
)
DELIVERS_NOTHING = all_of(AT_WORK, latest(DCDC_CURRENT) < amperes(1))
# A bump lasts for seconds, and is over when its code is looked into.
BREAKS_DOWN_ON_THE_ROAD = within(
    all_of(
        phase(Phase.DRIVING),
        latest(DCDC_CURRENT) >= amperes(25),
        latest(LV_BATTERY_VOLTAGE) < volts(10.5),
    ),
    minutes(15),
)
DRAINED_ASLEEP = all_of(phase(Phase.ASLEEP), latest(LV_BATTERY_CURRENT) < amperes(-2))
DRAINED_PARKED = all_of(phase(Phase.PARKED), latest(LV_BATTERY_CURRENT) < amperes(-13))

BATTERY_WORN = Cause(
    id=CauseId("low_voltage.battery_worn"),
    title="The 12 V battery is worn out.",
    frequency=Frequency.MOST,
    signs=(
        speaks_for(DELIVERS, Weight.HINTS, lasting=True),
        speaks_against(BREAKS_DOWN_ON_THE_ROAD, lasting=True),
        speaks_against(DELIVERS_LITTLE, Weight.HINTS, lasting=True),
    ),
)
CONVERTER_WEAK = Cause(
    id=CauseId("low_voltage.converter_weak"),
    title="The DC/DC converter delivers too little to charge the 12 V battery.",
    signs=(speaks_for(DELIVERS_LITTLE, lasting=True), speaks_against(DELIVERS, lasting=True)),
)
DRAINED_AT_REST = Cause(
    id=CauseId("low_voltage.drained_at_rest"),
    title="Something draws current while the car rests, and drains the 12 V battery.",
    signs=(
        speaks_for(any_of(DRAINED_ASLEEP, DRAINED_PARKED), lasting=True),
        speaks_against(AT_WORK, Weight.HINTS),
    ),
)
CONVERTER_DEAD = Cause(
    id=CauseId("low_voltage.converter_dead"),
    title="The DC/DC converter has failed, and the 12 V net runs down.",
    signs=(
        speaks_for(code(DCDC_CONVERTER, "P0A94-71").present, Weight.PROVES),
        speaks_for(DELIVERS_NOTHING, lasting=True),
        speaks_against(DELIVERS, lasting=True),
    ),
)
GROUND_CORRODED = Cause(
    id=CauseId("low_voltage.ground_corroded"),
    title="A corroded ground strap or clamp lets the 12 V supply break down over bumps.",
    frequency=Frequency.RARE,
    signs=(
        speaks_for(BREAKS_DOWN_ON_THE_ROAD, Weight.PROVES, lasting=True),
        speaks_for(occurrences(DCDC_CONVERTER, "P0562-16") >= TIME_AND_AGAIN, Weight.HINTS),
    ),
)
SUPPLY = (BATTERY_WORN, CONVERTER_WEAK, DRAINED_AT_REST, CONVERTER_DEAD, GROUND_CORRODED)

CONVERTER_OVERCHARGES = Cause(
    id=CauseId("low_voltage.converter_overcharges"),
    title="The DC/DC converter no longer regulates its output.",
    frequency=Frequency.MOST,
    signs=(speaks_for(code(DCDC_CONVERTER, "P0A1B-49").present),),
)
SENSE_LINE = Cause(
    id=CauseId("low_voltage.sense_line"),
    title="A cable, clamp or sense line of the 12 V net has a bad contact.",
    signs=(speaks_for(code(DCDC_CONVERTER, "P1A81-62").present),),
)
CONVERTER_ELECTRONICS = Cause(
    id=CauseId("low_voltage.converter_electronics"),
    title="The electronics of the DC/DC converter are damaged.",
)
CONVERTER_COOLING = Cause(
    id=CauseId("low_voltage.converter_cooling"),
    title="Too little coolant reaches the DC/DC converter.",
)
ENABLE_LINE = Cause(
    id=CauseId("low_voltage.enable_line"),
    title="The line that switches on the DC/DC converter is broken.",
)
BATTERY_SENSOR = Cause(
    id=CauseId("low_voltage.battery_sensor"),
    title="The sensor at the 12 V battery or its plug is damaged.",
)
