"""Which battery a column is of."""

from tests.fix_proposals import proposed

TIMED = "time,{}\n0,{}\n1,{}\n"


def of(names: str, numbers: str) -> dict[str, str]:
    """Signal → column, for two like rows."""
    log = TIMED.format(names, numbers, numbers)
    return {signal: column for signal, (column, _) in proposed(log).items()}


def test_both_are_logged() -> None:
    """The plain name is the large one's, when the little one has one of its own."""
    assert of("aux battery voltage,battery voltage,battery current", "14.2,377,-41") == {
        "LV_BATTERY_VOLTAGE_V": "aux battery voltage",
        "HV_BATTERY_VOLTAGE_V": "battery voltage",
        "HV_BATTERY_CURRENT_A": "battery current",
    }


def test_two_names_of_the_little_one() -> None:
    """Do not make a large one."""
    assert of("control module voltage,battery voltage", "14.1,14.0") == {
        "LV_BATTERY_VOLTAGE_V": "control module voltage"
    }


def test_one_that_is_called_little() -> None:
    """Stays it, whatever its numbers are: they want a scale."""
    assert of("12V battery voltage", "141") == {"LV_BATTERY_VOLTAGE_V": "12V battery voltage"}


def test_a_current_of_a_car_without_a_large_one() -> None:
    """Is the little one's."""
    assert of("rpm,battery current", "820,-6.5")["LV_BATTERY_CURRENT_A"] == "battery current"


def test_the_cell_of_a_tracking_device() -> None:
    """Is no battery of a car: what the device is fed with is."""
    assert proposed(
        TIMED.format("battery voltage,external voltage", "4075,13890", "4071,13901")
    ) == {"LV_BATTERY_VOLTAGE_V": ("external voltage", "mV")}


def test_the_telephone() -> None:
    """Has a battery too."""
    assert of("speed,Android device battery level (%)", "36,77") == {
        "VEHICLE_SPEED_M_PER_S": "speed"
    }


def test_a_warm_battery_under_a_bonnet() -> None:
    """Is the starter's in a car with an engine, and none of high voltage beside it."""
    assert of("rpm,battery temp", "820,61") == {"ENGINE_SPEED_PER_MIN": "rpm"}
    assert "HV_BATTERY_TEMPERATURE_MAX_CELSIUS" in of("rpm,battery temp,soc", "820,31,55")
    assert "HV_BATTERY_TEMPERATURE_MAX_CELSIUS" in of("speed,battery temp", "50,31")
