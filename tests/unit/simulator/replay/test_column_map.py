"""What a column map may say, and what is answered when it says something else."""

import pytest

from simulator.replay.column_map import ColumnMap, InvalidMap
from simulator.replay.reading import read

GOOD = """
decimal = ","
[time]
column = "t"
format = "ms"
[signals.vehicle_speed_m_per_s]
column = "v"
unit = "mph"
scale = 0.1
"""
LOG = b"t,v\n0,100\n1000,200\n"


def refusal(text: str, log: bytes = LOG) -> str:
    with pytest.raises(InvalidMap) as refused:
        read(log, ColumnMap.parse(text))
    return str(refused.value)


def test_a_good_map() -> None:
    """Scale first, then the unit."""
    track = read(LOG, ColumnMap.parse(GOOD)).tracks["VEHICLE_SPEED_M_PER_S"]
    assert track.times_ms.tolist() == [0, 1000]
    assert track.values == pytest.approx([4.4704, 8.9408])


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        ("vehicle_sped_m_per_s", "vehicle_speed_m_per_s", "did you mean VEHICLE_SPEED_M_PER_S"),
        ('"mhp"', '"mph"', "no unit 'mhp'; did you mean hp or mph"),
        ('"psi"', '"mph"', r"psi measures pressure, not speed (m/s, km/h, mph, kn)"),
        ('"vv"', '"v"', "[signals.vehicle_speed_m_per_s] the file has no column 'vv'"),
        ('"vv"', '"v"', "did you mean 'v'"),
        ('"tt"', '"t"', "[time] the file has no column 'tt'; did you mean 't'?"),
        ("scael", "scale", "unknown key 'scael'; did you mean 'scale'"),
        ('"fast"', '"ms"', "no time format 'fast': s, ms, us, min, iso"),
        ('decimal = "x"', 'decimal = ","', "decimal must be"),
        ('delimiter = "ab"', 'decimal = ","', "delimiter must be one character"),
        ('encoding = "klingon"', 'decimal = ","', "encoding: unknown encoding: klingon"),
        ('timezone = "Mars/Olympus"\nformat', "format", "no time zone 'Mars/Olympus'"),
        ("scale = true", "scale = 0.1", "scale must be a number"),
        ("[signals.x", "[signals.v", "the map is not TOML"),
        ("colunm", 'column = "t"\n', "the map is not TOML"),
    ],
)
def test_a_wrong_map_is_refused(wrong: str, right: str, said: str) -> None:
    """With the place, the reason, and what there is instead."""
    text = GOOD.replace(right, wrong, 1)
    if said == "the map is not TOML":
        text = text.replace("]", "", 1)
    assert said in refusal(text)


def test_a_map_without_signals_is_refused() -> None:
    """There would be nothing to publish."""
    assert "no signal is mapped" in refusal('[time]\ncolumn = "t"\n')


def test_a_unit_that_only_the_file_says_is_checked_too() -> None:
    """A temperature under the name of a speed."""
    text = GOOD.replace('column = "v"\nunit = "mph"', 'column = "v (°C)"')
    said = refusal(text, "t,v (°C)\n0,1\n".encode())
    assert "the file says '°C', but degC measures temperature, not speed" in said
