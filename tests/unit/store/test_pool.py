"""What of a database's errors is the work's own fault, and what passes by itself."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

import pytest
from psycopg import errors
from psycopg_pool import AsyncConnectionPool

from gateway.domain.errors import StoreUnavailable
from gateway.store.pool import Connection, Pool


class Connections:
    """Gives connections that nobody uses."""

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[None]:
        yield


def a_pool() -> Pool:
    return Pool(cast("AsyncConnectionPool[Connection]", Connections()))


@pytest.mark.parametrize(
    "error",
    [
        errors.AdminShutdown,
        errors.DiskFull,
        errors.ReadOnlySqlTransaction,
        errors.InsufficientPrivilege,
        errors.UndefinedTable,
    ],
)
async def test_a_server_that_is_not_as_it_has_to_be_is_waited_for(
    error: type[Exception],
) -> None:
    """No frame is blamed, set aside and acknowledged for what is wrong with the database."""
    with pytest.raises(StoreUnavailable, match=error.__name__):
        async with a_pool().connection():
            raise error


@pytest.mark.parametrize(
    "error", [errors.NumericValueOutOfRange, errors.UniqueViolation, errors.StatementTooComplex]
)
async def test_what_the_server_refuses_for_its_content_is_not_tried_again(
    error: type[Exception],
) -> None:
    """It would be refused for ever."""
    with pytest.raises(error):
        async with a_pool().connection():
            raise error
