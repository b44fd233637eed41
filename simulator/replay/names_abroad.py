"""Names of signals in other languages, as the widespread loggers write them."""

from collections.abc import Mapping
from typing import Final

RUSSIAN: Final[Mapping[str, tuple[str, ...]]] = {
    "VEHICLE_SPEED_M_PER_S": ("скорость автомобиля", "скорость движения"),
    "ENGINE_SPEED_PER_MIN": ("обороты двигателя", "частота вращения двигателя"),
    "ENGINE_COOLANT_TEMPERATURE_CELSIUS": ("температура охлаждающей жидкости",),
    "ENGINE_OIL_TEMPERATURE_CELSIUS": ("температура масла двигателя", "температура масла"),
    "AMBIENT_TEMPERATURE_CELSIUS": ("температура окружающего воздуха",),
    "MASS_AIR_FLOW_KG_PER_S": ("массовый расход воздуха",),
    "INTAKE_MANIFOLD_PRESSURE_KPA": ("давление во впускном коллекторе",),
    "THROTTLE_POSITION_PERCENT": ("положение дроссельной заслонки",),
    "FUEL_TRIM_LONG_TERM_PERCENT": ("долговременная коррекция",),
    "FUEL_LEVEL_PERCENT": ("уровень топлива",),
    "FUEL_RAIL_PRESSURE_KPA": ("давление в топливной рампе",),
    "LV_BATTERY_VOLTAGE_V": ("напряжение модуля управления", "напряжение бортовой сети"),
}
UKRAINIAN: Final[Mapping[str, tuple[str, ...]]] = {
    "VEHICLE_SPEED_M_PER_S": ("швидкість автомобіля",),
    "ENGINE_SPEED_PER_MIN": ("оберти двигуна",),
    "ENGINE_COOLANT_TEMPERATURE_CELSIUS": ("температура охолодної рідини",),
    "ENGINE_OIL_TEMPERATURE_CELSIUS": ("температура олії",),
    "AMBIENT_TEMPERATURE_CELSIUS": ("температура навколишнього повітря",),
    "MASS_AIR_FLOW_KG_PER_S": ("масова витрата повітря",),
    "THROTTLE_POSITION_PERCENT": ("положення дросельної заслінки",),
    "FUEL_LEVEL_PERCENT": ("рівень палива",),
    "LV_BATTERY_VOLTAGE_V": ("напруга модуля керування", "напруга бортової мережі"),
}
SPANISH: Final[Mapping[str, tuple[str, ...]]] = {
    "VEHICLE_SPEED_M_PER_S": ("velocidad vehículo",),
    "ENGINE_SPEED_PER_MIN": ("régimen motor", "revoluciones motor"),
    "ENGINE_COOLANT_TEMPERATURE_CELSIUS": ("temperatura refrigerante",),
    "THROTTLE_POSITION_PERCENT": ("posición acelerador", "posición mariposa"),
    "FUEL_LEVEL_PERCENT": ("nivel combustible",),
}
FRENCH: Final[Mapping[str, tuple[str, ...]]] = {
    "VEHICLE_SPEED_M_PER_S": ("vitesse véhicule",),
    "ENGINE_SPEED_PER_MIN": ("régime moteur",),
    "ENGINE_COOLANT_TEMPERATURE_CELSIUS": ("température liquide refroidissement",),
    "FUEL_LEVEL_PERCENT": ("niveau carburant",),
    "LV_BATTERY_VOLTAGE_V": ("tension batterie",),
}
ITALIAN: Final[Mapping[str, tuple[str, ...]]] = {
    "VEHICLE_SPEED_M_PER_S": ("velocità veicolo",),
    "ENGINE_SPEED_PER_MIN": ("giri motore",),
    "ENGINE_COOLANT_TEMPERATURE_CELSIUS": ("temperatura liquido raffreddamento",),
    "AMBIENT_TEMPERATURE_CELSIUS": ("temperatura aria ambiente",),
    "MASS_AIR_FLOW_KG_PER_S": ("portata aria massica",),
    "FUEL_LEVEL_PERCENT": ("livello carburante",),
    "LV_BATTERY_VOLTAGE_V": ("tensione batteria", "tensione modulo controllo"),
}
POLISH: Final[Mapping[str, tuple[str, ...]]] = {
    "VEHICLE_SPEED_M_PER_S": ("prędkość pojazdu",),
    "ENGINE_SPEED_PER_MIN": ("obroty silnika", "prędkość obrotowa silnika"),
    "ENGINE_COOLANT_TEMPERATURE_CELSIUS": ("temperatura płynu chłodzącego",),
    "FUEL_LEVEL_PERCENT": ("poziom paliwa",),
}
PORTUGUESE: Final[Mapping[str, tuple[str, ...]]] = {
    "VEHICLE_SPEED_M_PER_S": ("velocidade veículo",),
    "ENGINE_SPEED_PER_MIN": ("rotação motor",),
    "ENGINE_COOLANT_TEMPERATURE_CELSIUS": ("temperatura líquido arrefecimento",),
}
ABROAD: Final = (RUSSIAN, UKRAINIAN, SPANISH, FRENCH, ITALIAN, POLISH, PORTUGUESE)
