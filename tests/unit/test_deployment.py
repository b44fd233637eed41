"""The files of a deployment name only what there is."""

import re
import shlex
from configparser import ConfigParser
from pathlib import Path

import click
import pytest

from gateway.__main__ import main

DEPLOY = Path(__file__).parents[2] / "deploy"


def unit_command() -> list[str]:
    unit = ConfigParser(interpolation=None, strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign] # systemd minds capitals
    unit.read(DEPLOY / "vdg.service")
    return shlex.split(unit["Service"]["ExecStart"])[1:]


def container_command() -> list[str]:
    text = (DEPLOY / "Containerfile").read_text()
    found = re.search(r"^CMD \[(.*)\]", text, re.MULTILINE)
    assert found is not None
    return [word.strip().strip('"') for word in found[1].split(",")]


@pytest.mark.parametrize("words", [unit_command(), container_command()], ids=["unit", "image"])
def test_a_deployment_starts_what_the_command_line_knows(words: list[str]) -> None:
    """The command exists, and so does each of its options."""
    command = main.get_command(click.Context(main), words[0])
    assert command is not None
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= known
