"""The commands of `vdg`, read when they are asked for."""

import subprocess
import sys

import click
import pytest

from gateway.__main__ import main
from gateway.commands.menu import MODULES

LOADED = "import sys; from gateway.__main__ import main; import click; "
LOADED += "main.get_command(click.Context(main), {name!r}); print(*sys.modules)"


def loaded_for(name: str) -> set[str]:
    """The modules of a fresh Python that has looked that command up."""
    argv = [sys.executable, "-c", LOADED.format(name=name)]
    told = subprocess.run(argv, check=True, capture_output=True, text=True)  # noqa: S603
    return set(told.stdout.split())


@pytest.mark.parametrize("name", MODULES)
def test_every_command_is_where_the_menu_says(name: str) -> None:
    """It is found, goes by that name and says in a line what it does."""
    command = main.get_command(click.Context(main), name)
    assert isinstance(command, click.Command)
    assert command.name == name
    assert command.get_short_help_str()


def test_what_is_not_on_the_menu_is_not_served() -> None:
    """Asked for something else, click says so."""
    assert main.get_command(click.Context(main), "coffee") is None


@pytest.mark.slow
def test_a_gateway_that_serves_reads_no_demonstration() -> None:
    """Neither its code nor what that needs is in the memory of a gateway."""
    loaded = loaded_for("serve")
    assert "gateway.wiring.serve" in loaded
    assert not {name for name in loaded if name.startswith(("gateway.demo", "simulator"))}
