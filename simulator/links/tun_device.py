"""TUN devices by plain ioctls: opened, addressed, brought up; gone with their descriptor."""

import ctypes
import fcntl
import os
import socket
import struct
from pathlib import Path
from typing import Final

DEVICE: Final = Path("/dev/net/tun")
MTU: Final = 1400
NETMASK: Final = "255.255.255.252"

TUNSETIFF: Final = 0x400454CA  # linux/if_tun.h
IFF_TUN, IFF_NO_PI = 0x0001, 0x1000
SIOCGIFFLAGS, SIOCSIFFLAGS = 0x8913, 0x8914  # linux/sockios.h
SIOCSIFADDR, SIOCSIFNETMASK, SIOCSIFMTU = 0x8916, 0x891C, 0x8922
IFF_UP, IFF_RUNNING = 0x1, 0x40  # linux/if.h
CLONE_NEWNET: Final = 0x40000000  # linux/sched.h

NO_ROOT: Final = "a TUN link needs root: start this as root (sudo), or do without the TUN link"
NO_DEVICE: Final = (
    f"{DEVICE} is missing: load the module (modprobe tun) or make it"
    f" (mkdir -p {DEVICE.parent}; mknod {DEVICE} c 10 200); into a container it comes with"
    " --device /dev/net/tun --cap-add NET_ADMIN --cap-add SYS_ADMIN"
)


class TunUnavailable(Exception):
    """This machine or this user cannot have a TUN link; the message says what to do."""


def obstacle() -> str | None:
    """Why there can be no TUN link here, and what to do about it; None where there can."""
    if not DEVICE.exists():
        return NO_DEVICE
    return None if os.geteuid() == 0 else NO_ROOT


def open_tun() -> tuple[int, int]:
    """A new device in this process's network: its descriptor, and N of its name `vdgN`.

    Closing the last copy of the descriptor takes the device away, however the process ends.
    Raises TunUnavailable.
    """
    if reason := obstacle():
        raise TunUnavailable(reason)
    try:
        descriptor = os.open(DEVICE, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        request = struct.pack("16sH22x", b"vdg%d", IFF_TUN | IFF_NO_PI)
        given = fcntl.ioctl(descriptor, TUNSETIFF, request)
    except OSError as error:
        raise TunUnavailable(f"no TUN device ({error.strerror}); {NO_ROOT}") from error
    return descriptor, int(given[:16].rstrip(b"\0").removeprefix(b"vdg"))


def bring_up(number: int, address: str) -> None:
    """Give the device `vdgN` of this network its IPv4 address in a /30, and switch it on."""
    name = b"vdg%d" % number
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        for request, value in ((SIOCSIFADDR, address), (SIOCSIFNETMASK, NETMASK)):
            packed = struct.pack("HH4s8x", socket.AF_INET, 0, socket.inet_aton(value))
            fcntl.ioctl(control, request, struct.pack("16s16s8x", name, packed))
        fcntl.ioctl(control, SIOCSIFMTU, struct.pack("16si20x", name, MTU))
        _switch_on(control, name)


def leave_network() -> None:
    """Move this process into a network of its own, in which there is a loopback alone.

    The network goes when the last process in it ends. Raises TunUnavailable.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNET):
        reason = os.strerror(ctypes.get_errno())
        raise TunUnavailable(f"no network namespace ({reason}); {NO_ROOT}")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        _switch_on(control, b"lo")


def _switch_on(control: socket.socket, name: bytes) -> None:
    answer = fcntl.ioctl(control, SIOCGIFFLAGS, struct.pack("16s24x", name))
    (flags,) = struct.unpack_from("H", answer, 16)
    wanted = struct.pack("16sH22x", name, flags | IFF_UP | IFF_RUNNING)
    fcntl.ioctl(control, SIOCSIFFLAGS, wanted)
