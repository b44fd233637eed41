"""What days and the fleet tell of the traction battery before its limits are met."""

from diagnostics_rules.high_voltage import battery_codes as battery
from diagnostics_rules.high_voltage import circuit_codes, rules
from gateway.domain.finding import RuleId
from gateway.domain.signal import (
    AMBIENT_TEMPERATURE,
    HV_BATTERY_STATE_OF_CHARGE,
    HV_CELL_VOLTAGE_MAX,
    HV_CELL_VOLTAGE_MIN,
    HV_ISOLATION_RESISTANCE,
)
from gateway.triage.condition import all_of
from gateway.triage.daily import RESTING, Of, daily, reached
from gateway.triage.fleet_comparison import fleet_z
from gateway.triage.over_days import over_days
from gateway.triage.rule import Rule, VehicleSystem
from gateway.triage.units import degrees_celsius, kilohms, percent, sigmas, volts

SYSTEM = VehicleSystem.HIGH_VOLTAGE

# At rest: under load cells part company in the cold, and all do when nearly empty.
APART = daily(
    HV_CELL_VOLTAGE_MAX,
    during=RESTING,
    less=(HV_CELL_VOLTAGE_MIN,),
    reached=reached(HV_BATTERY_STATE_OF_CHARGE, percent(25)),
)
AS_CHARGED = (daily(HV_BATTERY_STATE_OF_CHARGE), percent(20))
FAR_APART = over_days(4, enough=2).median(APART) > volts(0.06)
# 0 is no measurement. Insulation halves its resistance with every ten degrees.
ISOLATION = daily(
    HV_ISOLATION_RESISTANCE, Of.HIGHEST, reached=reached(HV_ISOLATION_RESISTANCE, kilohms(1))
)
AS_WARM = (daily(AMBIENT_TEMPERATURE), degrees_celsius(5))
ISOLATION_WEAK = over_days(3, enough=2).median(ISOLATION) < kilohms(1_200)

CELLS_DRIFT = Rule(
    id=RuleId("high_voltage.cells_drift_over_weeks"),
    system=SYSTEM,
    title="Cells at rest 30 mV further apart than weeks ago",
    when=all_of(over_days(28, alike=AS_CHARGED).rises_by(APART, volts(0.03)), FAR_APART),
    causes=rules.CELLS,
    entry=battery.CELLS_APART,
)
CELLS_UNLIKE_FLEET = Rule(
    id=RuleId("high_voltage.cells_unlike_fleet"),
    system=SYSTEM,
    title="Cells at rest much further apart than those of the model",
    when=all_of(
        fleet_z(over_days(7).median(APART), resolution=volts(0.01)) > sigmas(6),
        FAR_APART,
    ),
    causes=rules.CELLS,
    entry=battery.CELLS_APART,
)
ISOLATION_DECLINES = Rule(
    id=RuleId("high_voltage.isolation_declines"),
    system=SYSTEM,
    title="Isolation below 1.2 MΩ, and 0.6 MΩ lower than on days as warm weeks ago",
    when=all_of(
        over_days(28, enough=8, alike=AS_WARM).falls_by(ISOLATION, kilohms(600)),
        ISOLATION_WEAK,
    ),
    causes=rules.ISOLATION,
    entry=circuit_codes.ISOLATION_FALLING,
)
ISOLATION_UNLIKE_FLEET = Rule(
    id=RuleId("high_voltage.isolation_unlike_fleet"),
    system=SYSTEM,
    title="Isolation below 1.2 MΩ, and much lower than that of the model",
    when=all_of(
        fleet_z(over_days(7).median(ISOLATION), resolution=kilohms(100)) < sigmas(-5),
        ISOLATION_WEAK,
    ),
    causes=rules.ISOLATION,
    entry=circuit_codes.ISOLATION_FALLING,
)

RULES = (CELLS_DRIFT, CELLS_UNLIKE_FLEET, ISOLATION_DECLINES, ISOLATION_UNLIKE_FLEET)
