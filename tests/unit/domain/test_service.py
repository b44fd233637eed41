"""Opening hours are those of one day."""

from datetime import time

import pytest

from gateway.domain.errors import InvalidValue
from gateway.domain.service import Hours


@pytest.mark.parametrize(("opens", "closes"), [(8, 8), (22, 6)])
def test_hours_end_after_they_begin(opens: int, closes: int) -> None:
    """A centre that works through the night is not described by one pair of times."""
    with pytest.raises(InvalidValue, match="hours from"):
        Hours(time(opens), time(closes))
