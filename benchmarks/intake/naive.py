"""The naive script as a contender."""

import sys
from pathlib import Path

from benchmarks.intake import naive_script
from benchmarks.intake.body import json_batch
from benchmarks.intake.contender import Stage
from benchmarks.intake.peer import Argv, Peer, script_settings


def naive() -> Peer:
    return Peer(
        name="aiomqtt, JSON, executemany",
        body=json_batch,
        rows=10,
        argv=_argv,
        greeting=naive_script.GREETING,
    )


def _argv(stage: Stage, folder: Path) -> Argv:
    return [sys.executable, "-m", naive_script.__name__, script_settings(stage, folder)]
