"""Run as a script: enter a network of one's own, hand out its TUN device, become a program.

Arguments: the parent's pid, the descriptor of a Unix socket to it, an address, the program.
"""

import ctypes
import os
import signal
import socket
import sys

from simulator.links.tun_device import TunUnavailable, bring_up, leave_network, open_tun

PR_SET_PDEATHSIG = 1  # linux/prctl.h
READY = b"ready"


def become(parent: int, door: socket.socket, address: str, argv: list[str]) -> None:
    """Never returns. The program dies with its parent, and the network with the program."""
    _tie_to(parent)
    try:
        leave_network()
        descriptor, number = open_tun()
        bring_up(number, address)
    except (TunUnavailable, OSError) as error:
        door.sendall(str(error).encode())
        sys.exit(1)
    socket.send_fds(door, [READY], [descriptor])
    os.close(descriptor)
    door.close()
    os.execvp(argv[0], argv)  # noqa: S606 - becoming another program is the purpose


def _tie_to(parent: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")
    if os.getppid() != parent:
        sys.exit("the parent died before the tie was made")


if __name__ == "__main__":
    become(int(sys.argv[1]), socket.socket(fileno=int(sys.argv[2])), sys.argv[3], sys.argv[4:])
