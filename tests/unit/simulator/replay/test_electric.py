"""Logs of cars without an engine, and of those that have one beside their motors."""

import pytest

from tests.fix_proposals import proposed


def of(names: str) -> dict[str, str]:
    """Signal → column, for two rows of like numbers."""
    count = names.count(",") + 1
    rows = "\n".join(f"{at},{','.join(['30'] * count)}" for at in range(2))
    return {
        signal: column for signal, (column, _) in proposed(f"time,{names}\n{rows}\n").items()
    }


def test_what_turns_and_is_cooled_without_an_engine() -> None:
    """Are motor and battery: the contract has no speed of a motor."""
    assert of("soc,rpm,coolant temp") == {
        "HV_BATTERY_STATE_OF_CHARGE_PERCENT": "soc",
        "COOLANT_TEMPERATURE_CELSIUS": "coolant temp",
    }


def test_two_circuits_without_an_engine() -> None:
    """The one that is called so goes before the one that is not."""
    found = of("soc,coolant temp,battery coolant temp")
    assert found["COOLANT_TEMPERATURE_CELSIUS"] == "battery coolant temp"
    assert "ENGINE_COOLANT_TEMPERATURE_CELSIUS" not in found


@pytest.mark.parametrize("beside", ["fuel status", "engine load", "oil temp", "MAF"])
def test_a_hybrid(beside: str) -> None:
    """Has an engine: something in its log is only of one."""
    found = of(f"soc,rpm,coolant temp,{beside}")
    assert found["ENGINE_SPEED_PER_MIN"] == "rpm"
    assert found["ENGINE_COOLANT_TEMPERATURE_CELSIUS"] == "coolant temp"


def test_a_log_without_a_large_battery() -> None:
    """Is that of a car with an engine, if nothing else is in it."""
    assert of("rpm,coolant temp") == {
        "ENGINE_SPEED_PER_MIN": "rpm",
        "ENGINE_COOLANT_TEMPERATURE_CELSIUS": "coolant temp",
    }
