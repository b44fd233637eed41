"""The root causes in words: on the page, and on the command line."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from simulator.__main__ import simulator
from simulator.faults.library import root_causes
from simulator.faults.overview import HEADINGS, markdown, row
from simulator.faults.root_cause import RootCause

PAGE = Path(__file__).parents[4] / "docs" / "simulator" / "faults.md"


@pytest.mark.parametrize("cause", root_causes().values(), ids=lambda cause: cause.id)
def test_every_cause_has_its_words(cause: RootCause) -> None:
    """A cell for each heading, none empty, and nothing that breaks the table."""
    cells = row(cause)
    assert len(cells) == len(HEADINGS)
    assert all(cells)
    assert "|" not in "".join(cells)


def test_the_page_has_all_causes() -> None:
    """After a change: python -m simulator faults --markdown."""
    _, found = PAGE.read_text(encoding="utf-8").split("faults --markdown -->\n")
    table, _ = found.split("\n<!-- end -->")
    assert table == markdown()


def test_the_command_tells_of_one_or_all() -> None:
    """What is wrong, and for one of them what cures it; another name is refused."""
    runner = CliRunner(env={"COLUMNS": "120"})
    everything = runner.invoke(simulator, ["faults"]).output
    assert all(name in everything for name in root_causes())
    one = runner.invoke(simulator, ["faults", "infotainment_flash_worn"]).output
    assert "makes it infotainment_boot_loop" in one
    refused = runner.invoke(simulator, ["faults", "gremlins"])
    assert (refused.exit_code, "no root cause gremlins" in refused.output) == (1, True)
