"""The scenarios that are shipped, by name."""

from pathlib import Path
from typing import Final

from simulator.scenario.read import read_story
from simulator.scenario.section import InvalidScenario, unknown
from simulator.scenario.story import Story

FOLDER: Final = Path(__file__).parents[1] / "scenarios"


def shipped() -> dict[str, Path]:
    return {path.stem: path for path in sorted(FOLDER.glob("*.toml"))}


def find(scenario: str) -> Path:
    """A file, or a shipped one by its name; InvalidScenario when it is neither."""
    path = Path(scenario)
    if path.suffix == ".toml" or path.exists():
        return path.absolute()
    names = shipped()
    if scenario not in names:
        raise InvalidScenario("scenarios", unknown(scenario, tuple(names)))
    return names[scenario]


def stories() -> list[Story]:
    """Every shipped one; InvalidScenario, OSError."""
    return [read_story(path) for path in shipped().values()]
