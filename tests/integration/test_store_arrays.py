"""What is written as a binary array is what PostgreSQL reads."""

import random

import pytest
from psycopg import AsyncConnection

from gateway.store.arrays import Array, Bigints, Byteas

pytestmark = pytest.mark.slow
CHANCE = random.Random(11)  # noqa: S311
WHOLE = [0, -1, 2**63 - 1, -(2**63), *(CHANCE.randrange(-(2**63), 2**63) for _ in range(50))]
OCTETS = [
    b"",
    b"\0",
    b"\\x00{},",
    *(CHANCE.randbytes(CHANCE.randrange(300)) for _ in range(50)),
]


@pytest.mark.parametrize(
    ("array", "values"),
    [
        (Bigints(WHOLE), WHOLE),
        (Bigints([None, *WHOLE, None]), [None, *WHOLE, None]),
        (Bigints([]), []),
        (Byteas(OCTETS), OCTETS),
        (Byteas([]), []),
    ],
)
async def test_the_server_reads_what_was_given(
    dsn: str, array: Array, values: list[object]
) -> None:
    """The least and the greatest numbers, nulls, octets of all kinds and none."""
    async with await AsyncConnection.connect(dsn) as connection:
        cursor = await connection.execute("select unnest(%s)", [array])
        assert [value for (value,) in await cursor.fetchall()] == values


@pytest.mark.parametrize("others", [[], [None]])
def test_a_number_of_more_than_64_bits_is_refused(others: list[None]) -> None:
    """Rather than cut short; beside nulls too."""
    with pytest.raises(OverflowError):
        Bigints([2**63, *others])
