"""mq-bridge as a contender: a Rust bridge that writes MQTT to PostgreSQL in bulk."""

from pathlib import Path
from typing import Final

from benchmarks.intake import download, mq_bridge_script
from benchmarks.intake.body import json_row
from benchmarks.intake.broker import TELEMETRY
from benchmarks.intake.contender import Stage
from benchmarks.intake.peer import Argv, Peer, script_settings
from benchmarks.intake.wide import NAMES, TABLE

PACKAGE: Final = "mq-bridge==1.2.0"
"""MIT or Apache-2.0, as its package says."""


async def mq_bridge(folder: Path) -> Peer:
    """Raises PartMissing when it cannot be had here."""
    python = folder / "bin" / "python"
    if not python.exists():
        await download.pip(folder, [PACKAGE])

    def argv(stage: Stage, own: Path) -> Argv:
        more = {"topic": TELEMETRY, "table": TABLE, "columns": NAMES}
        return [python, "-P", mq_bridge_script.__file__, script_settings(stage, own, more)]

    return Peer(
        name="mq-bridge",
        body=json_row,
        rows=1,
        argv=argv,
        greeting=mq_bridge_script.GREETING,
    )
