"""From a logical address to its component, and back with what the component answers later."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager

from simulator.carriers.doip.addresses import logical_address
from simulator.components.component import Component

Answer = Callable[[bytes], None]


class Router:
    """`clock` tells world time in seconds; `lock` is held around every call of a component."""

    def __init__(
        self,
        components: Iterable[Component],
        clock: Callable[[], float],
        lock: AbstractContextManager[object],
    ) -> None:
        self._components = {logical_address(each.description): each for each in components}
        self._clock = clock
        self._lock = lock
        self._waiting: dict[int, Answer] = {}

    def __contains__(self, target: int) -> bool:
        return target in self._components

    @property
    def waiting(self) -> bool:
        """Whether somebody was told "response pending" and has to be answered yet."""
        return bool(self._waiting)

    def ask(self, target: int, request: bytes, answer: Answer) -> None:
        """Call `answer` for each response, now and in a later `poll`; never for silence."""
        component = self._components[target]
        with self._lock:
            now_s = self._clock()
            self._poll(target, now_s)
            was_pending = component.pending_until_s is not None
            response = component.handle(request, now_s)
            if component.pending_until_s is None:
                self._waiting.pop(target, None)
            elif not was_pending:
                self._waiting[target] = answer
        if response is not None:
            answer(response)

    def poll(self) -> None:
        """Answer whoever's response has become ready."""
        with self._lock:
            now_s = self._clock()
            for target in list(self._waiting):
                self._poll(target, now_s)

    def _poll(self, target: int, now_s: float) -> None:
        component = self._components[target]
        response = component.poll(now_s)
        answer = self._waiting.get(target)
        if component.pending_until_s is None:
            self._waiting.pop(target, None)
        if answer is not None and response is not None:
            answer(response)
