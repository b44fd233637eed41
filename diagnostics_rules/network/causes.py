"""Causes of silence that belong to no other system: lines, plugs and fuses."""

from diagnostics_rules.network.supply_codes import BY_COMPONENT, UNDERVOLTAGE
from gateway.domain.cause import CauseId, Weight
from gateway.domain.signal import LV_BATTERY_VOLTAGE
from gateway.triage.cause import Cause, Frequency, speaks_against, speaks_for
from gateway.triage.condition import any_of, at_least
from gateway.triage.measured import latest
from gateway.triage.reported import code
from gateway.triage.units import seconds, volts

MANY = 3
MANY_UNDERSUPPLIED = at_least(
    MANY, *(code(component, UNDERVOLTAGE).present for component in BY_COMPONENT)
)
# A starter takes as much for a second.
BREAKS_DOWN = (latest(LV_BATTERY_VOLTAGE) < volts(10.5)).held_for(seconds(10))
NET_IS_LOW = any_of(MANY_UNDERSUPPLIED, BREAKS_DOWN)
NET_IS_WELL = latest(LV_BATTERY_VOLTAGE) > volts(12)

OWN_SUPPLY = Cause(
    id=CauseId("network.own_supply"),
    title="Fuse, plug or ground of this one component has a bad contact.",
    signs=(speaks_for(NET_IS_WELL, Weight.HINTS), speaks_against(NET_IS_LOW, lasting=True)),
)
DATA_LINE = Cause(
    id=CauseId("network.data_line"),
    title="A data line or a plug between the two is broken.",
    frequency=Frequency.MOST,
    signs=(speaks_against(NET_IS_LOW, lasting=True),),
)
SILENT_UNIT = Cause(
    id=CauseId("network.silent_unit"),
    title="The component that is not heard has no supply or has failed.",
    signs=(speaks_against(NET_IS_LOW, Weight.HINTS, lasting=True),),
)
