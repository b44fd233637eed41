"""`vdg score`: reads the truth and the database, prints the score."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from gateway.demo.score.machine_figures import as_json, headlines
from gateway.demo.score.score import Score, score
from gateway.demo.score.table import view
from gateway.demo.score.truth import read_truth
from gateway.domain.errors import SettingsInvalid
from gateway.store.conclusions import read_conclusions
from gateway.store.pool import open_pool
from gateway.wiring.reach import reached_database


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreOptions:
    """Without `truth` it is where a demo in `data` has left it; `data` or `database`."""

    truth: Path | None
    data: Path | None
    database: str | None
    json: Path | None


async def print_score(options: ScoreOptions, console: Console) -> int:
    """Raises `GatewayError` when the truth or the database cannot be read."""
    truth = read_truth(_truth_file(options))
    async with _database(options) as dsn, open_pool(dsn, size=2) as pool:
        conclusions = await read_conclusions(pool)
    tell(score(truth, conclusions), console, options.json)
    return 0


def tell(found: Score, console: Console, path: Path | None) -> None:
    """Everything for people, the headlines as one line of JSON, all of it into a file."""
    console.print(view(found))
    line = json.dumps(headlines(found))
    console.print(line, soft_wrap=True, markup=False, highlight=False)
    if path is not None:
        path.write_text(json.dumps(as_json(found), indent=2) + "\n", encoding="utf-8")


def _truth_file(options: ScoreOptions) -> Path:
    if options.truth is not None:
        return options.truth
    if options.data is None:
        raise SettingsInvalid("name the truth: --truth FILE, or --data of a demo")
    return options.data / "fleet" / "truth.json"


@asynccontextmanager
async def _database(options: ScoreOptions) -> AsyncIterator[str]:
    """The address of the database; an embedded one is started unless it already runs."""
    if options.database is not None:
        yield options.database
        return
    if options.data is None:
        raise SettingsInvalid("name the database: --database DSN, or --data of a demo")
    if not (options.data / "database").is_dir():
        raise SettingsInvalid(f"{options.data} holds no database")
    async with reached_database(options.data, None) as dsn:
        yield dsn
