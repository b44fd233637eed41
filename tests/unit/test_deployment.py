"""The files of a deployment name only what there is."""

import re
import shlex
from configparser import ConfigParser, SectionProxy
from pathlib import Path

import click
import pytest

from gateway.__main__ import main
from gateway.embedded.child import Program
from gateway.intake.handing_on import GRACE_S

DEPLOY = Path(__file__).parents[2] / "deploy"


def service() -> SectionProxy:
    unit = ConfigParser(interpolation=None, strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign] # systemd minds capitals
    unit.read(DEPLOY / "vdg.service")
    return unit["Service"]


def unit_command() -> list[str]:
    return shlex.split(service()["ExecStart"])[1:]


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


def test_systemd_ends_the_gateway_alone_and_waits_for_it() -> None:
    """Embedded parts outlive the batch at hand, and each is given the time that it may take."""
    grace_s = float(Program.__dataclass_fields__["grace"].default)  # type: ignore[arg-type]
    assert service()["KillMode"] == "mixed"
    assert int(service()["TimeoutStopSec"]) > GRACE_S + 2 * grace_s


def test_a_deployment_with_embedded_parts_needs_no_secrets() -> None:
    """The unit starts where the file of passwords is not there."""
    assert service()["EnvironmentFile"].startswith("-")
