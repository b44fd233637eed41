"""Opens a CAN bus: a virtual one in this process, or SocketCAN's for a real car."""

import errno
from collections.abc import Iterable

import can
from can.interfaces.socketcan import SocketcanBus

ELEVEN_BITS = 0x7FF
REASONS = {
    errno.EAFNOSUPPORT: "this kernel has no CAN sockets (CONFIG_CAN_RAW)",
    errno.ENODEV: "there is no such interface; `ip link` lists those that are there",
    errno.ENETDOWN: "the interface is down; `ip link set up` and a bit rate bring it up",
    errno.EPERM: "this user may not open it",
}


class BusUnavailable(Exception):
    """A CAN bus that cannot be opened."""

    def __init__(self, interface: str, channel: str, reason: str) -> None:
        super().__init__(f"cannot open CAN bus {channel} by {interface}: {reason}")


def open_bus(interface: str, channel: str) -> can.BusABC:
    """A bus for `IsoTpConnection`: ("socketcan", "can0"), or ("virtual", any name) for a test.

    Use it as a context manager, or shut it down. Raises BusUnavailable. The bit rate of a
    SocketCAN interface is the kernel's: `ip link set can0 up type can bitrate 500000`.
    """
    try:
        return can.Bus(interface=interface, channel=channel)
    except OSError as error:
        reason = REASONS.get(error.errno or 0, str(error))
        raise BusUnavailable(interface, channel, reason) from error
    except can.CanError as error:
        raise BusUnavailable(interface, channel, str(error)) from error


def listen(bus: can.BusABC, identifiers: Iterable[int]) -> None:
    """Hear these identifiers, besides those that others listen to on the same bus.

    The kernel then keeps away all others. Where python-can would filter by itself nothing
    changes: its `recv(0)` would take the first foreign frame for an empty queue.
    """
    if not isinstance(bus, SocketcanBus):
        return
    heard = list(bus.filters or ())
    known = {each["can_id"] for each in heard}
    heard += [
        {"can_id": each, "can_mask": ELEVEN_BITS, "extended": False}
        for each in identifiers
        if each not in known
    ]
    bus.set_filters(heard)
