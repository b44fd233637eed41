"""`vdg score` as it is typed."""

from click.testing import CliRunner

from gateway.__main__ import main
from gateway.commands.score import DAYS
from simulator.days import choice


def test_every_day_that_cars_can_have_can_be_asked_for() -> None:
    """By the simulator's own names, the same first."""
    assert (DAYS[0], {*DAYS}) == (choice.BUSY, {*choice.DAYS})


def test_a_day_that_no_car_has_is_refused_before_any_car_drives() -> None:
    """With those there are."""
    said = CliRunner().invoke(main, ["score", "--vehicles", "2", "--day", "nope"])
    assert said.exit_code == 2
    assert "'nope' is not one of 'busy', 'commuter'" in said.stderr
