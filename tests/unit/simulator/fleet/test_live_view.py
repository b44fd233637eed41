from io import StringIO

from rich.console import Console

from simulator.fleet.live_view import Pace, picture

FIRST = {"t": 1.0, "published": 10, "acked": 4}
SECOND = {
    "t": 3.0,
    "vehicles": 5,
    "online": 4,
    "published": 40,
    "acked": 34,
    "backlog": 6,
    "faults_set": 2,
    "commands_executed": 1,
    "power_failures": 0,
}


def test_the_pace_is_that_since_the_last_look() -> None:
    """Nothing is known at the first one."""
    pace = Pace()
    assert pace.of(FIRST) == {"published": 0.0, "acked": 0.0}
    assert pace.of(SECOND) == {"published": 15.0, "acked": 15.0}


def test_the_picture_tells_of_cars_and_links() -> None:
    """Each figure stands beside its name, each profile has a line."""
    console = Console(width=80, record=True, file=StringIO())
    links = {"rural_edge": {"cars": 5, "online": 4, "down": 1}}
    console.print(picture(SECOND, links, {"published": 15.0, "acked": 15.0}))
    text = " ".join(console.export_text().split())
    for expected in ("4 cars online of 5", "40 reports made 15 a second", "rural_edge 5 4 1"):
        assert expected in text
