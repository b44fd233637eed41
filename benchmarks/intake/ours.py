"""The gateway: `vdg serve` with its own settings, keys and papers."""

import json
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks.intake import body
from benchmarks.intake.body import Body
from benchmarks.intake.contender import ReportKey, Stage
from benchmarks.intake.database import Database
from gateway.embedded.child import Child, Program
from gateway.embedded.launch import Launch
from gateway.embedded.private_file import write_private
from gateway.wiring.announcement import ANNOUNCEMENT_NAME
from simulator.garage.garage import write_garage

START_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Ours:
    """Rules, ledger, blocks; each message is one matrix, hence one row of blocks."""

    rows: int = 10
    name: str = "this gateway"

    @property
    def body(self) -> Body:
        return body.telemetry

    @asynccontextmanager
    async def running(self, stage: Stage) -> AsyncIterator[Child]:
        folder = stage.folder / "gateway"
        folder.mkdir()
        settings = _settings(stage, folder)
        child = Child(
            Program(
                name="gateway",
                launch=Launch(
                    argv=[sys.executable, "-m", "gateway", "serve", "--config", str(settings)],
                    folder=folder,
                ),
                ready=partial(_announced, folder / ANNOUNCEMENT_NAME),
                patience=START_S,
            )
        )
        await child.start()
        try:
            yield child
        finally:
            await child.stop()

    async def count(self, database: Database) -> int:
        """By the ledger, which is in the same transactions and takes less reading."""
        return int(
            await database.number(
                "select sum(upper(taken) - lower(taken)) from boots, unnest(received) taken"
            )
        )

    async def last_commit_s(self, database: Database) -> float:
        return await database.number(
            "select extract(epoch from max(pg_xact_commit_timestamp(stored_by)))"
            " from (select distinct (stored_by % (1::bigint << 32))::text::xid as stored_by"
            "   from telemetry_blocks) transactions"
        )

    async def copies(self, database: Database) -> Mapping[ReportKey, int]:
        found = await database.rows(
            "select vin, seq, count(*) from telemetry_blocks"
            " join vehicles on id = vehicle_id group by vin, seq"
        )
        return {(vin, seq): count for vin, seq, count in found}


async def commits(database: Database) -> dict[ReportKey, float]:
    """Unix time at which each message was committed."""
    found = await database.rows(
        "select vin, seq, extract(epoch from"
        "   pg_xact_commit_timestamp((stored_by % (1::bigint << 32))::text::xid))::float8"
        " from telemetry_blocks join vehicles on id = vehicle_id"
    )
    return {(vin, seq): at for vin, seq, at in found}


def _settings(stage: Stage, folder: Path) -> Path:
    garage, file = folder / "garage.json", folder / "gateway.toml"
    write_garage(stage.fleet.cars, garage)
    settings = {
        "data": str(folder),
        "broker": stage.broker.gateway_url,
        "broker_proof": "off",
        "database": stage.database.dsn,
        "plain_text": True,
        "vehicles": str(garage),
        "port": 0,
    }
    write_private(file, "".join(f"{k} = {json.dumps(v)}\n" for k, v in settings.items()))
    return file


def _announced(path: Path, pid: int) -> bool:
    try:
        return bool(json.loads(path.read_text())["pid"] == pid)
    except (OSError, ValueError):
        return False
