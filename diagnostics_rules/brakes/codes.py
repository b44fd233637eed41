"""All trouble codes of the brakes."""

from diagnostics_rules.brakes import hydraulic_codes, wheel_codes

CODES = (*wheel_codes.CODES, *hydraulic_codes.CODES)
