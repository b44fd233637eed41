"""How every command reads its options and ends."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

import click

from gateway.domain.errors import GatewayError

T = TypeVar("T")
FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 96}


def finished(work: Callable[[], Coroutine[Any, Any, int]]) -> int:
    """Runs it to its end; the exit status."""
    return told(lambda: asyncio.run(work()))


def told(work: Callable[[], T]) -> T:
    """What is the user's to mend is said in one line; anything else keeps its traceback."""
    try:
        return work()
    except GatewayError as error:
        raise click.ClickException(str(error)) from error
    except BaseExceptionGroup as group:
        raise _plain(group) from group


def _plain(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The user's own trouble out of a group of background failures, or the group itself."""
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            return _plain(error)
        if isinstance(error, GatewayError):
            return click.ClickException(str(error))
    return group
