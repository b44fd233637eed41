"""All trouble codes of charging."""

from diagnostics_rules.charging import charger_codes, port_codes

CODES = (*port_codes.CODES, *charger_codes.CODES)
