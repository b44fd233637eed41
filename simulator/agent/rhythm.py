"""How often a unit says that it is there, and how long it bears silence."""

from dataclasses import dataclass

from simulator.world_clock import WorldClock

ATTEMPTS_A_RESET = 3
RESETS_A_BOOT = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """World seconds; those that end in `_wall_s` are floors for a world that runs fast.

    `stall_s`: the longest wait for any answer of the broker.
    `beats_unanswered`: so many and the session counts as stalled; twice as many after each
    time, up to `most_beats_unanswered`.
    `modem_after_s`: silence, although there is something to say, until the modem is reset.
    `reboot_after_s`: until the unit starts itself anew; twice as long after each boot in vain,
    up to `longest_reboot_s`.
    """

    keepalive_s: float = 60.0
    shortest_keepalive_wall_s: float = 2.0
    stall_s: float = 60.0
    shortest_stall_wall_s: float = 5.0
    beat_s: float = 60.0
    shortest_beat_wall_s: float = 2.0
    beats_unanswered: int = 3
    most_beats_unanswered: int = 48
    modem_after_s: float = 900.0
    reboot_after_s: float = 3600.0
    longest_reboot_s: float = 86_400.0

    def keepalive_wall_s(self, world: WorldClock) -> float:
        return max(self.shortest_keepalive_wall_s, world.wall_seconds(self.keepalive_s))

    def stall_wall_s(self, world: WorldClock) -> float:
        return max(self.shortest_stall_wall_s, world.wall_seconds(self.stall_s))

    def beat_wall_s(self, world: WorldClock) -> float:
        return max(self.shortest_beat_wall_s, world.wall_seconds(self.beat_s))

    def modem_s(self, world: WorldClock) -> float:
        """World seconds, and time enough for some attempts to connect."""
        floor_s = world.world_seconds(ATTEMPTS_A_RESET * self.shortest_stall_wall_s)
        return max(self.modem_after_s, floor_s)

    def reboot_s(self, world: WorldClock, vain: int) -> float:
        """World seconds, and time enough for some resets of the modem."""
        wait_s = min(self.longest_reboot_s, self.reboot_after_s * 2.0 ** min(vain, 16))
        return max(wait_s, RESETS_A_BOOT * self.modem_s(world))


USUAL_RHYTHM = Rhythm()
