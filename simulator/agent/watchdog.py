"""The last resort of a unit that nobody answers: reset the modem, then start anew."""

from collections.abc import Callable

import structlog

from simulator.agent.rhythm import Rhythm
from simulator.agent.unit_clock import UnitClock

LOOKS = 10
"""So often it looks within the time that the modem is given."""

log = structlog.get_logger()


class Reboot(Exception):
    """The unit starts itself anew; `vain` boots in a row have now heard nothing."""

    def __init__(self, vain: int) -> None:
        super().__init__(f"the unit starts itself anew, after {vain} boots in vain")
        self.vain = vain


class Watchdog:
    """Silence counts from the last sign of life, while there is something to say."""

    def __init__(
        self,
        *,
        clock: UnitClock,
        rhythm: Rhythm,
        vain: int,
        has_news: Callable[[], bool],
        busy: Callable[[], bool],
    ) -> None:
        """`vain`: boots in a row, before this one, that the watchdog ended in silence.

        `busy`: a command is being executed, which no reboot may break off.
        """
        self._clock = clock
        self._rhythm = rhythm
        self._vain = vain
        self._has_news = has_news
        self._busy = busy
        self._alive_at_s = self._reset_at_s = clock.world.now()
        self.modem_resets = 0

    def alive(self) -> None:
        """A PUBACK or an answer has come."""
        self._alive_at_s = self._clock.world.now()
        self._vain = 0

    async def run(self, reset_modem: Callable[[], None]) -> None:
        """Watch for ever; raises Reboot."""
        world = self._clock.world
        modem_s = self._rhythm.modem_s(world)
        while True:
            await world.sleep(modem_s / LOOKS)
            now_s = world.now()
            if not self._has_news():
                self._alive_at_s = now_s
            silent_s = now_s - self._alive_at_s
            if silent_s >= self._rhythm.reboot_s(world, self._vain) and not self._busy():
                raise Reboot(self._vain + 1)
            if min(silent_s, now_s - self._reset_at_s) >= modem_s:
                log.info("modem reset", silent_s=round(silent_s))
                self._reset_at_s = now_s
                self.modem_resets += 1
                reset_modem()
