"""All trouble codes of the high-voltage system."""

from diagnostics_rules.high_voltage import battery_codes, circuit_codes, sensor_codes

CODES = (*circuit_codes.CODES, *battery_codes.CODES, *sensor_codes.CODES)
