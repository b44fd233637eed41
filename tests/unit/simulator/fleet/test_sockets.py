import resource

import pytest

from simulator.fleet import sockets
from simulator.fleet.sockets import TooFewSockets, allow_sockets


def test_what_the_limit_cannot_hold_is_said_before_it_fails() -> None:
    """The message has both numbers; the limit of the process is what it was."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    with pytest.raises(TooFewSockets, match=f"this process may have {before[1]}"):
        allow_sockets(before[1], before[1])
    assert resource.getrlimit(resource.RLIMIT_NOFILE) == before


def test_there_are_ports_for_so_many_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """One address has a port for each connection to one broker."""
    monkeypatch.setattr(sockets, "_local_ports", lambda: 10)
    allow_sockets(10, 0)
    with pytest.raises(TooFewSockets, match="11 cars need as many local ports"):
        allow_sockets(11, 0)
