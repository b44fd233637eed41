"""The named link profiles, each a model of a real situation. All times are world time."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from simulator.days.day_plan import Place
from simulator.links.burst_loss import BurstLoss
from simulator.links.profile import (
    DeadZone,
    Disorder,
    LinkProfile,
    Outage,
    PowerCuts,
    Quota,
    Spell,
    Towers,
    WallClock,
)

GOOD = LinkProfile(
    name="good",
    why="A city street with good LTE: nothing but a short delay.",
    latency_s=0.03,
    jitter_s=0.02,
    up_bytes_per_s=1_000_000,
    down_bytes_per_s=4_000_000,
)

HOME_NO_SIGNAL = LinkProfile(
    name="home_no_signal",
    why="The owner lives in a valley: the modem loses its network on the way home and finds"
    " it again on the way out.",
    up_dbm=-95.0,
    latency_s=0.06,
    jitter_s=0.06,
    up_bytes_per_s=300_000,
    down_bytes_per_s=1_000_000,
    dead_zone=DeadZone(Place.HOME, Outage.DETACHED),
)

UNDERGROUND_GARAGE = LinkProfile(
    name="underground_garage",
    why="Two storeys below the office the signal fades so far that nobody is told: the"
    " connection is half-open for the whole working day.",
    latency_s=0.08,
    jitter_s=0.08,
    up_bytes_per_s=200_000,
    down_bytes_per_s=800_000,
    dead_zone=DeadZone(Place.WORK, Outage.HALF_OPEN),
)

RURAL_EDGE = LinkProfile(
    name="rural_edge",
    why="The edge of a cell in the country: EDGE speed, loss in bursts, short outages of"
    " every kind, and a relay that repeats messages.",
    up_dbm=-103.0,
    latency_s=0.2,
    jitter_s=0.5,
    up_bytes_per_s=15_000,
    down_bytes_per_s=25_000,
    loss=BurstLoss(good_s=20, bad_s=2, in_good=0.01, in_bad=0.4),
    up_s=(30, 240),
    spells=(
        Spell(outage=Outage.STALL, shortest_s=3, longest_s=25, weight=3),
        Spell(outage=Outage.RESET, shortest_s=10, longest_s=60, weight=2),
        Spell(outage=Outage.HALF_OPEN, shortest_s=10, longest_s=60),
    ),
    disorder=Disorder(twice=0.02, held=0.0),
)

HIGHWAY_HANDOVER = LinkProfile(
    name="highway_handover",
    why="At 130 km/h a cell a minute: most handovers cost a second, some change the car's"
    " address, and the old connection is dead without a word.",
    up_dbm=-88.0,
    latency_s=0.05,
    jitter_s=0.1,
    up_bytes_per_s=400_000,
    down_bytes_per_s=1_500_000,
    loss=BurstLoss(good_s=15, bad_s=0.5, in_good=0.001, in_bad=0.5),
    up_s=(30, 90),
    spells=(
        Spell(outage=Outage.STALL, shortest_s=0.3, longest_s=2, weight=3),
        Spell(outage=Outage.HALF_OPEN, shortest_s=0.5, longest_s=4),
    ),
    spells_at=Place.ROAD,
    disorder=Disorder(twice=0.02, held=0.02),
)

ROAMING = LinkProfile(
    name="roaming",
    why="Near a border: minutes without registration between two networks, and every byte"
    " goes home first.",
    up_dbm=-92.0,
    latency_s=0.25,
    jitter_s=0.25,
    up_bytes_per_s=100_000,
    down_bytes_per_s=300_000,
    loss=BurstLoss(good_s=40, bad_s=1, in_good=0.002, in_bad=0.3),
    up_s=(600, 2400),
    spells=(Spell(outage=Outage.DETACHED, shortest_s=90, longest_s=420),),
    disorder=Disorder(twice=0.0, held=0.05),
)

CAPTIVE_WIFI = LinkProfile(
    name="captive_wifi",
    why="A hotel's or workshop's WLAN takes every connection and shows its login page, or"
    " says nothing at all, until somebody accepts the terms.",
    up_dbm=-60.0,
    down_dbm=-60.0,
    latency_s=0.02,
    jitter_s=0.03,
    up_bytes_per_s=500_000,
    down_bytes_per_s=2_000_000,
    up_s=(600, 1800),
    spells=(Spell(outage=Outage.CAPTIVE, shortest_s=60, longest_s=480),),
)

TOWER_REBOOT = LinkProfile(
    name="tower_reboot",
    why="An update of the cell tower: all its cars lose the link at the same moment and come"
    " back together.",
    latency_s=0.06,
    jitter_s=0.06,
    up_bytes_per_s=300_000,
    down_bytes_per_s=1_000_000,
    up_s=(900, 2700),
    spells=(Spell(outage=Outage.DETACHED, shortest_s=60, longest_s=240),),
    towers=Towers(3),
    disorder=Disorder(twice=0.02, held=0.02),
)

HALF_OPEN_TCP = LinkProfile(
    name="half_open_tcp",
    why="The operator's NAT forgets connections: full signal, no error, and nothing that is"
    " sent ever arrives.",
    down_dbm=-80.0,
    latency_s=0.05,
    jitter_s=0.05,
    up_bytes_per_s=300_000,
    down_bytes_per_s=1_000_000,
    up_s=(90, 420),
    spells=(Spell(outage=Outage.HALF_OPEN, shortest_s=1, longest_s=15),),
)

SUBACK_DENIED = LinkProfile(
    name="suback_denied",
    why="The broker's rights database is restarting: sessions are thrown out, some refused,"
    " and those let in may publish but not subscribe.",
    down_dbm=-75.0,
    latency_s=0.05,
    jitter_s=0.05,
    up_bytes_per_s=300_000,
    down_bytes_per_s=1_000_000,
    up_s=(300, 1200),
    spells=(
        Spell(outage=Outage.DENIED, shortest_s=30, longest_s=180, weight=3),
        Spell(outage=Outage.UNAVAILABLE, shortest_s=10, longest_s=60),
        Spell(outage=Outage.UNAUTHORISED, shortest_s=10, longest_s=60),
    ),
)

BROWNOUT_12V = LinkProfile(
    name="brownout_12v",
    why="A worn 12 V battery: the unit loses its power in the middle of anything, several"
    " times an hour, and wakes up in 1970.",
    latency_s=0.05,
    jitter_s=0.05,
    up_bytes_per_s=300_000,
    down_bytes_per_s=1_000_000,
    power=PowerCuts(every_s=(420, 1500), dark_s=(5, 120)),
)

CLOCK_1970 = LinkProfile(
    name="clock_1970",
    why="The unit's real-time clock has no battery: it starts in 1970, is set by whoever"
    " tells the time, and jumps by days when it trusts the wrong one.",
    latency_s=0.05,
    jitter_s=0.05,
    up_bytes_per_s=300_000,
    down_bytes_per_s=1_000_000,
    clock=WallClock(jumps_every_s=(300, 1500), by_s=10 * 86_400),
)

METERED_2G = LinkProfile(
    name="metered_2g",
    why="An old 2G modem on a cheap contract: 16 kbit/s, a second each way, and a quarter of"
    " that speed when the day's volume is used up.",
    up_dbm=-98.0,
    latency_s=0.6,
    jitter_s=0.9,
    up_bytes_per_s=2_000,
    down_bytes_per_s=2_000,
    loss=BurstLoss(good_s=60, bad_s=1.5, in_good=0.005, in_bad=0.3),
    up_s=(900, 3600),
    spells=(Spell(outage=Outage.STALL, shortest_s=5, longest_s=40),),
    quota=Quota(period_bytes=1_000_000, period_s=86_400, then_bytes_per_s=500),
)

PROFILES: Final[Mapping[str, LinkProfile]] = MappingProxyType(
    {
        profile.name: profile
        for profile in (
            GOOD,
            HOME_NO_SIGNAL,
            UNDERGROUND_GARAGE,
            RURAL_EDGE,
            HIGHWAY_HANDOVER,
            ROAMING,
            CAPTIVE_WIFI,
            TOWER_REBOOT,
            HALF_OPEN_TCP,
            SUBACK_DENIED,
            BROWNOUT_12V,
            CLOCK_1970,
            METERED_2G,
        )
    }
)
