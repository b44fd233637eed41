"""A car among the cars of its model: robust, and silent where the fleet is not known."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.errors import InvalidValue
from gateway.domain.signal import HV_ISOLATION_RESISTANCE
from gateway.triage.daily import daily
from gateway.triage.days import Days, Norm
from gateway.triage.fleet_comparison import fleet_z, norm
from gateway.triage.over_days import over_days
from gateway.triage.truth import Truth
from gateway.triage.units import kilohms, sigmas, volts
from gateway.triage.window import Window
from tests.fix_days import by_day, days

LEVEL = over_days(3).median(daily(HV_ISOLATION_RESISTANCE))
WEAK = fleet_z(LEVEL, resolution=kilohms(50)) < sigmas(-4)
NUMBERS = st.lists(st.integers(-1000, 1000).map(float), min_size=1, max_size=60)


def among(own_kilohms: float | None, fleet: Norm | None) -> Days:
    """A car of so much isolation, in a fleet like this."""
    own = None if own_kilohms is None else own_kilohms * 1000
    known = days({HV_ISOLATION_RESISTANCE: by_day(own, own)} if own is not None else {})
    return Days(end=known.end, hours=known.hours, fleet={LEVEL: fleet} if fleet else {})


FLEET = Norm(median=2e6, deviation=1e5, vehicles=40)


def test_far_below_its_fleet() -> None:
    """By the median absolute deviation: 1.4826 of it make one standard deviation."""
    assert WEAK.decided(among(1400, FLEET)) is Truth.TRUE
    assert WEAK.decided(among(1420, FLEET)) is Truth.FALSE
    assert WEAK.decided(among(9000, FLEET)) is Truth.FALSE


def test_a_uniform_fleet_makes_no_outlier_of_noise() -> None:
    """What the sensor does not tell apart is no deviation."""
    uniform = Norm(median=2e6, deviation=0.0, vehicles=40)
    assert WEAK.decided(among(1850, uniform)) is Truth.FALSE
    assert WEAK.decided(among(1790, uniform)) is Truth.TRUE


@pytest.mark.parametrize(
    ("own", "fleet"),
    [(1000, None), (None, FLEET), (1000, Norm(median=2e6, deviation=1e5, vehicles=19))],
)
def test_not_known(own: float | None, fleet: Norm | None) -> None:
    """Without a model, without days of its own, or with too few cars."""
    known = among(own, fleet)
    assert WEAK.decided(known) is Truth.UNKNOWN
    assert WEAK.told(known) is None
    assert WEAK.missing(Window(days=known), 0) == (
        (
            "2 days for the median of Isolation resistance over 3 days, of this car and of 20"
            " of its model"
        ),
    )


def test_it_reads_aloud() -> None:
    """And tells the car's number, its fleet's, and how far apart they are."""
    assert str(WEAK) == (
        "the median of Isolation resistance over 3 days, against the model's fleet, is below"
        " -4 standard deviations"
    )
    assert WEAK.told(among(1000, FLEET)) == (
        "The median of Isolation resistance over 3 days was 1 MΩ until 2026-11-22 UTC; of 40"
        " cars of the model the median is 2 MΩ and the robust standard deviation 148.3 kΩ:"
        " -6.7 of them away, below -4."
    )
    assert (fleet_z(LEVEL, resolution=kilohms(50)) > sigmas(4)).decided(
        among(9000, FLEET)
    ) is Truth.TRUE


def test_what_makes_no_sense_is_refused() -> None:
    """No fleet of four; no resolution in another unit, or of nothing."""
    with pytest.raises(InvalidValue):
        fleet_z(LEVEL, resolution=kilohms(50), at_least=4)
    with pytest.raises(InvalidValue):
        fleet_z(LEVEL, resolution=kilohms(0))
    with pytest.raises(InvalidValue):
        fleet_z(LEVEL, resolution=volts(1))  # type: ignore[misc]


@given(NUMBERS, st.randoms(use_true_random=False))
def test_the_order_of_cars_does_not_matter(numbers: list[float], random: Random) -> None:
    """To the last bit."""
    assert norm(numbers) == norm(random.sample(numbers, len(numbers)))


@given(NUMBERS, st.data())
def test_a_minority_of_wrong_cars_moves_little(
    numbers: list[float], data: st.DataObject
) -> None:
    """Whatever they measure, the median stays among the others."""
    wrong = data.draw(
        st.lists(st.floats(-1e9, 1e9), max_size=(len(numbers) - 1) // 2), label="wrong"
    )
    assert min(numbers) <= norm([*numbers, *wrong]).median <= max(numbers)


@given(NUMBERS, st.integers(-500, 500))
def test_a_norm_moves_with_its_fleet(numbers: list[float], offset: int) -> None:
    """All of them higher by as much: so is the median, and nothing else."""
    before, after = norm(numbers), norm([number + offset for number in numbers])
    assert (after.median - before.median, after.vehicles) == (offset, before.vehicles)
    assert before.deviation == after.deviation
