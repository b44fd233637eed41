"""Names of code, such as a component's or a reason's, as people write them."""

_SPELLED = {"vin": "VIN", "dcdc": "DC/DC", "hv": "HV", "uds": "UDS", "ecu": "ECU"}


def term(name: str) -> str:
    """As "Battery management" for battery_management, "VIN mismatch" for vin_mismatch."""
    text = " ".join(_SPELLED.get(word, word) for word in name.split("_"))
    return f"{text[:1].upper()}{text[1:]}"
