from hypothesis import given
from hypothesis import strategies as st

from simulator.agent.backoff import LONGEST_S, Backoff
from tests.fix_simulator import seeded


@given(seed=st.integers(), failures=st.integers(1, 100))
def test_waits_are_capped(seed: int, failures: int) -> None:
    """However often it fails, a unit tries again within a minute."""
    backoff = Backoff(seeded(seed))
    waits = [backoff.next_delay_s() for _ in range(failures)]
    assert all(0 <= wait <= min(LONGEST_S, 2**number) for number, wait in enumerate(waits))


def test_success_starts_anew() -> None:
    """After a good session the next wait is at most a second again."""
    backoff = Backoff(seeded(7), failures=20)
    backoff.succeeded()
    assert backoff.next_delay_s() <= 1


def test_cars_do_not_come_back_together() -> None:
    """Full jitter: a thousand cars spread evenly over the longest wait."""
    waits = [Backoff(seeded(car), failures=20).next_delay_s() for car in range(1000)]
    quarters = [sum(15 * i <= wait < 15 * (i + 1) for wait in waits) for i in range(4)]
    assert all(200 < cars < 300 for cars in quarters)
