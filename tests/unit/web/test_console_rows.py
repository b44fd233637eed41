"""Rows of the store in the console's words."""

from typing import Any

from gateway.store.console_snapshots import snapshot_lines
from gateway.store.console_vehicles import line

ROW: dict[str, Any] = {
    "vin": "WVGZZZ5NZ00000104",
    "plate": "B-VD 104",
    "model": "Meridian E2",
    "owner": "A. Okafor",
    "phone": "+49305550104",
    "severity": "soon",
    "code": 0x9A2047,
    "title": "Screen frozen",
    "online": True,
    "presence_since": None,
    "last_heard_at": None,
    "backlog": 0,
    "silent": False,
    "next_step": "",
    "needs_person": False,
}


def test_a_title_that_names_the_code_says_it_once() -> None:
    """The code stands before a title of the catalogue, and only once in any case."""
    assert line(ROW).top_fault == "B1A20-47 Screen frozen"
    unknown = "Unknown fault B1A20-47 in body control"
    assert line({**ROW, "title": unknown}).top_fault == unknown
    assert line({**ROW, "title": None}).top_fault == "B1A20-47"
    assert line({**ROW, "code": None}).top_fault == ""


def test_freeze_frames_are_read_by_their_standard() -> None:
    """OBD parameters stand in units and first, a maker's own identifiers in hex."""
    values = {"4d01": "0022", "f40d": "33", "f442": "3729", "F446": "3e"}
    assert snapshot_lines([{"record": 1, "values": values}]) == (
        ("Snapshot 1", "speed 51 km/h, control module 14.12 V, outside 22 °C, 4D01 = 0022"),
    )
    assert snapshot_lines([]) == ()
