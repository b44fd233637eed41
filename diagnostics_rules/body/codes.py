"""All trouble codes of the body: tyres, doors, lights."""

from diagnostics_rules.body import door_codes, light_codes, tyre_codes

CODES = (*tyre_codes.CODES, *door_codes.CODES, *light_codes.CODES)
