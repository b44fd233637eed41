"""Names that loggers give to signals, in English and German."""

from collections.abc import Mapping
from typing import Final


def _tyre(*wheels: str) -> tuple[str, ...]:
    measured = ("tyre pressure", "tire pressure", "tpms", "tp", "reifendruck")
    return tuple(f"{what} {wheel}" for what in measured for wheel in wheels)


# The words of an entry may stand anywhere in a column's name; the entry with most words wins.
NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "VEHICLE_SPEED_M_PER_S": (
        *("vehicle speed", "speed obd", "obd speed", "wheel speed", "vss", "geschwindigkeit"),
        *("gps speed", "speed gps", "vehicle velocity", "velocity", "road speed", "vego"),
        *("engine road speed", "fahrzeuggeschwindigkeit", "speed", "mph", "kph", "kmh"),
    ),
    "ODOMETER_M": (
        *("odometer", "mileage", "kilometerstand", "tachostand", "odo"),
        *("total vehicle distance",),
    ),
    "AMBIENT_TEMPERATURE_CELSIUS": (
        *("ambient air temperature", "ambient temperature", "ambient temp", "outside temp"),
        *("outside temperature", "ambient air temp", "aussentemperatur", "außentemperatur"),
        *("umgebungstemperatur", "umgebungslufttemperatur", "outside air temp", "aat"),
        *("ambiant air temp", "amb temp", "outdoor temperature", "outdoor temp", "v e temp"),
        *("oat", "ambient"),
    ),
    "CABIN_TEMPERATURE_CELSIUS": (
        *("cabin temperature", "cabin temp", "inside temperature", "inside temp", "cabintemp"),
        *("indoor temperature", "interior temperature", "innentemperatur"),
        *("innenraumtemperatur",),
    ),
    "LV_BATTERY_VOLTAGE_V": (
        *("control module voltage", "module voltage", "voltage obd adapter", "battery voltage"),
        *("12v battery", "12 v voltage", "12v voltage", "lv battery voltage", "ubat", "ubatt"),
        *("vpwr", "bordspannung", "aux battery voltage", "control module v", "module v"),
        *("12v bat volts", "12v volts", "elm voltage", "v b 12v voltage", "battery volts"),
        *("auxiliary battery voltage", "external voltage", "power supply voltage"),
        *("computer supply voltage", "battery potential", "battery v", "batteriespannung"),
        *("bordnetzspannung",),
    ),
    "LV_BATTERY_CURRENT_A": (
        *("lv battery current", "12v current", "aux battery current", "12v bat amps"),
        *("v b 12v current", "auxiliary battery current", "battery current", "batteriestrom"),
    ),
    "DCDC_CURRENT_A": ("dc dc current", "dcdc current"),
    "HV_BATTERY_VOLTAGE_V": (
        *("hv battery voltage", "hybrid battery voltage", "battery pack voltage"),
        *("pack voltage", "traction battery voltage", "hv voltage", "pack volts"),
        *("v b voltage", "battery dc voltage", "high voltage battery voltage", "hvb voltage"),
        *("hvb volt", "hochvoltbatterie spannung", "hv batterie spannung"),
    ),
    "HV_BATTERY_CURRENT_A": (
        *("hv battery current", "hybrid battery current", "battery pack current"),
        *("pack current", "traction battery current", "hv current", "pack amps", "v b current"),
        *("battery dc current", "high voltage battery current", "hvb current", "hvb amp"),
        *("hochvoltbatterie strom", "hv batterie strom"),
    ),
    "HV_BATTERY_STATE_OF_CHARGE_PERCENT": (
        *("state of charge", "soc", "battery level", "soc display", "hybrid battery charge"),
        *("hybrid battery pack remaining life", "hybrid battery remaining", "usable soc"),
        *("soc bms", "ladestand", "ladezustand"),
    ),
    "HV_BATTERY_TEMPERATURE_MAX_CELSIUS": (
        *("battery max temp", "battery temperature max", "battery max temperature"),
        *("hv battery temperature", "pack temperature", "battery temp", "battery temperature"),
        *("pack t1 c", "cell temp max", "max cell temperature", "maximum battery temperature"),
        *("v b temp", "hochvoltbatterie temperatur", "hv batterie temperatur"),
        *("batterietemperatur",),
    ),
    "HV_BATTERY_TEMPERATURE_MIN_CELSIUS": (
        *("battery min temp", "battery temperature min", "battery min temperature"),
        *("cell temp min", "min cell temperature", "minimum battery temperature"),
    ),
    "HV_CELL_VOLTAGE_MIN_V": (
        *("cell voltage min", "min cell voltage", "lowest cell voltage", "min cp mv"),
        *("minimum cell voltage", "v b c voltage min", "battery dc min voltage"),
        *("minimale zellspannung", "zellspannung min"),
    ),
    "HV_CELL_VOLTAGE_MAX_V": (
        *("cell voltage max", "max cell voltage", "highest cell voltage", "max cp mv"),
        *("maximum cell voltage", "v b c voltage max", "battery dc max voltage"),
        *("maximale zellspannung", "zellspannung max"),
    ),
    "HV_ISOLATION_RESISTANCE_OHM": (
        *("isolation resistance", "insulation resistance", "isolationswiderstand"),
    ),
    "INVERTER_TEMPERATURE_CELSIUS": ("inverter temperature", "inverter temp"),
    "MOTOR_TORQUE_NM": ("motor torque", "drive torque"),
    "CHARGER_POWER_W": ("charger power", "charging power", "charge power", "ladeleistung"),
    "COOLANT_TEMPERATURE_CELSIUS": (
        *("battery coolant temperature", "inverter coolant temp", "motor coolant temp"),
        *("battery coolant temp", "inverter coolant temperature", "motor coolant temperature"),
    ),
    "ENGINE_SPEED_PER_MIN": (
        *("engine rpm", "engine speed", "rpm", "drehzahl", "motordrehzahl", "motor drehzahl"),
        *("eng spd",),
    ),
    "ENGINE_COOLANT_TEMPERATURE_CELSIUS": (
        *("engine coolant temperature", "engine coolant temp", "coolant temperature", "ect"),
        *("coolant temp", "kühlmitteltemperatur", "kühlmittel", "water temperature"),
        *("water temp", "clt", "coolant"),
    ),
    "ENGINE_OIL_TEMPERATURE_CELSIUS": (
        *("engine oil temperature", "engine oil temp", "oil temperature", "oil temp"),
        *("öltemperatur", "eot"),
    ),
    "ENGINE_OIL_PRESSURE_KPA": ("engine oil pressure", "oil pressure", "öldruck", "eop"),
    "INTAKE_MANIFOLD_PRESSURE_KPA": (
        *("intake manifold absolute pressure", "intake manifold pressure", "manifold pressure"),
        *("man abs press", "intake pressure", "map", "iap", "saugrohrdruck"),
    ),
    "MASS_AIR_FLOW_KG_PER_S": (
        *("mass air flow rate", "mass air flow", "maf", "air flow rate", "mass airflow"),
        *("luftmasse", "luftmassenstrom"),
    ),
    "THROTTLE_POSITION_PERCENT": (
        *("absolute throttle position", "throttle position", "throttle", "tps"),
        *("drosselklappe", "drosselklappenstellung"),
    ),
    "FUEL_RAIL_PRESSURE_KPA": (
        *("fuel rail pressure", "fuel rail gauge pressure", "raildruck", "frp"),
    ),
    "FUEL_LEVEL_PERCENT": (
        *("fuel tank level input", "fuel level", "fuel remaining", "fuel gauge", "tank"),
        *("fuel pct", "fuel percent", "fuel %", "tankinhalt", "tankfüllstand", "fuel lvl"),
        *("fli",),
    ),
    "FUEL_TRIM_LONG_TERM_PERCENT": (
        *("long term fuel trim bank 1", "long term fuel trim", "ltft", "long term fuel % trim"),
        *("long fuel trim 1", "long fuel trim", "long ft", "ltft1", "longft1"),
    ),
    "EXHAUST_GAS_TEMPERATURE_CELSIUS": (
        *("exhaust gas temperature", "exhaust temperature", "exhaust temp", "egt"),
        *("abgastemperatur",),
    ),
    "REDUCTANT_LEVEL_PERCENT": (
        *("reductant level", "def level", "adblue level", "adblue", "urea level"),
        *("exhaust fluid tank level", "catalyst tank level", "adblue füllstand"),
    ),
    "TRANSMISSION_OIL_TEMPERATURE_CELSIUS": (
        *("transmission oil temperature", "transmission temperature", "transmission temp"),
        *("gearbox oil temperature", "gearbox temperature", "trans temp", "atf temperature"),
        *("atf temp", "cvt temperature", "cvt temp", "tft", "getriebeöltemperatur"),
    ),
    "TYRE_PRESSURE_FRONT_LEFT_KPA": _tyre("fl", "lf", "vl", "front left", "vorne links"),
    "TYRE_PRESSURE_FRONT_RIGHT_KPA": _tyre("fr", "rf", "vr", "front right", "vorne rechts"),
    "TYRE_PRESSURE_REAR_LEFT_KPA": _tyre(
        "rl", "lr", "hl", "rear left", "back left", "hinten links"
    ),
    "TYRE_PRESSURE_REAR_RIGHT_KPA": _tyre(
        "rr", "hr", "rear right", "back right", "hinten rechts"
    ),
}
