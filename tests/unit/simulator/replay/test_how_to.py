"""The how-to tells what the code does."""

import re
from pathlib import Path

from simulator.replay.account import told
from simulator.replay.column_map import ColumnMap
from simulator.replay.proposal import propose
from simulator.replay.recording import Recording
from simulator.replay.unit_of_measure import UNITS
from tests.fix_replay import WORST

HOW_TO = Path(__file__).parents[4] / "docs" / "how-to" / "replay-a-drive.md"


def test_every_unit_is_listed() -> None:
    """Beside its quantity, and no other."""
    rows = re.findall(r"^\| ([a-z ]+) \| (`.*`) \|$", HOW_TO.read_text(), re.MULTILINE)
    listed = {
        name: quantity for quantity, names in rows for name in re.findall(r"`([^`]+)`", names)
    }
    assert {name: unit.quantity for name, unit in UNITS.items()} == listed


def test_the_proposal_is_the_one_shown() -> None:
    """Word for word, as far as it is shown."""
    (shown,) = re.findall(r"```toml\n(.*?)```", HOW_TO.read_text(), re.DOTALL)
    assert propose(WORST.read_bytes()).startswith(shown)
    assert ColumnMap.parse(shown).time_column == "Zeit"


def test_the_notes_are_the_ones_shown(worst_drive: Recording) -> None:
    """Each line of the output that is quoted."""
    shown = re.findall(r"^    (line \d+: .*)$", HOW_TO.read_text(), re.MULTILINE)
    assert len(shown) == 9
    assert set(shown) <= set(told(worst_drive.notes))
