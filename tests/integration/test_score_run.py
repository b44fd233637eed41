"""`vdg score` beside a gateway that runs, and what it says when something is missing."""

import json
from pathlib import Path

import pytest
from rich.console import Console

from gateway.demo.score.run import ScoreOptions, print_score
from gateway.domain.errors import GatewayError
from gateway.embedded.lock import owned
from gateway.wiring.announcement import ANNOUNCEMENT_NAME

NO_FAULTS = {"seed": 7, "vehicles": 3, "injected": []}


def options(**given: Path | str | None) -> ScoreOptions:
    wanted: dict[str, Path | str | None] = dict.fromkeys(("truth", "data", "database", "json"))
    return ScoreOptions(**(wanted | given))  # type: ignore[arg-type]


@pytest.mark.slow
async def test_a_database_that_runs_is_asked(dsn: str, tmp_path: Path) -> None:
    """The gateway that holds the folder has said where it is; it goes on."""
    truth, figures = tmp_path / "truth.json", tmp_path / "score.json"
    truth.write_text(json.dumps(NO_FAULTS))
    (tmp_path / "database").mkdir()
    async with owned(tmp_path / "database"):
        (tmp_path / ANNOUNCEMENT_NAME).write_text(json.dumps({"database": dsn}))
        asked = options(truth=truth, data=tmp_path, json=figures)
        assert await print_score(asked, Console(quiet=True)) == 0
        (tmp_path / ANNOUNCEMENT_NAME).unlink()
        with pytest.raises(GatewayError, match="is in use"):
            await print_score(asked, Console(quiet=True))
    assert json.loads(figures.read_text())["vehicles"] == 3


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({}, "--truth FILE, or --data"),
        ({"truth": "truth.json"}, "--database DSN, or --data"),
        ({"truth": "truth.json", "data": "nothing"}, "holds no database"),
        ({"data": "nothing"}, "not the truth of a simulated fleet"),
        ({"truth": "truth.json", "database": "postgresql://127.0.0.1:1/vdg"}, "database"),
    ],
)
async def test_what_is_missing_is_said(
    given: dict[str, str], complaint: str, tmp_path: Path
) -> None:
    """In one line, by the name of the option."""
    (tmp_path / "truth.json").write_text(json.dumps(NO_FAULTS))
    asked: dict[str, Path | str] = {
        name: value if name == "database" else tmp_path / value for name, value in given.items()
    }
    with pytest.raises(GatewayError, match=complaint):
        await print_score(options(**asked), Console(quiet=True))
