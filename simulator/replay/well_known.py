"""Names that loggers give to columns, and the signals that they mean."""

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Final

from simulator.replay.column_header import IN_BRACKETS, fold
from simulator.replay.contract_signal import signal_names

TIMES: Final = (
    *("timestamp", "date time", "datetime", "device time", "gps time", "time stamp", "time"),
    *("zeit", "zeitstempel", "uhrzeit", "elapsed time", "seconds", "sec", "t", "date", "datum"),
)
TIME_WORDS: Final = ("time", "timestamp", "runtime", "elapsed", "zeit")
NEARLY: Final = 0.75
"""So alike are a word and its misspelling."""

# What is asked for, averaged or counted from rest is another quantity.
OTHER_QUANTITY: Final = frozenset(
    {
        *("relative", "rel", "commanded", "cmd", "desired", "target", "requested", "actuator"),
        *("average", "avg", "limit", "difference", "diff", "vs"),
    }
)
# What turns or blows in a car has a speed too, and what heats it a coolant.
OF_ANOTHER: Final[Mapping[str, frozenset[str]]] = {
    "VEHICLE_SPEED_M_PER_S": frozenset(
        {"motor", "fan", "pump", "turbine", "turbo", "shaft", "wind", "blower", "compressor"}
    ),
    "ENGINE_COOLANT_TEMPERATURE_CELSIUS": frozenset({"heater", "heatercore"}),
}

# The words of an entry may stand anywhere in a column's name; the entry with most words wins.
NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "VEHICLE_SPEED_M_PER_S": (
        *("vehicle speed", "speed obd", "obd speed", "wheel speed", "vss", "geschwindigkeit"),
        *("gps speed", "speed gps", "vehicle velocity", "velocity", "speed"),
    ),
    "ODOMETER_M": ("odometer", "mileage", "kilometerstand", "tachostand", "odo"),
    "AMBIENT_TEMPERATURE_CELSIUS": (
        *("ambient air temperature", "ambient temperature", "ambient temp", "outside temp"),
        *("outside temperature", "ambient air temp", "aussentemperatur", "außentemperatur"),
        *("ambiant air temp", "oat", "ambient"),
    ),
    "CABIN_TEMPERATURE_CELSIUS": ("cabin temperature", "cabin temp", "inside temperature"),
    "LV_BATTERY_VOLTAGE_V": (
        *("control module voltage", "module voltage", "voltage obd adapter", "battery voltage"),
        *("12v battery", "12 v voltage", "12v voltage", "lv battery voltage", "ubat", "ubatt"),
        *("vpwr", "bordspannung", "aux battery voltage", "control module v", "module v"),
        *("12v bat volts", "12v volts", "elm voltage"),
    ),
    "LV_BATTERY_CURRENT_A": (
        *("lv battery current", "12v current", "aux battery current", "12v bat amps"),
    ),
    "DCDC_CURRENT_A": ("dc dc current", "dcdc current"),
    "HV_BATTERY_VOLTAGE_V": (
        *("hv battery voltage", "hybrid battery voltage", "battery pack voltage"),
        *("pack voltage", "traction battery voltage", "hv voltage", "pack volts"),
    ),
    "HV_BATTERY_CURRENT_A": (
        *("hv battery current", "hybrid battery current", "battery pack current"),
        *("pack current", "traction battery current", "hv current", "pack amps"),
    ),
    "HV_BATTERY_STATE_OF_CHARGE_PERCENT": (
        *("state of charge", "soc", "battery level", "soc display", "hybrid battery charge"),
        *("hybrid battery pack remaining life", "usable soc", "ladestand"),
    ),
    "HV_BATTERY_TEMPERATURE_MAX_CELSIUS": (
        *("battery max temp", "battery temperature max", "battery max temperature"),
        *("hv battery temperature", "pack temperature", "battery temp", "battery temperature"),
        *("pack t1 c",),
    ),
    "HV_BATTERY_TEMPERATURE_MIN_CELSIUS": (
        *("battery min temp", "battery temperature min", "battery min temperature"),
    ),
    "HV_CELL_VOLTAGE_MIN_V": (
        *("cell voltage min", "min cell voltage", "lowest cell voltage", "min cp mv"),
        *("minimum cell voltage",),
    ),
    "HV_CELL_VOLTAGE_MAX_V": (
        *("cell voltage max", "max cell voltage", "highest cell voltage", "max cp mv"),
        *("maximum cell voltage",),
    ),
    "HV_ISOLATION_RESISTANCE_OHM": ("isolation resistance", "insulation resistance"),
    "INVERTER_TEMPERATURE_CELSIUS": ("inverter temperature", "inverter temp"),
    "MOTOR_TORQUE_NM": ("motor torque", "drive torque"),
    "CHARGER_POWER_W": ("charger power", "charging power", "charge power", "ladeleistung"),
    "COOLANT_TEMPERATURE_CELSIUS": ("battery coolant temperature", "inverter coolant temp"),
    "ENGINE_SPEED_PER_MIN": ("engine rpm", "engine speed", "rpm", "drehzahl", "motordrehzahl"),
    "ENGINE_COOLANT_TEMPERATURE_CELSIUS": (
        *("engine coolant temperature", "engine coolant temp", "coolant temperature", "ect"),
        *("coolant temp", "kühlmitteltemperatur", "kühlmittel"),
    ),
    "ENGINE_OIL_TEMPERATURE_CELSIUS": (
        *("engine oil temperature", "engine oil temp", "oil temperature", "oil temp"),
        *("öltemperatur",),
    ),
    "ENGINE_OIL_PRESSURE_KPA": ("engine oil pressure", "oil pressure", "öldruck"),
    "INTAKE_MANIFOLD_PRESSURE_KPA": (
        *("intake manifold absolute pressure", "intake manifold pressure", "manifold pressure"),
        *("intake pressure", "map", "saugrohrdruck"),
    ),
    "MASS_AIR_FLOW_KG_PER_S": ("mass air flow rate", "mass air flow", "maf", "air flow rate"),
    "THROTTLE_POSITION_PERCENT": (
        *("absolute throttle position", "throttle position", "throttle", "tps"),
    ),
    "FUEL_RAIL_PRESSURE_KPA": ("fuel rail pressure", "fuel rail gauge pressure"),
    "FUEL_LEVEL_PERCENT": ("fuel tank level input", "fuel level", "fuel remaining", "tank"),
    "FUEL_TRIM_LONG_TERM_PERCENT": (
        *("long term fuel trim bank 1", "long term fuel trim", "ltft", "long term fuel % trim"),
        *("long fuel trim 1", "long fuel trim", "long ft"),
    ),
    "EXHAUST_GAS_TEMPERATURE_CELSIUS": ("exhaust gas temperature", "exhaust temp", "egt"),
    "REDUCTANT_LEVEL_PERCENT": ("reductant level", "def level", "adblue level", "adblue"),
    "TRANSMISSION_OIL_TEMPERATURE_CELSIUS": (
        *("transmission oil temperature", "transmission temperature", "transmission temp"),
    ),
    "TYRE_PRESSURE_FRONT_LEFT_KPA": (
        "tyre pressure fl",
        "tire pressure fl",
        "tpms fl",
        "tp fl",
    ),
    "TYRE_PRESSURE_FRONT_RIGHT_KPA": (
        "tyre pressure fr",
        "tire pressure fr",
        "tpms fr",
        "tp fr",
    ),
    "TYRE_PRESSURE_REAR_LEFT_KPA": ("tyre pressure rl", "tire pressure rl", "tpms rl", "tp rl"),
    "TYRE_PRESSURE_REAR_RIGHT_KPA": (
        "tyre pressure rr",
        "tire pressure rr",
        "tpms rr",
        "tp rr",
    ),
}


def words(column: str) -> frozenset[str]:
    """Of a column's name without the unit behind it."""
    bare = IN_BRACKETS.match(column)
    return frozenset(re.findall(r"[^\W_]+|%", fold(bare["name"] if bare else column)))


def time_columns(columns: Sequence[str]) -> list[str]:
    """What may be the time by its name, the likeliest first; a slip of the pen may be in it."""
    named = {" ".join(re.findall(r"[^\W_]+", fold(_bare(name)))): name for name in columns}
    whole = [named[known] for known in TIMES if known in named]
    exact = [name for name in columns if words(name) & {*TIME_WORDS}]
    near = [name for name in columns if any(map(_nearly_time, words(name)))]
    signals = {column for _, column in likely_signals(columns)}
    return [*dict.fromkeys([*whole, *exact, *(name for name in near if name not in signals)])]


def _nearly_time(word: str) -> bool:
    return bool(get_close_matches(word, TIME_WORDS, n=1, cutoff=NEARLY))


def likely_signals(columns: Sequence[str]) -> Iterator[tuple[str, str]]:
    """(signal, column): each at most once, the most telling name first."""
    taken: set[str] = set()
    for _, signal, column in sorted(_matches(columns), key=lambda match: match[0]):
        if not {signal, column} & taken:
            taken |= {signal, column}
            yield signal, column


def _matches(columns: Sequence[str]) -> Iterator[tuple[tuple[int, int, int, int], str, str]]:
    """The fewer words beside those of its name, the better."""
    known = signal_names()
    for place, column in enumerate(columns):
        own = words(column)
        if own & OTHER_QUANTITY:
            continue
        for signal, names in NAMES.items():
            if signal not in known or own & OF_ANOTHER.get(signal, frozenset()):
                continue
            for rank, name in enumerate(names):
                if (wanted := words(name)) <= own:
                    yield (-len(wanted), rank, len(own - wanted), place), signal, column


def _bare(column: str) -> str:
    match = IN_BRACKETS.match(column)
    return match["name"] if match else column
