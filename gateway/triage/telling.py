"""What components have told, as facts about many vehicles: most of them have told the same."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np

from gateway.domain.component import ComponentId
from gateway.triage.formulas import Bits
from gateway.triage.prospect import Told
from gateway.triage.window import FaultMemory

Memories = Mapping[ComponentId, FaultMemory]

_MOST_ALIKE: Final = 16
"""So many that differ are looked at one by one, each for all vehicles that told it."""
_MOST_KNOWN: Final = 1024


class Telling:
    """`told`: one byte for each `Told`, whether it is so; equal ones are one object."""

    def __init__(self, told: Sequence[Told]) -> None:
        self._told = told
        self._by_component: dict[ComponentId, list[int]] = {}
        for index, each in enumerate(told):
            self._by_component.setdefault(each.teller.component, []).append(index)
        self._known: dict[bytes, bytes] = {}
        self._nothing = self._hear(bytes(len(told)), {}, self._by_component)

    def of(self, memories: Memories) -> bytes:
        return self._hear(self._nothing, memories, memories)

    def heard(self, told: bytes, memories: Memories, component: ComponentId) -> bytes:
        """`told` after this component has spoken."""
        return self._hear(told, memories, [component])

    def facts(self, told: Sequence[bytes]) -> Bits:
        """By `Told`, a bit a report."""
        states = dict.fromkeys(told)
        by_state = np.frombuffer(b"".join(states), np.bool_).reshape(len(states), -1)
        if len(states) == 1:
            every = np.where(by_state[0], np.uint8(0xFF), np.uint8(0))
            return np.broadcast_to(every[:, None], (len(every), -(-len(told) // 8)))
        numbers = {state: number for number, state in enumerate(states)}
        which = np.array([numbers[each] for each in told], np.intp)
        if len(states) > _MOST_ALIKE:
            return np.packbits(by_state.T[:, which], axis=1)
        facts = np.zeros((by_state.shape[1], -(-len(told) // 8)), np.uint8)
        for number, state in enumerate(by_state):
            facts[state] |= np.packbits(which == number)
        return facts

    def _hear(
        self, told: bytes, memories: Memories, components: Iterable[ComponentId]
    ) -> bytes:
        changed = bytearray(told)
        for component in components:
            for index in self._by_component.get(component, ()):
                changed[index] = self._told[index].holds(memories.get(component))
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        said = bytes(changed)
        return self._known.setdefault(said, said)
