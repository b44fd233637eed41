"""Processes that may end while somebody looks at them."""

from collections.abc import Callable, Iterable
from typing import TypeVar

import psutil

T = TypeVar("T")


def told(processes: Iterable[psutil.Process], ask: Callable[[psutil.Process], T]) -> list[T]:
    """Of those that are still there: a database's helpers come and go."""
    answers = []
    for process in processes:
        try:
            answers.append(ask(process))
        except psutil.NoSuchProcess:  # a zombie is one of them
            continue
    return answers
