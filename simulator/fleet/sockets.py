"""What the operating system must allow a process that is ten thousand cars."""

import resource
from pathlib import Path
from typing import Final

SPARE: Final = 100
A_PROXIED_CAR: Final = 4
"""Its own end, the two ends of the proxy, and the proxy's listener."""

PORT_RANGE: Final = Path("/proc/sys/net/ipv4/ip_local_port_range")


class TooFewSockets(Exception):
    """The machine's limits do not allow so many connections; the message says what to do."""


def allow_sockets(cars: int, proxied: int) -> None:
    """Raise the soft limit as far as it goes; raises TooFewSockets when that is not enough."""
    needed = (cars - proxied) + A_PROXIED_CAR * proxied + SPARE
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if 0 <= hard < needed:
        raise TooFewSockets(
            f"{cars} cars need {needed} open files, this process may have {hard}: raise the "
            "limit (ulimit -Hn, as root), take fewer cars, or more on the profile `good`"
        )
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    ports = _local_ports()
    if ports is not None and cars > ports:
        raise TooFewSockets(
            f"{cars} cars need as many local ports, there are {ports}: widen "
            "net.ipv4.ip_local_port_range, or spread the cars over several machines"
        )


def _local_ports() -> int | None:
    """How many connections one address can have to one broker; None where unknown."""
    try:
        first, last = map(int, PORT_RANGE.read_text(encoding="ascii").split())
    except (OSError, ValueError):
        return None
    return last - first + 1
