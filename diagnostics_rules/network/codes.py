"""Trouble codes of the network: lost messages, and supply below its threshold."""

from diagnostics_rules.network import silence_codes, supply_codes

CODES = (*silence_codes.CODES, *supply_codes.CODES)
