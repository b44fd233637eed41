"""The command line of a play: it teaches, and says what to do when it refuses."""

import os
from typing import NoReturn

import pytest
from click.testing import CliRunner, Result

from gateway.__main__ import main


class AnotherProgram(Exception):
    """This process would have become it."""


@pytest.fixture(autouse=True)
def no_other_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """The simulator must not take the place of the tests."""

    def execv(_path: str, argv: list[str]) -> NoReturn:
        raise AnotherProgram(argv[3:])

    monkeypatch.setattr(os, "execv", execv)


def simulate(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["simulate", *arguments])


@pytest.mark.parametrize("flag", ["--help", "-h"])
@pytest.mark.parametrize(
    "scenario", [["--scenario", "twins"], ["--scenario=twins"], ["--scenario"]]
)
def test_a_play_has_a_help_of_its_own(scenario: list[str], flag: str) -> None:
    """With the options that a play has, where scenarios come from, and what else there is."""
    answer = simulate(*scenario, flag)
    assert answer.exit_code == 0
    for word in ("--port", "--report", "vdg simulate --list", "rehearse", "--broker"):
        assert word in answer.output
    assert "\n    vdg simulate --list  " in answer.output
    assert "--profile-mix" not in answer.output


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--scenario", "twins", "--broker", "x", "-h"]]
)
def test_all_else_is_the_simulators(arguments: list[str]) -> None:
    """Its help too, also for a scenario against another broker."""
    assert isinstance(simulate(*arguments).exception, AnotherProgram)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--scenario", "twins", "--speed", "5"], "--speed"),
        (["--scenario", "twins", "--garage", "x"], "--garage"),
        (["--scenario"], "one of vdg simulate --list"),
    ],
)
def test_what_a_play_does_not_know_is_refused(arguments: list[str], said: str) -> None:
    """And the help that is named is the one that lists what it does know."""
    answer = simulate(*arguments)
    assert answer.exit_code == 2
    assert said in answer.stderr
    assert "Try 'vdg simulate --scenario NAME --help' for help." in answer.stderr
